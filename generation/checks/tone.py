"""How it reads: long sentences, loud marks, worn phrases, hard words."""

import re
from collections.abc import Iterator

from generation.brief import Policy
from generation.checks.law import rules_for
from generation.checks.readability import Counts, counts_of, ease_of, grade_of
from generation.checks.run import Rule, at
from generation.checks.text import prose, sentences_in, words_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity

LONG_SENTENCE = 30
HARD_READING = 50
"""Flesch Reading Ease; mails to consumers aim at 60 to 80, under 50 is for college readers."""
FEW_WORDS = 30
"""Readability of fewer words means nothing."""
_CAPITALS = re.compile(r"(?<![\w{])[^\W\d_a-z]{5,}(?:\s+[^\W\d_a-z]{2,})*(?!\w)")


def long_sentences(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.words():
        text = prose(field.text)
        for start, end in sentences_in(text):
            count = len(words_in(text[start:end]))
            if count > LONG_SENTENCE:
                yield at(
                    field,
                    (start, end),
                    rule="tone.long_sentence",
                    severity=Severity.NOTE,
                    message="A sentence is long",
                    detail=f"{count} words. Up to {LONG_SENTENCE} read easily.",
                    suggestion="Make two of it.",
                )


def capitals(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    brief = context.brief
    allowed = {Policy.NONE: 0, Policy.FEW: 1, Policy.FREE: None}[brief.brand.capitals]
    if allowed is None:
        return
    found = 0
    ours = (brief.brand.name, *brief.brand.product_names)
    known = " ".join([*ours, brief.campaign, brief.offer, *(fact.text for fact in brief.facts)])
    for field in draft.words():
        if field.role is Role.SUBJECT:
            continue
        for match in _CAPITALS.finditer(prose(field.text)):
            if match.group() in known or match.group() != match.group().upper():
                continue
            found += 1
            if found > allowed:
                yield at(
                    field,
                    match.span(),
                    rule="tone.capitals",
                    severity=Severity.CHECK,
                    message="Capitals shout",
                    suggestion="Write it in small letters.",
                )


def exclamation(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    policy = context.brief.brand.exclamation
    if policy is Policy.NONE:
        return
    marks = [
        (field, match)
        for field in draft.words()
        if field.role is not Role.SUBJECT
        for match in re.finditer(r"!+", prose(field.text))
    ]
    words = sum(len(words_in(field.text)) for field in draft.words())
    allowed = max(2, words // 50)
    for number, (field, match) in enumerate(marks, start=1):
        if len(match.group()) > 1 or (number > allowed and policy is not Policy.FREE):
            yield at(
                field,
                match.span(),
                rule="tone.exclamation",
                severity=Severity.CHECK if len(match.group()) > 1 else Severity.NOTE,
                message="Too many exclamation marks",
                detail="Two in a hundred words are plenty.",
                suggestion="Use a full stop.",
            )


def hard_reading(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    language = context.language.partition("-")[0].lower()
    counts = _counts(draft, language)
    if counts.words < FEW_WORDS:
        return
    ease, grade = ease_of(counts, language), grade_of(counts, language)
    target = context.brief.brand.reading_grade
    if target is not None and grade > target + 0.5:
        yield Finding(
            rule="tone.reading",
            severity=Severity.NOTE,
            message="It is harder to read than the brand wants",
            detail=f"It reads like grade {grade:.0f}; the brand kit asks for {target} at most.",
            suggestion="Use shorter words and sentences.",
        )
    elif ease < HARD_READING:
        yield Finding(
            rule="tone.reading",
            severity=Severity.NOTE,
            message="It is hard to read",
            detail=f"Reading ease {ease:.0f}; mails aim at 60 to 80.",
            suggestion="Use shorter words and sentences.",
        )


def reading_ease(text: str, language: str = "en") -> float:
    """Return how easy a text reads, on the scale of Flesch; 100 for one without words."""
    counts = counts_of(text, language)
    return ease_of(counts, language) if counts.words else 100.0


def reading_grade(text: str, language: str = "en") -> float:
    """Return the US school grade that a text needs; 0 for one without words."""
    counts = counts_of(text, language)
    return grade_of(counts, language) if counts.words else 0.0


def _counts(draft: Draft, language: str) -> Counts:
    return counts_of("\n".join(prose(field.text) for field in draft.of(Role.TEXT, Role.HEADING)), language)


RULES = (
    Rule("tone.long_sentence", "Sentences are short", long_sentences),
    Rule("tone.capitals", "No shouting capitals", capitals),
    Rule("tone.exclamation", "Few exclamation marks", exclamation),
    Rule("tone.reading", "Easy to read", hard_reading),
    *rules_for("", "tone", "inclusive"),
)

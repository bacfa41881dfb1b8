"""How it reads: long sentences, loud marks, worn phrases, hard words."""

import re
from collections.abc import Iterator

from generation.brief import Policy
from generation.checks.patterns import Pattern
from generation.checks.run import ENGLISH, Rule, at
from generation.checks.text import prose, sentences_in, words_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity

LONG_SENTENCE = 30
HARD_READING = 50
"""Flesch Reading Ease; mails to consumers aim at 60 to 80, under 50 is for college readers."""
FEW_WORDS = 30
"""Readability of fewer words means nothing."""
_CAPITALS = re.compile(r"(?<![\w{])[^\W\d_a-z]{5,}(?:\s+[^\W\d_a-z]{2,})*(?!\w)")
_VOWELS = re.compile(r"[aeiouy]+")


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


def reading_ease(text: str) -> float:
    """Return the Flesch Reading Ease of English text: 206.835 - 1.015 W/S - 84.6 Y/W."""
    words = words_in(text)
    if not words:
        return 100.0
    sentences = max(1, len(sentences_in(text)))
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def reading_grade(text: str) -> float:
    """Return the US school grade that English text needs (Flesch-Kincaid): 0.39 W/S + 11.8 Y/W - 15.59."""
    words = words_in(text)
    if not words:
        return 0.0
    sentences = max(1, len(sentences_in(text)))
    syllables = sum(_syllables(word) for word in words)
    return max(0.0, 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59)


def _syllables(word: str) -> int:
    word = word.casefold()
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
    return max(1, count - silent)


def hard_reading(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    text = "\n".join(prose(field.text) for field in draft.of(Role.TEXT, Role.HEADING))
    if len(words_in(text)) < FEW_WORDS:
        return
    ease, grade, target = reading_ease(text), reading_grade(text), context.brief.brand.reading_grade
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


_CLICHE = Pattern(
    id="tone.cliche",
    pattern=(
        r"\b(?:delve into|unlock (?:the|your)|elevate your|seamless(?:ly)?|"
        r"game[- ]chang(?:er|ing)|look no further|"
        r"in today's (?:fast[- ]paced|digital) world|(?:take|bring) (?:it|\w+ \w+) to the next level|"
        r"treat yourself|whether you're a|embark on|indulge in|revolutioni[sz]e|"
        r"cutting[- ]edge|one[- ]stop shop)\b"
    ),
    severity=Severity.NOTE,
    message="A worn phrase",
    passed="No worn phrases",
    detail="Readers have seen it many times.",
    suggestion="Say it plainly.",
)

RULES = (
    Rule("tone.long_sentence", "Sentences are short", long_sentences),
    Rule("tone.capitals", "No shouting capitals", capitals),
    Rule("tone.exclamation", "Few exclamation marks", exclamation),
    Rule("tone.reading", "Easy to read", hard_reading, ENGLISH),
    _CLICHE.rule(),
)

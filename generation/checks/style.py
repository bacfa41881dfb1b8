"""How sentences, paragraphs and buttons are built, and what a text says twice."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from generation.checks.run import ENGLISH, Rule, at, on
from generation.checks.text import lowered, sentences_in, words_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity
from generation.checks.word_lists import word_lists
from generation.liquid import fill_merge_tags

PASSIVE_SHARE = 0.2
"""One sentence in ten is the usual advice; a note on each of those would be noise."""
LEAST_PASSIVE = 3
LONG_PARAGRAPH = 4
"""Sentences."""
LEAST_WE = 5
BUTTON_WORDS = range(2, 6)
SIMILAR = 0.9
SAME_SENTENCE = 6
"""Words from which a repeated sentence is no accident."""
_READ = ENGLISH | {"de"}
_PASSIVE = {
    "en": re.compile(
        r"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+|not\s+|also\s+|now\s+)?"
        r"(?:(?!need|seed|speed|feed|red\b|bed\b|shed|indeed)\w{2,}ed|made|given|taken|sent|sold|kept|held|found|built|"
        r"brought|bought|chosen|grown|shown|known|done|seen|written|put|set|paid|told|left|lost|won|hand-picked|cut)\b"
    ),
    "de": re.compile(
        r"\b(?:wird|werden|wurden?|worden)\b[^.!?\n]{0,80}?\b(?:\w*ge\w{2,}(?:t|en)|\w{3,}iert|(?:ver|be|ent|er|zer)\w{3,}(?:t|en))\b"
        r"|\b(?:\w*ge\w{2,}(?:t|en)|\w{3,}iert)\s+(?:wird|werden|wurden?|worden)\b"
    ),
}
_WORDS = word_lists("style")
_YOU = {code: frozenset(words.split()) for code, words in _WORDS["you"].items()}
_WE = {code: frozenset(words.split()) for code, words in _WORDS["we"].items()}
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TWICE = re.compile(r"\b([^\W\d_]{2,})\s+\1\b")
_MAY_STAND_TWICE = frozenset(_WORDS["may_stand_twice"].split())
_VERBS = frozenset(_WORDS["button_verbs"].split())
_GERMAN_STARTS = frozenset(_WORDS["german_button_starts"].split())
_GERMAN_VERBS = ("en", "ern", "eln", "sein", "tun")
"""How infinitives end."""


def passive(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    pattern = _PASSIVE[context.language.partition("-")[0].lower()]
    sentences = found = 0
    for field in draft.of(Role.TEXT):
        text = lowered(field.text)
        for start, end in sentences_in(text):
            sentences += 1
            found += pattern.search(text, start, end) is not None
    if found >= LEAST_PASSIVE and found > sentences * PASSIVE_SHARE:
        yield Finding(
            rule="tone.passive",
            severity=Severity.NOTE,
            message="Many sentences hide who acts",
            detail=f"{found} of {sentences} are in the passive.",
            suggestion="Say who does it: “We roast it” instead of “It is roasted”.",
        )


def long_paragraphs(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.TEXT):
        start = 0
        for end in [*(match.start() for match in _PARAGRAPH.finditer(field.text)), len(field.text)]:
            part = field.text[start:end]
            count = len(sentences_in(part)) if "\n" not in part.strip() else 0
            if count > LONG_PARAGRAPH:
                yield at(
                    field,
                    (start, end),
                    rule="tone.paragraph",
                    severity=Severity.NOTE,
                    message="A paragraph is long",
                    detail=f"{count} sentences. Up to {LONG_PARAGRAPH} look easy on a phone.",
                    suggestion="Make two of it.",
                )
            start = end


def about_us(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    language = context.language.partition("-")[0].lower()
    # The country is not the brand: "Free US shipping".
    words = [word.casefold() for field in draft.words() for word in words_in(field.text) if word != "US"]
    we = sum(word in _WE[language] for word in words)
    you = sum(word in _YOU[language] for word in words)
    if we >= LEAST_WE and you < we:
        yield Finding(
            rule="tone.about_us",
            severity=Severity.NOTE,
            message="It is more about us than about the reader",
            detail=f"“We” {we} times, “you” {you} times.",
            suggestion="Say what the reader has from it.",
        )


def button(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    is_german = context.language.lower().startswith("de")
    for field in draft.of(Role.BUTTON):
        words = words_in(fill_merge_tags(field.text, {}))
        if not words:
            continue
        says = _says_german(words) if is_german else words[0].lower() in _VERBS
        if not says or len(words) not in BUTTON_WORDS:
            short = is_german and len(words) == 1 and says  # "Weiterlesen" says it in one word
            if short or len(words) > BUTTON_WORDS.stop:
                continue  # the length is the business of another rule
            yield on(
                field,
                rule="tone.button",
                severity=Severity.NOTE,
                message="The button does not say what to do",
                detail="A verb first, in two to five words, is clicked most.",
                suggestion="Begin with a verb: “See the roasts”.",
            )


def _says_german(words: list[str]) -> bool:
    return words[0].lower() in _GERMAN_STARTS or any(
        word.lower().endswith(_GERMAN_VERBS) for word in words if len(word) > 2
    )


def repeats(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find a headline that repeats the subject or the preview text, and a sentence that stands twice."""
    tops = [field for field in draft.of(Role.SUBJECT, Role.PREHEADER) if field.text.strip()]
    for field in draft.of(Role.HEADING)[:1]:
        if any(alike(field.text, top.text) for top in tops):
            yield on(
                field,
                rule="tone.repeats",
                severity=Severity.NOTE,
                message="The headline repeats what the inbox shows",
                suggestion="Say what comes next.",
            )
    seen: set[str] = set()
    for field in draft.of(Role.TEXT):
        text = lowered(field.text)
        for start, end in sentences_in(text):
            words = words_in(text[start:end])
            key = " ".join(words)
            if len(words) >= SAME_SENTENCE and key in seen:
                yield at(
                    field,
                    (start, end),
                    rule="tone.repeats",
                    severity=Severity.NOTE,
                    message="This sentence stands twice",
                    suggestion="Leave one of them out.",
                )
            seen.add(key)


def alike(one: str, other: str) -> bool:
    """Tell whether two lines say the same, but for a mark or a word."""
    a, b = (" ".join(words_in(lowered(text))) for text in (one, other))
    if not a or not b or min(len(a), len(b)) < SIMILAR * max(len(a), len(b)) * 0.9:
        return False
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() >= SIMILAR


def double_words(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.words():
        for match in _TWICE.finditer(lowered(field.text)):
            if match[1] not in _MAY_STAND_TWICE:
                yield at(
                    field,
                    match.span(),
                    rule="tone.double_word",
                    severity=Severity.CHECK,
                    message="A word stands twice",
                    suggestion="Leave one out.",
                )


RULES = (
    Rule("tone.passive", "Most sentences say who acts", passive, _READ),
    Rule("tone.paragraph", "Paragraphs are short", long_paragraphs),
    Rule("tone.about_us", "It speaks to the reader", about_us, _READ),
    Rule("tone.button", "The button says what to do", button, _READ),
    Rule("tone.repeats", "Nothing is said twice", repeats),
    Rule("tone.double_word", "No word stands twice", double_words, _READ),
)

"""The habits of one country: how it spells, writes numbers and speaks to people. A text keeps to one each."""

import re
from collections.abc import Iterator

from generation.checks.run import ENGLISH, Rule, at
from generation.checks.text import folded, prose
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField
from generation.checks.word_lists import word_lists

Place = tuple[TextField, tuple[int, int]]

_SPELLINGS = dict(pair.split("/") for pair in word_lists("style")["spellings"].split())
"""British to American. Endings in -ize are no mark of either: Oxford writes them too."""
_ENDINGS = r"(?:s|d|ed|ing|ful|less|able|ly|r|rs|er|ers|hood|hoods)?"
_BRITISH = re.compile(rf"\b(?:{'|'.join(_SPELLINGS)}){_ENDINGS}\b", re.IGNORECASE)
_AMERICAN = re.compile(rf"\b(?:{'|'.join(_SPELLINGS.values())}){_ENDINGS}\b", re.IGNORECASE)
FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
POLITE = re.compile(r"(?<=[\w,;] )(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
"""In the middle of a sentence: at its start, “Sie” may be she or they."""
_QUOTED = re.compile(r"[„“\"»][^„“”\"»«\n]{1,300}[“”\"«]")
_NUMBERS = {
    "de": (
        re.compile(r"€\s?\d[\d,]*\.\d\d(?!\d)|(?<![\d,.])\d[\d,]*\.\d\d\s?(?:€|euro?\b)", re.IGNORECASE),
        "14,40 €",
    ),
    "en": (re.compile(r"[$£]\s?\d[\d.]*,\d\d(?![\d,])"), "14.40"),
}


def spelling(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find spellings of the other country: of two in one text, the rarer."""
    found = {
        "British": list(_spelt(draft, context, _BRITISH)),
        "American": list(_spelt(draft, context, _AMERICAN)),
    }
    country = {"en-gb": "British", "en-us": "American"}.get(context.language.lower())
    if country is None:
        if not all(found.values()):
            return
        country = max(found, key=lambda name: len(found[name]))
    for name, places in found.items():
        if name != country:
            yield from _each(
                places,
                rule="language.spelling",
                message=f"This is {name} spelling",
                detail=f"The text is in {country} English.",
                suggestion="Spell all of it one way.",
            )


def _spelt(draft: Draft, context: CheckContext, pattern: re.Pattern[str]) -> Iterator[Place]:
    """Yield where words are spelt so, names and words of the brief apart."""
    brief = context.brief
    given = " ".join([brief.brand.name, *brief.brand.product_names, brief.campaign, brief.offer])
    known = folded(" ".join([given, *(fact.text for fact in brief.facts)])).lower()
    for field in draft.words():
        for match in pattern.finditer(own_words(field.text)):
            if match.group().lower() not in known:
                yield field, match.span()


def address(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find “du” and “Sie” in one text: the rarer of them."""
    both: list[list[Place]] = [
        [
            (field, match.span())
            for field in draft.words()
            for match in pattern.finditer(own_words(field.text))
        ]
        for pattern in (FAMILIAR, POLITE)
    ]
    if all(both):
        yield from _each(
            min(both, key=len),
            rule="language.address",
            message="Readers are called both “du” and “Sie”",
            suggestion="Keep to one of them.",
        )


def numbers(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    pattern, usual = _NUMBERS[context.language.partition("-")[0].lower()]
    known = " ".join([context.brief.offer, *(fact.text for fact in context.brief.facts)])
    places = [
        (field, match.span())
        for field in draft.words()
        for match in pattern.finditer(own_words(field.text))
        if match.group() not in known
    ]
    yield from _each(
        places,
        rule="language.numbers",
        message="The number is written as in another language",
        suggestion=f"Write it as readers know it: {usual}.",
    )


def emoji_bullets(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.TEXT):
        lines = list(_EMOJI_LINE.finditer(field.text))
        if len(lines) > 1:
            yield at(
                field,
                (lines[0].start("mark"), lines[0].end("mark")),
                rule="tone.emoji_bullets",
                severity=Severity.NOTE,
                message="Emoji stand in for bullets",
                detail="Screen readers read each of them out, and mail programs draw them differently.",
                suggestion="Make it a list with “- ”.",
            )


_EMOJI_LINE = re.compile(
    r"^[ \t]*(?:[-*][ \t]+)?(?P<mark>[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]\ufe0f?)", re.MULTILINE
)


def own_words(text: str) -> str:
    """Return the text without addresses and what others are quoted with; every offset stays."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), prose(text))


def _each(
    places: list[Place], *, rule: str, message: str, suggestion: str, detail: str = ""
) -> Iterator[Finding]:
    for field, span in places:
        yield at(
            field,
            span,
            rule=rule,
            severity=Severity.CHECK,
            message=message,
            detail=detail,
            suggestion=suggestion,
        )


RULES = (
    Rule("language.spelling", "Spelling of one country", spelling, ENGLISH),
    Rule("language.numbers", "Numbers are written as readers know them", numbers, ENGLISH | {"de"}),
    Rule("language.address", "Readers are called one way, du or Sie", address, frozenset({"de"})),
)
BULLETS = (Rule("tone.emoji_bullets", "Lists have plain bullets", emoji_bullets),)

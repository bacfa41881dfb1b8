"""Whether words are as casual or as formal as the brand: signs of either, and in German “du” and “Sie”."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generation.checks.locale import FAMILIAR, POLITE, Place, own_words
from generation.checks.run import ENGLISH, Rule, at, distinct
from generation.checks.text import lowered, words_in
from generation.checks.types import CheckContext, Draft, Finding, Severity
from generation.checks.word_lists import word_lists
from generation.networks.emoji import emoji_in

TOLERANCE = 1
"""Steps of five that a text may be off."""
MARKED, STRONG = 2.5, 6
"""Signs in a hundred words from which a text is casual, and very casual."""
STIFF = 2
"""Formal phrases in a hundred words from which it is very formal."""
LEAST_WORDS = 50
"""A shorter text is counted as one of so many."""
LEAST_SIGNS = 2
"""One may be chance: a cool climate, a mega yacht."""
CASUAL, FORMAL = 2, 4
DU, SIE = 2, 4
NAMES = {1: "very casual", 2: "casual", 3: "in between", 4: "formal", 5: "very formal"}


def _phrases(name: str) -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile(
            rf"(?<![\w-])(?:{'|'.join(re.escape(one.strip()) for one in text.split(','))})(?![\w-])"
        )
        for code, text in word_lists("style")[name].items()
    }


_CASUAL, _FORMAL = _phrases("casual"), _phrases("formal")
_SHORT = {
    "en": re.compile(
        r"\b(?:(?:are|ca|could|did|does|do|had|has|have|is|must|should|was|were|wo|would)n't"
        r"|(?:i|you|we|they|he|she|it|that|there|here|what|who|let)'(?:s|re|ve|ll|d|m))\b"
    ),
    "de": re.compile(r"\b(?:gibt|geht|hab|war|ist|kommt|läuft|macht|nimm|hol|wenn|so|wie|ich|du|wir)'s\b"),
}
"""Contractions."""


class Signs(NamedTuple):
    casual: list[Place]
    formal: list[Place]
    weight: float
    """Of the casual ones; slang and emoji count twice."""
    words: int


def signs_of(draft: Draft, context: CheckContext) -> Signs:
    code = context.language.partition("-")[0].lower()
    brief = context.brief
    given = [brief.brand.name, *brief.brand.product_names, brief.campaign, brief.offer]
    known = "\n".join(lowered(text) for text in [*given, *(fact.text for fact in brief.facts)])
    casual: list[Place] = []
    formal: list[Place] = []
    weight, words = 0.0, 0
    for field in draft.words():
        text = lowered(own_words(field.text))
        words += len(words_in(text))
        slang, short = _places(_CASUAL[code], text), _places(_SHORT[code], text)
        for places, counts in ((slang, 2), (short, 1), (emoji_in(text), 2)):
            found = [(start, end) for start, end in places if text[start:end] not in known]
            casual += [(field, span) for span in found]
            weight += counts * len(found)
        formal += [(field, span) for span in _places(_FORMAL[code], text) if text[slice(*span)] not in known]
    return Signs(casual, formal, weight, words)


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def level_of(signs: Signs) -> int | None:
    """Return how formal a text is, from 1 to 5; None where too little speaks for either."""
    if len(signs.casual) + len(signs.formal) < LEAST_SIGNS:
        return None
    share = 100 / max(signs.words, LEAST_WORDS)
    casual, formal = signs.weight * share, len(signs.formal) * share
    if formal > casual:
        return 5 if formal >= STIFF else FORMAL
    return 1 if casual >= STRONG else CASUAL if casual >= MARKED else 3


def formality(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    wanted = context.brief.brand.formality
    if wanted is None:
        return
    signs = signs_of(draft, context)
    level = level_of(signs)
    if level is None or abs(level - wanted) <= TOLERANCE:
        return
    is_casual = level < wanted
    places = signs.casual if is_casual else signs.formal
    for field, span in places[:1]:
        quoted = dict.fromkeys(one.text[slice(*place)] for one, place in places)
        yield at(
            field,
            span,
            rule="tone.formality",
            severity=Severity.NOTE,
            message=f"It is more {'casual' if is_casual else 'formal'} than the brand",
            detail=f"It reads as {NAMES[level]}; the brand kit asks for {NAMES[wanted]}. "
            f"Signs: {', '.join(f'“{words}”' for words in list(quoted)[:5])}.",
            suggestion="Write whole forms, without slang."
            if is_casual
            else "Say it as you would to a friend.",
        )


def address(draft: Draft, context: CheckContext) -> list[Finding]:
    wanted = context.brief.brand.formality
    if wanted is None or abs(DU - wanted) <= TOLERANCE >= abs(SIE - wanted):
        return []
    is_formal = wanted > 3
    pattern = FAMILIAR if is_formal else POLITE
    said, usual = ("du", "Sie") if is_formal else ("Sie", "du")
    return distinct(
        [
            at(
                field,
                match.span(),
                rule="tone.address",
                severity=Severity.CHECK,
                message=f"Readers are called “{said}”",
                detail=f"The brand kit asks for {NAMES[wanted]} texts.",
                suggestion=f"Say “{usual}”, or change the formality in the brand kit.",
            )
            for field in draft.words()
            for match in pattern.finditer(own_words(field.text))
        ]
    )


RULES = (
    Rule("tone.formality", "As formal as the brand", formality, ENGLISH | {"de"}),
    Rule("tone.address", "Readers are called as the brand does", address, frozenset({"de"})),
)

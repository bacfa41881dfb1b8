"""Names in a text: places, and products, people and companies by their capitals.

A name that neither the campaign nor its brand uses is worth a look, no more: only English writes common
nouns small, and even there a capital may be style. So headings are left out, and one capital is no name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from generation.brief import Brief
from generation.checks.figure_patterns import MONTHS, WEEKDAYS
from generation.checks.places import PLACES
from generation.checks.text import folded, language_of, prose

_CAPITAL = r"[A-ZÄÖÜÉ](?<![\w'@#/-][A-ZÄÖÜÉ])[\w'-]*"
_WORD = re.compile(_CAPITAL)
_RUN = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}){{1,3}}")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…:;\n*>(\"-])[\s*_#>\"'(-]*\Z")
_LONGEST_PLACE = 3
_ALIKE = 0.86
_COMMON_WORDS = """
i i'm i'll i've we you the a an and or our your my this that it its he she they mr mrs ms dr dear hi
hello hey team club shop store newsletter sale blog app customer service support roasters company family
friends brand english german french spanish italian christmas easter halloween advent thanksgiving new
year's year black cyber friday monday valentine's valentine mother's father's day week month season
spring summer autumn fall winter p.s ps ceo co inc ltd llc gmbh ag am pm pt et ct mt utc gmt cet us uk
eu usa terms conditions privacy policy
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_FOREIGN_TO_NAMES = frozenset(MONTHS) | frozenset(WEEKDAYS) | _COMMON


@dataclass(frozen=True)
class Name:
    kind: str
    """`place` or `name`."""
    key: str
    """What every way of writing it shares."""
    start: int
    end: int
    meant: str = ""
    """The name of the campaign that it is nearly."""


@dataclass(frozen=True)
class Known:
    """The names that a campaign and its brand use."""

    words: frozenset[str]
    """Every word of theirs, in small letters."""
    proper: tuple[str, ...]
    """Names of two words or more, and those of products."""


@lru_cache(maxsize=64)
def known_names(brief: Brief) -> Known:
    brand = brief.brand
    texts = [brand.name, brand.sender_name, brand.postal_address, brand.legal_footer, brand.company]
    texts += [*brand.product_names, *brand.claims_allowed, *brand.disclosures, brand.voice]
    texts += [brief.campaign, brief.offer, brief.objective, brief.audience]
    texts += [text for fact in brief.facts for text in (fact.text, fact.source)]
    texts += [link.label for link in brief.links]
    words = {word.casefold() for text in texts for word in re.findall(r"[\w'-]+", folded(text))}
    english = [folded(fact.text) for fact in brief.facts if language_of(fact.text) != "de"]
    proper = [run.group() for text in english for run in _RUN.finditer(text)]
    return Known(frozenset(words), tuple({*brand.product_names, *proper}))


@lru_cache(maxsize=256)
def places_in(text: str) -> tuple[Name, ...]:
    """Return the places of a text that the list knows, in either language."""
    plain = folded(prose(text))
    capitals = list(_WORD.finditer(plain))
    found: list[Name] = []
    for number, first in enumerate(capitals):
        if found and first.start() < found[-1].end:
            continue
        for last in reversed(capitals[number : number + _LONGEST_PLACE]):
            words = plain[first.start() : last.end()].casefold().removesuffix("'s")
            if words in PLACES:
                end = first.start() + len(words)
                found.append(Name("place", PLACES[words], first.start(), end))
                break
    return tuple(found)


def names_in(text: str, brief: Brief, *, language: str) -> Iterator[Name]:
    """Yield names of the campaign, misspelt ones, and runs of capitals that may be others' names."""
    plain = folded(prose(text))
    known = known_names(brief)
    for name in known.proper:
        start = plain.find(folded(name))
        if start >= 0:
            yield Name("name", name.casefold(), start, start + len(name), name)
    for run in _RUN.finditer(plain):
        start, words = _without_start(plain, run)
        if len(words) < 2 or " ".join(words).casefold() in PLACES:
            continue
        meant = _nearly(" ".join(words), known)
        new = [word for word in words if not _is_known(word, known.words)]
        if meant and new:
            yield Name("name", meant.casefold(), start, run.end(), meant)
        elif language == "en" and new and not any(word.isupper() for word in words):
            yield Name("name", " ".join(words).casefold(), start, run.end())


def _without_start(plain: str, run: re.Match[str]) -> tuple[int, list[str]]:
    """Leave out the first word where it begins a sentence, which gives it its capital."""
    words, start = run.group().split(" "), run.start()
    while words and (
        words[0].casefold().rstrip(".") in _FOREIGN_TO_NAMES
        or (start == run.start() and _SENTENCE_START.search(plain, max(0, start - 8), start))
    ):
        start += len(words[0]) + 1
        words = words[1:]
    return start, words


def _is_known(word: str, known: frozenset[str]) -> bool:
    plain = word.casefold().removesuffix("'s")
    return plain in known or plain.rstrip("s") in known or plain in _FOREIGN_TO_NAMES or plain in PLACES


def _nearly(words: str, known: Known) -> str:
    """Return the name that the words misspell, if they do."""
    for name in known.proper:
        plain, other = words.casefold(), folded(name).casefold()
        is_other = plain != other and not plain.startswith(other)
        if is_other and len(plain.split()) == len(other.split()) and _are_alike(plain, other):
            return name
    return ""


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE

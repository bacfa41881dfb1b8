"""Words that a text puts into somebody's mouth: they stand in the facts to the letter, or were made up."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from generation.checks.sources import Source
from generation.checks.text import folded, prose

_PAIR = re.compile(r"\"(?P<said>[^\"\n]{12,400})\"")
_LEAST_WORDS = 4
_NAME = r"(?P<by>[A-ZÄÖÜ][\w'-]+(?: [A-ZÄÖÜ][\w.'-]+){0,3})"
_AFTER = re.compile(
    rf"[,.]?\s*(?:\(|-\s?|,?\s*(?:says?|said|writes?|wrote|adds?|explains?|sagt|sagte|schreibt|meint|so|von|by)\s+)"
    rf"{_NAME}"
)
_BEFORE = re.compile(
    rf"{_NAME}\s+(?:says?|said|writes?|wrote|adds?|explains?|sagt|sagte|schreibt|meint)\s*[:,]?\s*\Z"
)
_ALIKE = 0.75


@dataclass(frozen=True)
class Quotation:
    start: int
    end: int
    said: str
    by: str
    """Who is said to have said it; empty where the text does not tell."""


def quotations_in(text: str) -> list[Quotation]:
    """Return the quotations of four words or more, in reading order."""
    if '"' not in (plain := folded(prose(text))):
        return []
    found = []
    for match in _PAIR.finditer(plain):
        said = " ".join(match["said"].split())
        if len(said.split()) >= _LEAST_WORDS:
            speaker = _AFTER.match(plain, match.end()) or _BEFORE.search(plain, 0, match.start())
            found.append(Quotation(*match.span(), said, speaker["by"] if speaker else ""))
    return found


def stating(quotation: Quotation, sources: list[Source]) -> Source | None:
    """Return the source that holds the very words, its speaker's name beside them."""
    words = _plain(quotation.said)
    for source in sources:
        if words in _plain(source.text) and _plain(quotation.by) in _plain(source.text):
            return source
    return None


def altering(quotation: Quotation, sources: list[Source]) -> Source | None:
    """Return the source that has these words from somebody else, or nearly these words."""
    words = _plain(quotation.said)
    for source in sources:
        known = [_plain(other.said) for other in quotations_in(source.text)]
        if any(words == other or SequenceMatcher(None, words, other).ratio() >= _ALIKE for other in known):
            return source
        if quotation.by and words in _plain(source.text):
            return source
    return None


def is_said(quotation: Quotation) -> bool:
    """Tell whether it is speech; otherwise it may be a title or a label in quotes."""
    return bool(quotation.by) or quotation.said.rstrip()[-1:] in ".!?…," or len(quotation.said.split()) > 7


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", folded(text).casefold()))

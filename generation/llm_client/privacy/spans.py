"""What a detector takes and yields."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generation.llm_client.privacy.glance import Glance

Place = tuple[int, int]
"""`text[start:end]`."""
BLANK = "\0"
"""Stands where something was found already: no digit, no letter, no space."""

LONGEST_RUN = 5_000
"""No brief has a longer row of digits, spaces and signs."""
_PIECE = re.compile(rf"[^{BLANK}]{{1,256}}")


class Span(NamedTuple):
    """`text[start:end]` is personal data."""

    start: int
    end: int
    type: str
    """Such as EMAIL, or the name of a known field, such as FIRST_NAME."""


@dataclass(frozen=True)
class Sought:
    """Whose numbers are looked for."""

    regions: tuple[str, ...]
    home: str
    """The region of the text's language; empty where it is not known."""
    glance: Glance
    """What the text showed before anything was found in it."""


Detector = Callable[[str, Sought], Iterable[Place]]
"""Yields places in time linear in the text. Of those that overlap the first and longest is taken."""


def blanked(text: str, places: Sequence[Place]) -> str:
    """Return `text` with these places filled with BLANK; its length stays."""
    if not places:
        return text
    pieces, at = [], 0
    for start, end in sorted(places):
        pieces += [text[at:start], BLANK * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def apart(places: Iterable[Place]) -> list[Place]:
    """Return `places` in order, of those that overlap the first and longest."""
    kept: list[Place] = []
    after = 0
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        start, end = place
        if start < after < end and isinstance(place, Withheld):
            start = after
        if start >= after and end > start:
            kept.append((start, end))
            after = end
    return kept


class Withheld(NamedTuple):
    """A place that is taken whatever stands there: of one that begins in another, the part behind that."""

    start: int
    end: int


def rest_of(text: str, start: int) -> Iterator[Place]:
    """Yield all that is not found yet from `start` on, in pieces.

    A text that asks a detector for more than any brief does wants to see time pass: the rest of it is
    withheld. The pieces are small, so that an answer that repeats one can't become much larger for it.
    """
    return (Withheld(*match.span()) for match in _PIECE.finditer(text, start))


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())

"""A long text as the posts of a thread: cut at sentences, else between words."""

import re
from collections.abc import Iterable, Iterator

from generation.networks.table import Network

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)»“]*\s+|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|vs|mr|mrs|ms|dr|st|z\.\s?b|d\.\s?h|u\.\s?a|bzw|ca|inkl|nr|str|evtl|ggf)"
    r"|\b\d{1,2}|\b[^\W\d_])\.\Z",
    re.IGNORECASE,
)
"""A full stop that ends no sentence: short forms, German dates, initials."""


def number_of(part: int, parts: int) -> str:
    """Return how a numbered post of a thread begins."""
    return f"{part}/{parts} "


def split_thread(text: str, network: Network, *, numbered: bool = False, tail: str = "") -> list[str]:
    """Return the posts of a thread, without their numbers; each fits together with its number.

    `tail` is what the last post ends with, such as the link; room is kept for it. Words are never cut, and
    so no link, mention or hashtag is; one that is longer than a post by itself stays whole.
    """
    # As many digits as the number of posts may come to have.
    number = number_of(99, 99) if numbered else ""
    parts = _filled(_sentences(text), network, number)
    if parts and not network.fits(f"{number}{parts[-1]}{tail}"):
        parts[-1:] = _with_room_for(tail, parts[-1], network, number)
    return parts


def _with_room_for(tail: str, last: str, network: Network, number: str) -> list[str]:
    """Move the end of the last post into another, at a sentence if that is enough, else between words."""
    for pieces in (list(_sentences(last)), _words(last)):
        for place in range(1, len(pieces)):
            end = "".join(pieces[place:]).strip()
            if network.fits(f"{number}{end}{tail}"):
                return ["".join(pieces[:place]).strip(), end]
    return [last]


def _filled(pieces: Iterable[str], network: Network, number: str) -> list[str]:
    """Put as many pieces into each post as fit, one after another."""
    parts: list[str] = []
    current = ""
    for piece in pieces:
        if network.fits(f"{number}{(current + piece).strip()}"):
            current += piece
        elif network.fits(f"{number}{piece.strip()}"):
            parts.append(current.strip())
            current = piece
        else:
            *full, current = _filled_by_words([current, *_words(piece)], network, number)
            parts += full
    return [part for part in (*parts, current.strip()) if part]


def _filled_by_words(words: Iterable[str], network: Network, number: str) -> list[str]:
    parts, current = [], ""
    for word in words:
        if current.strip() and not network.fits(f"{number}{(current + word).strip()}"):
            parts.append(current.strip())
            current = ""
        current += word
    return [*parts, current]


def _words(text: str) -> list[str]:
    """Return the words, each with the white space after it."""
    return re.findall(r"\S+\s*", text)


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences, each with the white space after it."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[start : match.start()].rstrip('"”’)»“ \n')):
            yield text[start : match.end()]
            start = match.end()
    if text[start:].strip():
        yield text[start:]

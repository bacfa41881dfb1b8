"""Texts of one campaign that go out together say the same: offer, dates, code, products, button, link."""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from generation.brief import Value
from generation.checks.figures import Figure, figures_in
from generation.checks.text import links_in, lowered, words_in
from generation.checks.types import Finding, Severity


class Piece(Value):
    """One of the texts, as people call it."""

    label: str
    texts: tuple[str, ...]
    buttons: tuple[str, ...] = ()


_KINDS = {
    "percent": "The percentage differs",
    "code": "The code differs",
    "date": "The dates differ",
    "price": "The prices differ",
}


def consistent(pieces: Sequence[Piece], products: Sequence[str] = ()) -> list[Finding]:
    """Find where pieces contradict each other: both speak of a thing, and have nothing of it in common.

    A post that leaves out what a page says is shorter, not wrong. That an offer is in some pieces and not
    in others is a note.
    """
    return [*_figures(pieces), *_products(pieces, products), *_buttons(pieces), *_links(pieces)]


def _figures(pieces: Sequence[Piece]) -> Iterator[Finding]:
    for kind, message in _KINDS.items():
        said = [(piece.label, _values(piece, kind)) for piece in pieces]
        severity = Severity.MUST_FIX if kind in ("percent", "code") else Severity.CHECK
        yield from _apart(said, f"kit.{kind}_differs", severity, message)
        if kind in ("percent", "code"):
            yield from _left_out(said, f"kit.{kind}_missing", kind)


def _products(pieces: Sequence[Piece], products: Sequence[str]) -> Iterator[Finding]:
    patterns = {name: re.compile(rf"(?<!\w){re.escape(lowered(name))}(?!\w)") for name in products if name}
    said = []
    for piece in pieces:
        text = "\n".join(lowered(text) for text in piece.texts)
        said.append((piece.label, {name for name, pattern in patterns.items() if pattern.search(text)}))
    yield from _apart(said, "kit.product_differs", Severity.CHECK, "They speak of different products")


def _buttons(pieces: Sequence[Piece]) -> Iterator[Finding]:
    """Compare the words alone: capitals and marks are no other call to action."""
    words = {
        text: " ".join(words_in(lowered(text))).capitalize() for piece in pieces for text in piece.buttons
    }
    said = [(piece.label, {words[text] for text in piece.buttons if words[text]}) for piece in pieces]
    yield from _apart(said, "kit.button_differs", Severity.CHECK, "The buttons ask for different things")


def _links(pieces: Sequence[Piece]) -> Iterator[Finding]:
    said = [
        (piece.label, {_place(link.url) for text in piece.texts for link in links_in(text)})
        for piece in pieces
    ]
    yield from _apart(said, "kit.link_differs", Severity.CHECK, "The links lead to different pages")


def _apart(
    said: Sequence[tuple[str, set[str]]], rule: str, severity: Severity, message: str
) -> Iterator[Finding]:
    """Find two pieces that both say something and agree in nothing."""
    for place, (label, values) in enumerate(said):
        for other, theirs in said[place + 1 :]:
            if values and theirs and not values & theirs:
                yield Finding(
                    rule=rule,
                    severity=severity,
                    message=message,
                    detail=f"{label}: {_list(values)}. {other}: {_list(theirs)}.",
                    suggestion="Compare both with the brief, and edit the one that is wrong.",
                )


def _left_out(said: Sequence[tuple[str, set[str]]], rule: str, kind: str) -> Iterator[Finding]:
    silent = [label for label, values in said if not values]
    if silent and len(silent) < len(said):
        yield Finding(
            rule=rule,
            severity=Severity.NOTE,
            message=f"Not every piece names the {'percentage' if kind == 'percent' else kind}",
            detail=f"Without it: {', '.join(silent)}.",
        )


def _values(piece: Piece, kind: str) -> set[str]:
    return {_written(figure) for text in piece.texts for figure in figures_in(text) if figure.kind == kind}


_WRITTEN: dict[str, Callable[[Figure], str]] = {
    "percent": lambda figure: f"{figure.values[0]:f}%",
    "price": lambda figure: f"{figure.values[0]:f} {figure.unit}",
    "code": lambda figure: str(figure.values[0]).upper(),
    # The year is left out: "15 March" and "15 March 2027" are one day of one campaign.
    "date": lambda figure: ", ".join(f"{month or '?'}/{day}" for _year, month, day in figure.values[-1:]),
}


def _written(figure: Figure) -> str:
    return _WRITTEN[figure.kind](figure)


def _place(url: str) -> str:
    """Return where a link leads, without what only counts visits."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def _list(values: set[str]) -> str:
    return ", ".join(sorted(values)[:6])

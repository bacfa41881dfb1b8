"""Finds the source that says otherwise than a figure of the text."""

import re
from collections.abc import Sequence

from generation.checks.figures import Figure, figures_in
from generation.checks.sources import Source
from generation.checks.support import is_discount, same_name
from generation.checks.text import folded
from generation.checks.units import same_currency
from generation.checks.vouched import Vouched

_EDGE = re.compile(
    r"\b(?:until|till|through|ends?|ending|last day|starts?|starting|begins?|opens?|"
    r"bis|endet|letzter tag|startet|beginnt)"
    r"\b[^.!?\n]{0,14}\Z|\d\w*\.?(?: [^\W\d_]+)? (?:to|bis(?: zum)?|-) \Z"
    r"|\b(?:from|ab|vom) \Z",
    re.IGNORECASE,
)
_FOUNDED = re.compile(r"\b(?:since|seit|founded in|established in|gegründet)\s+\Z", re.IGNORECASE)
_LAST = re.compile(
    r"\b(?:until|till|through|ends?|ending|bis|endet|closes?|schließt)\b[^.!?\n]{0,24}\Z"
    r"|\d ?(?:[ap]m|uhr)?(?: to |-)\Z",
    re.IGNORECASE,
)
"""Before the last day or hour of something."""
_COUPON = re.compile(
    r"(?:\bcode|coupon|voucher|promo\w*|gutschein\w*|rabattcode|código|codice|kortingscode)\b\W{0,3}(?:\w+\W+){0,2}\Z",
    re.IGNORECASE,
)


def contradicting(text: str, figure: Figure, known: Vouched, stems: frozenset[str]) -> Source | None:
    """Return the source that says otherwise, where that is certain: same kind, same subject, other value."""
    sources = known.opposable
    if figure.kind == "date":
        return _other_date(text, figure, sources, stems)
    if figure.kind == "code":
        coupons = [source for source in sources if _coupons_in(source.text)]
        return coupons[0] if coupons and is_coupon(text, figure.start) else None
    if figure.kind not in {"percent", "price", "duration", "number", "time"}:
        return None
    rivals = [source for source in sources if any(_comparable(other, figure) for other in source.figures)]
    if figure.kind == "percent" and is_discount(text, figure):
        offers = [
            source
            for source in rivals
            if any(other.kind == "percent" and is_discount(source.text, other) for other in source.figures)
        ]
        rates = {other.values for source in offers for other in source.figures if other.kind == "percent"}
        if len(rates) == 1:
            return offers[0]
        if not rates and known.sums.reduced is not None:
            return known.sums.reduced
    for source in rivals:
        if any(_is_other(text, figure, source.text, other) for other in source.figures):
            return source
    best = max(rivals, key=lambda source: len(source.stems & stems), default=None)
    if best is None or not best.stems:
        return None
    return best if len(best.stems & stems) >= min(2, len(best.stems)) else None


def _is_other(text: str, figure: Figure, source: str, known: Figure) -> bool:
    """Tell whether words around both figures show that they mean one thing."""
    if not _comparable(known, figure):
        return False
    if figure.kind == "time":
        return known.values == figure.values or (_is_edge(text, figure) and _is_edge(source, known))
    if figure.kind != "number":
        return False
    is_year = _FOUNDED.search(text[: figure.start]) and _FOUNDED.search(source[: known.start])
    return bool(is_year) or (bool(figure.bound) and figure.bound == known.bound)


def _is_edge(text: str, figure: Figure) -> bool:
    edge = _LAST if figure.kind == "time" else _EDGE
    return bool(edge.search(folded(text)[: figure.start]))


def _comparable(known: Figure, figure: Figure) -> bool:
    if known.kind != figure.kind:
        return False
    if figure.kind == "price":
        return same_currency(known.unit, figure.unit) or known.values == figure.values
    if figure.kind == "number" and {len(f"{one.values[0]:f}") for one in (known, figure)} == {4}:
        return True  # two years
    return figure.kind != "number" or (bool(figure.unit) and same_name(known.unit, figure.unit))


def is_coupon(text: str, start: int) -> bool:
    """Tell whether what begins there is a code that readers are to use."""
    return bool(_COUPON.search(folded(text)[:start]))


def _coupons_in(text: str) -> bool:
    return any(figure.kind == "code" and is_coupon(text, figure.start) for figure in figures_in(text))


def _is_span(text: str, figure: Figure) -> bool:
    return len(figure.values) > 1 or _is_edge(text, figure)


def _other_date(text: str, figure: Figure, sources: Sequence[Source], stems: frozenset[str]) -> Source | None:
    """Return the campaign's dates where the text names another first or last day."""
    if any(month is None for _year, month, _day in figure.values) or not _is_span(text, figure):
        return None
    dated = next((source for source in sources if source.days), None)
    if dated is not None:
        return dated
    spans = [
        source
        for source in sources
        if any(other.kind == "date" and _is_span(source.text, other) for other in source.figures)
    ]
    return max(spans, key=lambda source: len(source.stems & stems), default=None)

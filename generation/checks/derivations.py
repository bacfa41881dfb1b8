"""Figures that no source states and that follow from what they state, with the sum in words.

Only sums that people make of an offer: what is saved, what is left to pay, a price for a month of one
for a year, the end of so many days, the days that are left, and rounding that says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from generation.checks.days import WEEKDAYS, in_words
from generation.checks.figures import Figure, figures_in
from generation.checks.sources import Source, whole_days_of
from generation.checks.support import is_discount, same_thing
from generation.checks.text import folded
from generation.checks.units import IN_A_YEAR, same_currency

Derivation = tuple[Source, str]
"""Where it comes from, and the sum."""

_CENT = Decimal("0.01")
_HALF_POINT = Decimal("0.5")
_ABOUT = Decimal("0.05")
_NEARLY = Decimal("0.9")
_DAY = 24
_LASTS = re.compile(
    r"\b(?:lasts?|runs?|open|valid|sale|on)(?: for)?\s+\Z|\b(?:dauert|läuft|gilt|gültig|aktion)\s+\Z",
    re.IGNORECASE,
)
_LONG = re.compile(r"\s*-?(?:\s(?:sale|offer|long|lang|only|trial|aktion)\b)", re.IGNORECASE)
_YEAR = 8760


@dataclass(frozen=True)
class Reduction:
    """An old and a new price of one thing, of one currency and for the same time."""

    source: Source
    unit: str
    before: Decimal
    after: Decimal

    @property
    def percent(self) -> Decimal:
        return (self.before - self.after) / self.before * 100


class Sums:
    """What can be worked out of the sources in force. Made once for a brief."""

    def __init__(self, sources: Sequence[Source], today: date, *, from_lowest: bool = False) -> None:
        """Work out the sums.

        Args:
            sources: those in force.
            from_lowest: reductions count from the lowest price of thirty days, where a source names it.
        """
        self.today = today
        self._from_lowest = from_lowest
        found = [(source, figure) for source in sources for figure in source.figures]
        self._prices = [(source, figure) for source, figure in found if figure.kind == "price"]
        self._rates = [
            figure
            for source, figure in found
            if figure.kind == "percent" and figure.unit == "%" and not figure.bound
            if is_discount(source.text, figure)
        ]
        self._counts = [(source, figure) for source, figure in found if not figure.is_weak]
        self._days = [(source, day) for source in sources for day in whole_days_of(source)]
        self._days.sort(key=lambda found: found[1])
        self._reductions: list[Reduction] = []
        self._unlawful: list[tuple[Reduction, Reduction]] = []
        self._find_reductions()
        self._saved = {(one.before - one.after): one for one in reversed(self._reductions)}
        self._reduced = {(value, saves): found for value, saves, found in self._find_reduced()}

    def of(
        self, figure: Figure, *, is_countdown: bool = False, is_saving: bool = False, foreign: bool = False
    ) -> Derivation | None:
        """Return what the figure follows from; None where it does not follow.

        Args:
            is_countdown: it says how many days are left.
            is_saving: it says how much is saved.
        foreign: text and sources may be of different languages.
        """
        if figure.kind == "duration":
            return self._duration(figure, is_countdown) or self._rounded(figure, foreign)
        if figure.kind == "price":
            return self._price(figure, is_saving)
        found = {"percent": self._percent, "date": self._date, "number": self._times}.get(figure.kind)
        return (found(figure) or self._rounded(figure, foreign)) if found else None

    # ---- money ---------------------------------------------------------------------------------

    def _find_reductions(self) -> None:
        for (first, old), (second, new) in product(self._prices, self._prices):
            of_one_thing = first is second or len(first.stems & second.stems) >= 2
            if not of_one_thing or not same_currency(old.unit, new.unit):
                continue
            before, after = old.values[0], new.values[0]
            if {old.period, new.period} == {"month", "year"}:
                before, after = before * IN_A_YEAR[old.period], after * IN_A_YEAR[new.period]
            if not before > after >= 0:
                continue
            found = Reduction(second, old.unit, before, after)
            lowest = next((price for price in figures_in(second.lowest_30d) if price.kind == "price"), None)
            if lowest is None or not self._from_lowest or lowest.values[0] >= before:
                self._reductions.append(found)
            else:
                lawful = Reduction(second, old.unit, max(lowest.values[0], after), after)
                self._unlawful.append((found, lawful))
                self._reductions.append(lawful)

    @property
    def reduced(self) -> Source | None:
        """The source of the one thing whose price was reduced, where there is just one."""
        sources = {id(one.source): one.source for one in self._reductions}
        return next(iter(sources.values())) if len(sources) == 1 else None

    def against_prior_price(self, figure: Figure) -> Derivation | None:
        """Return the source of a reduction that counts from another price than the law wants, and the sum."""
        for found, lawful in self._unlawful:
            claimed = figure.values[0]
            by_share = figure.kind == "percent" and _fits(found.percent, figure)
            by_saving = figure.kind == "price" and claimed == found.before - found.after
            if (by_share and not _fits(lawful.percent, figure)) or by_saving:
                least = f"From {_plain(lawful.before)}, the lowest price of the last 30 days"
                return found.source, f"{least}, it is {_share(lawful.percent)}% less."
        return None

    def _find_reduced(self) -> Iterator[tuple[Decimal, bool, Derivation]]:
        """A stated discount on a stated price: what is left to pay, and what is saved."""
        for rate, (source, price) in product(self._rates, self._prices):
            saved = (price.values[0] * rate.values[0] / 100).quantize(_CENT, ROUND_HALF_UP)
            off = f"{_plain(rate.values[0])}% off {_plain(price.values[0])}"
            yield saved, True, (source, f"{off} saves {_plain(saved)}.")
            left = price.values[0] - saved
            yield left, False, (source, f"{off} leaves {_plain(left)}.")

    def _percent(self, figure: Figure) -> Derivation | None:
        if figure.unit != "%":
            return None
        for one in self._reductions:
            if _fits(one.percent, figure):
                return (
                    one.source,
                    f"{_plain(one.before)} to {_plain(one.after)} is {_share(one.percent)}% less.",
                )
        return None

    def _price(self, figure: Figure, is_saving: bool) -> Derivation | None:
        claimed = figure.values[0]
        saving = self._saved.get(claimed) if is_saving else None
        if saving is not None and same_currency(saving.unit, figure.unit):
            return saving.source, f"{_plain(saving.before)} less {_plain(saving.after)} is {_plain(claimed)}."
        if (claimed, is_saving) in self._reduced and not figure.period:
            return self._reduced[claimed, is_saving]
        if figure.bound == "over" and is_saving:
            for one in self._reductions:
                saved = one.before - one.after
                if claimed < saved < 2 * claimed and same_currency(one.unit, figure.unit):
                    return one.source, f"{_plain(one.before)} less {_plain(one.after)} is {_plain(saved)}."
        return self._other_period(figure) if figure.period else None

    def _other_period(self, figure: Figure) -> Derivation | None:
        """A price for a year is twelve of a month, to the cent."""
        for source, known in self._prices:
            if not known.period or known.period == figure.period:
                continue
            yearly = known.values[0] * IN_A_YEAR[known.period]
            value = (yearly / IN_A_YEAR[figure.period]).quantize(_CENT, ROUND_HALF_UP)
            if value == figure.values[0] and same_currency(known.unit, figure.unit):
                sum_ = f"{_plain(known.values[0])} a {known.period} is {_plain(value)} a {figure.period}."
                return source, sum_
        return None

    # ---- days ----------------------------------------------------------------------------------

    def _duration(self, figure: Figure, is_countdown: bool) -> Derivation | None:
        hours = figure.values[0]
        for (source, first), (_other, last) in product(self._days, self._days):
            if source is _other and first < last and _is_length(hours, first, last):
                return source, f"{in_words(first)} to {in_words(last)} are {int(hours // _DAY)} days."
        if is_countdown:
            for source, last in self._days:
                if self.today < last and _is_length(hours, self.today, last):
                    sum_ = f"{in_words(self.today)} to {in_words(last)} are {int(hours // _DAY)} days"
                    return source, f"{sum_}: true where it is sent that day."
        for source, known in self._counts:
            year = known.values[0] if known.kind == "number" and not known.bound else None
            if (
                year is not None
                and 1800 < year < self.today.year
                and hours == (self.today.year - year) * _YEAR
            ):
                return source, f"{year:f} to {self.today.year} are {self.today.year - int(year)} years."
        return None

    def _date(self, figure: Figure) -> Derivation | None:
        if figure.unit == "weekday" and figure.weekday is not None:
            for source, day in self._days:
                if day.weekday() == figure.weekday:
                    return source, f"{in_words(day, year=True)} is a {WEEKDAYS['en'][figure.weekday]}."
            return None
        year, month, number = figure.values[-1]
        for source, known in self._counts:
            if known.kind != "duration" or known.values[0] % _DAY or not _is_a_run(source.text, known):
                continue
            length = int(known.values[0] // _DAY)
            for (_source, first), counted in product(self._days[:1], (1, 0)):
                last = first + timedelta(length - counted)
                if (last.month, last.day) == (month, number) and year in (None, last.year):
                    how = "that day counted" if counted else "that day not counted"
                    return source, f"{length} days from {in_words(first)}, {how}, end on {in_words(last)}."
        return None

    # ---- counts and rounding -------------------------------------------------------------------

    def _times(self, figure: Figure) -> Derivation | None:
        """How many times one figure of a source is another."""
        if figure.unit != "times" or not figure.values[0]:
            return None
        for (source, one), (other, two) in product(self._counts, self._counts):
            same = source is other and one is not two and one.kind == two.kind and same_thing(one, two)
            if not same or one.kind in ("date", "code"):
                continue
            if one.values[0] == two.values[0] * figure.values[0]:
                sum_ = f"{_plain(one.values[0])} is {figure.values[0]:f} times {_plain(two.values[0])}."
                return source, sum_
        return None

    def _rounded(self, figure: Figure, foreign: bool) -> Derivation | None:
        """“Over 12,000” where the fact says 12,400: rounding that names its side."""
        if not figure.bound or figure.kind not in ("number", "percent", "duration"):
            return None
        for source, known in self._counts:
            if known.kind != figure.kind or (known.bound == "up to") or not _may_round(known, figure):
                continue
            if same_thing(known, figure, foreign=foreign) and _is_rounded(known.values[0], figure):
                return source, f"{_plain(known.values[0])} is {figure.bound} {_plain(figure.values[0])}."
        return None


def _may_round(known: Figure, figure: Figure) -> bool:
    if known.bound == figure.bound == "under" and figure.kind != "duration":
        return False  # "under 12" is where a price begins, and no rounding of "under 16"
    return known.bound in ("", "about", figure.bound) or (
        known.bound == "under" and figure.kind == "duration"
    )


def _fits(value: Decimal, figure: Figure) -> bool:
    claimed = figure.values[0]
    if figure.bound == "over":
        return bool(claimed < value <= claimed + 10)
    if figure.bound == "nearly":
        return bool(claimed * _NEARLY <= value < claimed)
    return bool(abs(value - claimed) <= _HALF_POINT)


def _is_rounded(value: Decimal, figure: Figure) -> bool:
    claimed = figure.values[0]
    if figure.bound in ("over", "at least"):
        return bool(claimed < value <= claimed * 2)
    if figure.bound == "under":
        return bool(claimed / 2 <= value < claimed)
    if figure.bound == "nearly":
        return bool(claimed * _NEARLY <= value < claimed)
    return figure.bound == "about" and bool(abs(value - claimed) <= _ABOUT * claimed)


def _is_a_run(text: str, known: Figure) -> bool:
    """Tell whether a duration says how long the offer lasts, and not how long something takes."""
    plain = folded(text)
    before = plain[max(0, known.start - 20) : known.start]
    return bool(_LASTS.search(before) or _LONG.match(plain, known.end))


def _is_length(hours: Decimal, first: date, last: date) -> bool:
    length = (last - first).days
    return hours in (length * _DAY, (length + 1) * _DAY)


def _share(percent: Decimal) -> str:
    return f"{percent.quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}"


def _plain(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"

"""Finds what can be true or false in a text: prices, percentages, dates, times, durations, numbers, codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from generation.checks import figure_patterns as patterns
from generation.checks.figure_patterns import BOUND, MONTHS, WEEKDAYS
from generation.checks.number_words import ARTICLES, SCALES, may_hold_words, value_of
from generation.checks.text import folded, lowered, prose
from generation.checks.units import BASES, CENTS, CURRENCIES, HOURS, MEASURES, PERIODS, ZONES

Day = tuple[int | None, int | None, int | None]
"""Year, month and day; None where the text leaves it out."""


@dataclass(frozen=True)
class Figure:
    kind: str
    """As in `Claim.kind`."""
    values: tuple[Any, ...]
    """Figures of one kind say the same where unit and values are equal. Dates hold one `Day` or two."""
    unit: str
    """Currency of a price, base unit of a measure, zone of a time, the word after a number;
    `either` where day and month of a date may be swapped."""
    start: int
    end: int
    weekday: int | None = None
    """Of the last date, 0 is Monday, where the text names it."""
    bound: str = ""
    """On which side of it the truth lies: a key of `BOUNDS`, or nothing."""
    period: str = ""
    """How often a price is paid: `month`, `year` …"""
    is_weak: bool = False
    """A small number in words, as in "two things": it counts where a fact speaks of the same."""


_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")
_SMALLEST_WORD = 12
_MIDNIGHT = 24 * 60 - 1
_TIME_WORDS = {"noon": 12 * 60, "mittag": 12 * 60, "midnight": _MIDNIGHT, "mitternacht": _MIDNIGHT}


@lru_cache(maxsize=512)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Return every figure of the text in reading order; none of two overlap."""
    plain = folded(prose(text))
    lower = lowered(text)
    found = _Found(lower)
    has_digits = not lower.isalpha() and any(digit in lower for digit in "0123456789")
    if has_digits:
        _find_dates(lower, plain, found)
        found.add(_read_code(match) for match in patterns.CODE.finditer(plain))
    if "day" in lower or "tag" in lower or "woch" in lower or "abend" in lower:
        found.add(_read_day_only(match) for match in patterns.DAY_ONLY.finditer(lower))
    if "code" in lower:
        found.add(_read_code(match, "word") for match in patterns.CODE_WORD.finditer(plain))
    found.add(_read_time_word(match) for match in patterns.TIME_WORD.finditer(lower))
    found.add(
        Figure("percent", (Decimal(50),), "%", *match.span()) for match in patterns.HALF_PRICE.finditer(lower)
    )
    found.add(_read_twice(match) for match in patterns.TWICE.finditer(lower))
    if has_digits:
        found.add(_read_count(match, plain) for match in patterns.DIGITS.finditer(lower))
    if may_hold_words(lower):
        found.add(_read_count(match, plain) for match in patterns.WORD_COUNT.finditer(lower))
    return _with_ranges(sorted(found.figures, key=lambda figure: figure.start), lower)


class _Found:
    """Figures that do not overlap: what an earlier pattern takes, a later one leaves alone."""

    def __init__(self, lower: str) -> None:
        self.figures: list[Figure] = []
        self._taken = bytearray(len(lower))
        for pattern in (patterns.LIST_MARK, patterns.IDIOM):
            for match in pattern.finditer(lower):
                self._take(*match.span())

    def add(self, figures: Iterable[Figure | None]) -> None:
        for figure in figures:
            if figure is not None and not any(self._taken[figure.start : figure.end]):
                self.figures.append(figure)
                self._take(figure.start, figure.end)

    def _take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"x" * (end - start)


def _find_dates(lower: str, plain: str, found: _Found) -> None:
    by_digits = {kind: list(pattern.finditer(lower)) for kind, pattern in patterns.DIGIT_DATES.items()}
    found.add(_read_date(match, plain) for match in by_digits["iso"])
    if any(sign in lower for sign in patterns.MONTH_SIGNS):
        for pattern in patterns.MONTH_DATES.values():
            found.add(_read_date(match, plain) for match in pattern.finditer(lower))
    for kind in ("dots", "slashes"):
        found.add(_read_date(match, plain) for match in by_digits[kind])
    found.add(_read_date(match, plain) for match in patterns.NTH.finditer(lower))
    for kind in ("time_low", "time"):
        found.add(_read_time(match) for match in by_digits[kind])


def amount(text: str) -> Decimal | None:
    """Return the number that digits with English or German separators, or words, stand for."""
    digits = re.sub(r"[' ]", "", text)
    if not digits[:1].isdigit():
        return value_of(text.casefold())
    separators = [mark for mark in digits if mark in ".,"]
    if len(set(separators)) == 2:
        digits = digits.replace(separators[0], "").replace(",", ".")
    elif separators:
        thousands = len(separators) > 1 or re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits)
        digits = re.sub("[.,]", "", digits) if thousands else digits.replace(",", ".")
    try:
        return Decimal(digits).normalize() + 0
    except InvalidOperation:
        return None


# ---- dates and times ---------------------------------------------------------------------------


def _day(year: str | None, month: int | None, day: str | None) -> Day | None:
    number = int(day) if day else None
    if number is not None and not 1 <= number <= 31:
        return None
    if month is not None and not 1 <= month <= 12:
        return None
    full = int(year) if year else None
    return (full + 2000 if full is not None and full < 100 else full), month, number


def _read_date(match: re.Match[str], text: str) -> Figure | None:
    groups = match.groupdict()
    name = (groups.get("mn") or "").rstrip(".")
    if name in {"mar", "march", "may"} and not text[match.start("mn")].isupper():
        return None  # the verb
    month = MONTHS[name] if name else int(groups["m"]) if groups.get("m") else None
    if month is not None and month > 12 and "/" in match.group() and groups.get("y"):
        groups["d"], month = groups["m"], int(groups["d"])
    texts = [groups[key] for key in ("d", "d2") if groups.get(key)] or [None]
    days = [_day(groups.get("y"), month, day) for day in texts]
    values = tuple(day for day in days if day is not None)
    if len(values) != len(days):
        return None
    start, end = match.span()
    weekday = groups.get("w") or ""
    before = patterns.WEEKDAY_BEFORE.search(match.string[max(0, start - 20) : start])
    if before and len(values) == 1:
        start, weekday = start - len(before.group()), before["w"]
    unit = "either" if "/" in match.group() and not re.match(r"\d{4}", match.group()) else ""
    return Figure("date", values, unit, start, end, WEEKDAYS.get(weekday))


def _read_day_only(match: re.Match[str]) -> Figure:
    return Figure("date", ((None, None, None),), "weekday", *match.span("w"), WEEKDAYS[match["w"]])


def _read_time_word(match: re.Match[str]) -> Figure:
    return Figure("time", (_TIME_WORDS[match["word"]],), "", *match.span("word"))


def _read_time(match: re.Match[str]) -> Figure | None:
    hour, minute = int(match["h"]), int(match["min"] or 0)
    half = (match["half"] or "").replace(".", "")
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59:
        return None
    value = _MIDNIGHT if hour == 24 else hour * 60 + minute
    return Figure("time", (value,), ZONES.get(match.groupdict().get("z") or "", ""), *match.span())


# ---- money, shares, counts, codes --------------------------------------------------------------


def _read_code(match: re.Match[str], group: int | str = 0) -> Figure:
    return Figure("code", (match[group],), "", *match.span(group))


def _read_twice(match: re.Match[str]) -> Figure:
    value = {"half": Decimal("0.5"), "dreimal": Decimal(3)}.get(match["word"], Decimal(2))
    return Figure("number", (value,), "times", *match.span())


def _read_count(match: re.Match[str], plain: str) -> Figure | None:
    """Return what a number counts: money, a share, time, a measure, or things."""
    value = amount(match.group())
    lower = match.string
    start, end = match.span()
    if value is None:
        return None
    behind = patterns.BEHIND.match(lower, end)
    assert behind is not None  # it matches nothing, too
    groups = behind.groupdict()
    before = patterns.CURRENCY_BEFORE.search(lower, max(0, start - 5), start)
    bound = _bound(lower, before.start() if before else start)
    if groups["scale"] == "m" and not (before or groups["currency"] or groups["cent"]):
        return Figure("number", (value,), "m", start, behind.end("scale"), bound=bound)
    value *= SCALES.get(groups["scale"] or "", 1)
    if before and not groups["percent"]:
        end = behind.end("scale") if groups["scale"] else end + len(_dash(lower, end))
        return _price(value, before.group().strip(), lower, before.start(), end, bound)
    if groups["currency"] or groups["cent"]:
        value = value / 100 if groups["cent"] else value
        return _price(value, groups["currency"] or groups["cent"], lower, start, behind.end(), bound)
    if groups["percent"]:
        unit = "pp" if groups["percent"].startswith(("percentage", "prozentp", "pp")) else "%"
        return Figure("percent", (value,), unit, start, behind.end(), bound=bound)
    if match.group() in ARTICLES:
        return None
    if groups["period"]:
        hours = next(HOURS[name] for name in HOURS if groups["period"].startswith(name))
        length = round(value * hours, 4).normalize() + 0
        return Figure("duration", (length,), "", start, behind.end(), bound=bound)
    if groups["measure"]:
        unit, factor = MEASURES[groups["measure"]]
        return Figure("number", ((value * factor).normalize() + 0,), unit, start, behind.end(), bound=bound)
    if groups["times"]:
        return Figure("number", (value,), "times", start, behind.end())
    return _number(value, match, plain, behind.end(), bound)


def _number(value: Decimal, match: re.Match[str], plain: str, end: int, bound: str) -> Figure | None:
    is_word = not match.group()[0].isdigit()
    if is_word and value == 1:
        return None
    following = _NEXT_WORD.match(plain, end)
    unit = following[1].casefold() if following else ""
    weak = is_word and (value < _SMALLEST_WORD or not unit)
    return Figure("number", (value,), unit, match.start(), end, bound=bound, is_weak=weak)


def _price(value: Decimal, sign: str, lower: str, start: int, end: int, bound: str) -> Figure:
    unit = CURRENCIES.get(sign) or CENTS[sign]
    period = patterns.PER.match(lower, end)
    paid = PERIODS[period["p"]] if period else ""
    return Figure("price", (value,), unit, start, end, bound=bound, period=paid)


def _dash(lower: str, end: int) -> str:
    """Return the dash that stands for no cents: "18,-"."""
    return lower[end : end + 2] if lower[end : end + 2] in (",-", ".-") else ""


def _bound(lower: str, start: int) -> str:
    before = BOUND.search(lower, max(0, start - 24), start)
    return (before.lastgroup or "").replace("_", " ") if before else ""


def _written(lower: str, figure: Figure) -> Decimal:
    """Return the number as it stands in the text, before its unit was made the base one."""
    digits = patterns.DIGITS.match(lower, figure.start)
    return (amount(digits.group()) if digits else None) or figure.values[0] or Decimal(1)


def _with_ranges(figures: list[Figure], lower: str) -> tuple[Figure, ...]:
    """Give both ends the unit that one of them names: "$12-15", "10 to 20%", "180 x 90 cm"."""
    for number in range(len(figures) - 1):
        low, high = figures[number], figures[number + 1]
        if not patterns.TO_NEXT.match(lower, low.end, high.start):
            continue
        if low.kind == "number" and high.kind in ("price", "percent") and not low.is_weak:
            figures[number] = replace(low, kind=high.kind, unit=high.unit, period=high.period)
        elif low.kind == high.kind == "number" and high.unit in BASES and low.unit not in BASES:
            factor = high.values[0] / _written(lower, high)
            figures[number] = replace(low, values=((low.values[0] * factor).normalize() + 0,), unit=high.unit)
        elif high.kind == "number" and low.kind == "price" and not high.is_weak:
            figures[number + 1] = replace(high, kind=low.kind, unit=low.unit, period=low.period)
    return tuple(figures)

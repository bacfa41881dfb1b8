"""Finds what can be true or false in a text: prices, percentages, dates, times, durations, numbers, codes."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from generation.checks.figure_patterns import (
    ARTICLES,
    CURRENCIES,
    DATES,
    HOURS,
    LIST_MARK,
    MONTHS,
    NUMBER_WORDS,
    PATTERNS,
    SCALES,
    WEEKDAYS,
)
from generation.checks.text import folded, prose

Day = tuple[int | None, int | None, int]
"""Year, month and day; None where the text leaves it out."""


@dataclass(frozen=True)
class Figure:
    kind: str
    """As in `Claim.kind`."""
    values: tuple[Any, ...]
    """Figures of one kind say the same where unit and values are equal. Dates hold one `Day` or two."""
    unit: str
    """Currency of a price, the word after a number; `either` where day and month may be swapped."""
    start: int
    end: int
    weekday: int | None = None
    """Of the last date, 0 is Monday, where the text names it."""


_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")


@lru_cache(maxsize=512)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Return every figure of the text in reading order; none of two overlap."""
    plain = folded(prose(text))
    taken = bytearray(len(plain))
    for match in LIST_MARK.finditer(plain):
        taken[match.start() : match.end()] = b"x" * (match.end() - match.start())
    found: list[Figure] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(plain):
            start, end = match.span()
            figure = None if any(taken[start:end]) else _READERS[kind](match, plain)
            if figure is not None:
                found.append(figure)
                taken[start:end] = b"x" * (end - start)
    return tuple(sorted(found, key=lambda figure: figure.start))


def amount(text: str) -> Decimal | None:
    """Return the number that digits with English or German separators stand for."""
    known = NUMBER_WORDS.get(text.casefold())
    if known is not None:
        return Decimal(known)
    digits = re.sub(r"[' ]", "", text)
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


def _day(year: str | None, month: int | None, day: str) -> Day | None:
    number = int(day)
    if not 1 <= number <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    return (int(year) if year else None), month, number


def _read_date(match: re.Match[str], _text: str) -> Figure | None:
    groups = match.groupdict()
    name = (groups.get("mn") or "").rstrip(".").casefold()
    month = MONTHS[name] if name else int(groups["m"]) if groups.get("m") else None
    if name in {"mar", "march", "may"} and not match["mn"][0].isupper():
        return None  # the verb
    if match.re.groupindex.keys() == {"d", "m", "y"} and "/" in match.group() and int(groups["m"]) > 12:
        groups["d"], month = groups["m"], int(groups["d"])
    days = [_day(groups.get("y"), month, groups[key]) for key in ("d", "d2") if groups.get(key)]
    values = tuple(day for day in days if day is not None)
    if not values or len(values) != len(days):
        return None
    weekday = (groups.get("w") or "").strip(" .,").split(" ")[0].rstrip(".,").casefold()
    start, end = match.span()
    unit = "either" if "/" in match.group() else ""
    return Figure("date", values, unit, start, end, WEEKDAYS.get(weekday))


def _read_time(match: re.Match[str], _text: str) -> Figure | None:
    hour = int(match["h"] or match["h24"])
    minute = int(match["min"] or match["min24"] or 0)
    half = (match["half"] or "").replace(".", "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return Figure("time", (hour * 60 + minute,), "", *match.span()) if hour < 25 and minute < 60 else None


def _read_price(match: re.Match[str], _text: str) -> Figure | None:
    value = amount(match["n"] or match["n2"])
    unit = CURRENCIES[(match["c"] or match["c2"]).casefold()]
    return Figure("price", (value,), unit, *match.span()) if value is not None else None


def _read_percent(match: re.Match[str], _text: str) -> Figure | None:
    value = Decimal(50) if match["half"] else amount(match["n"])
    return Figure("percent", (value,), "%", *match.span()) if value is not None else None


def _read_duration(match: re.Match[str], _text: str) -> Figure | None:
    unit = match["u"].casefold()
    hours = next(HOURS[name] for name in HOURS if unit.startswith(name))
    value = amount(match["n"])
    if value is None or match["n"].casefold() in ARTICLES:
        return None
    return Figure("duration", (round(value * hours, 4).normalize() + 0,), "", *match.span())


def _read_code(match: re.Match[str], _text: str) -> Figure | None:
    group = "word" if match["word"] else 0
    return Figure("code", (match[group],), "", *match.span(group))


def _read_number(match: re.Match[str], text: str) -> Figure | None:
    value = amount(match["n"])
    if value is None:
        return None
    following = _NEXT_WORD.match(text, match.end())
    unit = following[1].casefold() if following else ""
    return Figure("number", (value * SCALES.get((match["s"] or "").casefold(), 1),), unit, *match.span())


_READERS = {
    **dict.fromkeys(DATES, _read_date),
    "time": _read_time,
    "price": _read_price,
    "percent": _read_percent,
    "duration": _read_duration,
    "code": _read_code,
    "number": _read_number,
}

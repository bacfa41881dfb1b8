"""Whether a source says what a figure says: the same value of the same thing, however it is written."""

import re

from generation.checks.figures import Figure
from generation.checks.sources import Source, days_of, same_day
from generation.checks.text import folded
from generation.checks.units import BASES, TOLERANCE, same_currency

_OFF = re.compile(
    r"\s*(?:off|discount|less(?! (?:\w+ )?(?:caffeine|sugar|fat|waste|plastic|water|energy))|on (?:all|every)"
    r"|rabatt|nachlass|reduziert|weniger|günstiger|auf (?:alle|jede|unsere?|das|den|die))\b",
    re.IGNORECASE,
)
_SAVE = re.compile(
    r"\b(?:save|saving|sparen?|spart|rabatt von|discount of)(?: sie| an?)?\s+"
    r"(?:up to |bis zu |over |more than |mehr als )?\Z",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\s*(?:of (?!f)|aller? |der |von (?!uns)|more |mehr |fewer |recycled|organic|natural|pure|compostable"
    r"|renewable|arabica|bio\b|ökostrom|recycelt\w*|natürlich\w*|cotton|wool|leather|less |weniger )",
    re.IGNORECASE,
)
_PEOPLE_WORDS = """
people customers subscribers users readers members fans drinkers buyers shoppers contacts
menschen kunden kundinnen leser leserinnen nutzer abonnenten mitglieder
"""
_PEOPLE = frozenset(_PEOPLE_WORDS.split())
"""Words for people that texts take one for the other."""
_BASES = BASES | {"times"}


def supports(source: Source, figure: Figure, text: str, language: str) -> bool:
    """Tell whether the source states the figure as it stands in the text."""
    if figure.kind == "date":
        return figure.unit != "weekday" and all(_has_day(source, day, figure.unit) for day in figure.values)
    if figure.kind == "code":
        return re.search(rf"(?<![\w-]){re.escape(str(figure.values[0]))}(?![\w-])", source.text) is not None
    for known in source.figures:
        if known.kind == figure.kind and _same_value(known, figure) and holds(known, figure):
            foreign = source.language != language
            if same_thing(known, figure, foreign=foreign) and _same_sense(known, source.text, figure, text):
                return True
        if figure.kind == "number" and known.kind == "date" and _is_year(figure, known):
            return True
    return figure.kind == "number" and any(figure.values[0] == day[0] for day in source.days)


def _same_value(known: Figure, figure: Figure) -> bool:
    if known.values == figure.values:
        return True
    if figure.kind != "number" or known.unit != figure.unit or known.unit not in _BASES:
        return False
    value, other = known.values[0], figure.values[0]
    return bool(abs(value - other) <= TOLERANCE * max(value, other))


def holds(known: Figure, figure: Figure) -> bool:
    """Tell whether equal figures stand on the same side of the truth: "20%" says more than "up to 20%"."""
    if known.bound == "up to" and figure.bound not in ("up to", "under"):
        return figure.kind not in ("percent", "price", "number")
    strict = figure.kind in ("number", "percent", "duration") and figure.bound in ("over", "under", "nearly")
    return not strict or known.bound == figure.bound or known.bound in ("over", "under", "nearly", "up to")


def same_thing(known: Figure, figure: Figure, *, foreign: bool = False) -> bool:
    """Tell whether two figures count the same: a currency and a period, a measure, things of one name."""
    if figure.kind == "price":
        periods = {known.period, figure.period} - {""}
        return same_currency(known.unit, figure.unit) and len(periods) < 2
    if figure.kind == "time":
        return not (known.unit and figure.unit) or known.unit == figure.unit
    if figure.kind == "percent":
        return known.unit == figure.unit
    if figure.kind != "number" or not (known.unit and figure.unit):
        return True
    if known.unit in _BASES or figure.unit in _BASES:
        return known.unit == figure.unit
    return foreign or same_name(known.unit, figure.unit)


def same_name(one: str, other: str) -> bool:
    """Tell whether two nouns name one thing: one bag and ten bags, customers and people."""
    return {one, other} <= _PEOPLE or thing(one) == thing(other)


def thing(word: str) -> str:
    """Return the head of a noun."""
    return re.sub(r"(?:ies|en|es|e|n|s|y)\Z", "", word)[:6] if len(word) > 3 else word


def is_discount(text: str, figure: Figure) -> bool:
    plain = folded(text)
    return bool(_OFF.match(plain, figure.end) or _SAVE.search(plain, max(0, figure.start - 40), figure.start))


def is_share(text: str, figure: Figure) -> bool:
    """Tell whether a percentage is a part of something, and no discount."""
    return bool(_SHARE.match(folded(text), figure.end))


def _same_sense(known: Figure, source: str, figure: Figure, text: str) -> bool:
    """Tell a discount from a share: "20% off" does not vouch for "20% of our farmers"."""
    if figure.kind != "percent":
        return True
    mine, theirs = is_discount(text, figure), is_discount(source, known)
    if mine and theirs:
        return True
    return not ((mine and is_share(source, known)) or (theirs and is_share(text, figure)))


def _is_year(figure: Figure, known: Figure) -> bool:
    return any(isinstance(day, tuple) and day[0] == figure.values[0] for day in known.values)


def _has_day(source: Source, value: object, unit: str) -> bool:
    return any(same_day(value, known, swapped=unit == "either") for known in days_of(source))

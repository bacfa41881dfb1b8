"""What a campaign vouches for, ready for comparison: its facts, its offer and its dates."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from generation.brief import Brief, Value
from generation.checks.days import in_words
from generation.checks.figures import Day, Figure, figures_in
from generation.checks.text import folded, words_in

BRIEF = "Brief"
_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "although",
        "and",
        "are",
        "because",
        "been",
        "before",
        "being",
        "every",
        "each",
        "from",
        "full",
        "have",
        "into",
        "just",
        "like",
        "more",
        "most",
        "much",
        "need",
        "only",
        "other",
        "over",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "under",
        "until",
        "very",
        "want",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "your",
        "yours",
        "ours",
        "every",
        "orders",
        "order",
        "offer",
        "alle",
        "aber",
        "auch",
        "auf",
        "aus",
        "bei",
        "beim",
        "das",
        "dass",
        "dein",
        "deine",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "diese",
        "dieser",
        "ein",
        "eine",
        "einen",
        "für",
        "haben",
        "hier",
        "ihre",
        "ihren",
        "immer",
        "jede",
        "jeden",
        "jetzt",
        "kann",
        "mehr",
        "mit",
        "nach",
        "nicht",
        "noch",
        "nur",
        "oder",
        "sich",
        "sind",
        "und",
        "unsere",
        "unter",
        "von",
        "vom",
        "wenn",
        "wird",
        "zum",
        "zur",
    ]
)

_LIMITS = re.compile(
    r"\b(?:US|UK|EU|USA|Germany|Canada|new customers|first orders?|members|"
    r"subscribers|online|in[- ]store|excluding|"
    r"excludes?|except|selected|participating|minimum|Neukund\w+|Mitglieder|ausgenommen|ausgewählte)\b"
)


class Source(Value):
    """One statement that can support a claim."""

    model_config = {"frozen": True, "ignored_types": (cached_property,)}

    key: str
    text: str
    expired_on: date | None = None
    """When it stopped being true, if it has."""
    days: tuple[tuple[int, int, int], ...] = ()
    """Dates that it states besides those in its words."""
    stems: frozenset[str] = frozenset()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures_in(self.text)


def stems_of(text: str, ignored: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the first letters of the words that carry meaning, so that "ship" and "shipping" meet."""
    words = (word.casefold() for word in words_in(folded(text)))
    return frozenset(word[:4] for word in words if len(word) > 3 and word not in _STOP) - ignored


@lru_cache(maxsize=64)
def sources_of(brief: Brief, today: date) -> tuple[Source, ...]:
    """Return the facts, then what the brief itself says."""
    ignored = stems_of(brief.brand.name)
    found = [
        Source(
            key=fact.key,
            text=fact.text,
            expired_on=fact.valid_until if fact.is_expired(today) else None,
            stems=stems_of(fact.text, ignored),
        )
        for fact in brief.facts
    ]
    for text in (brief.offer, brief.campaign):
        if text.strip():
            found.append(Source(key=BRIEF, text=text, stems=stems_of(text, ignored)))
    days = tuple((day.year, day.month, day.day) for day in (brief.starts_on, brief.ends_on) if day)
    if days:
        found.append(Source(key=BRIEF, text=_dates_text(brief), days=days))
    return tuple(found)


def _dates_text(brief: Brief) -> str:
    starts = in_words(brief.starts_on, year=True) if brief.starts_on else ""
    ends = in_words(brief.ends_on, year=True) if brief.ends_on else ""
    if starts and ends:
        return f"The campaign runs from {starts} to {ends}."
    return f"The campaign starts on {starts}." if starts else f"The campaign ends on {ends}."


def missing_limits(fact: str, text: str) -> list[str]:
    """Return the words that limit a fact ("US", "new customers") and that the text leaves out."""
    plain = folded(text)
    return [
        word
        for word in _LIMITS.findall(fact)
        if not re.search(rf"\b{re.escape(word)}\b", plain, re.IGNORECASE)
    ]


# ---- does a source say this? -------------------------------------------------------------------


def supports(source: Source, figure: Figure) -> bool:
    """Tell whether the source states the figure as it stands."""
    if figure.kind == "date":
        return all(_has_day(source, value, figure.unit) for value in figure.values)
    if figure.kind == "code":
        return re.search(rf"(?<![\w-]){re.escape(str(figure.values[0]))}(?![\w-])", source.text) is not None
    for known in source.figures:
        if known.kind == figure.kind and known.values == figure.values and _same_unit(known, figure):
            return True
        if figure.kind == "number" and known.kind == "date" and _is_year(figure, known):
            return True
    return figure.kind == "number" and any(figure.values[0] == day[0] for day in source.days)


def _same_unit(known: Figure, figure: Figure) -> bool:
    return (
        known.kind not in {"price", "number"}
        or not (known.unit and figure.unit)
        or (known.unit[:4] == figure.unit[:4] or known.kind == "number")
    )


def _is_year(figure: Figure, known: Figure) -> bool:
    return any(isinstance(day, tuple) and day[0] == figure.values[0] for day in known.values)


def days_of(source: Source) -> list[Day]:
    """Return every date that the source states."""
    found: list[Day] = [(year, month, day) for year, month, day in source.days]
    for figure in source.figures:
        if figure.kind == "date":
            found += [value for value in figure.values if isinstance(value, tuple)]
    return found


def _has_day(source: Source, value: object, unit: str) -> bool:
    return any(same_day(value, known, swapped=unit == "either") for known in days_of(source))


def same_day(value: object, known: Day, *, swapped: bool = False) -> bool:
    """Tell whether two dates agree in what both of them say."""
    if not isinstance(value, tuple):
        return False
    year, month, day = value
    pairs = ((year, known[0]), (month, known[1]), (day, known[2]))
    if all(a is None or b is None or a == b for a, b in pairs):
        return True
    return swapped and month is not None and same_day((year, day, month), known)


def derivation(source: Source, figure: Figure) -> str:
    """Return the sum by which the figure follows from the source, in words; empty where it doesn't."""
    if figure.kind in {"percent", "price"}:
        prices = [known for known in source.figures if known.kind == "price"]
        for old in prices:
            for new in prices:
                text = _discount(old, new, figure)
                if text:
                    return text
    if figure.kind == "duration":
        days = [date(*day) for day in days_of(source) if None not in day and _exists(day)]  # type: ignore[arg-type]
        for first in days:
            for last in days:
                length = (last - first).days
                for count in (length, length + 1):
                    if first < last and figure.values[0] == count * 24:
                        return f"{in_words(first)} to {in_words(last)} are {count} days."
    return ""


def _exists(day: Day) -> bool:
    try:
        date(*day)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _discount(old: Figure, new: Figure, figure: Figure) -> str:
    before, after, claimed = old.values[0], new.values[0], figure.values[0]
    if not (isinstance(before, Decimal) and isinstance(after, Decimal) and isinstance(claimed, Decimal)):
        return ""
    if old.unit != new.unit or not before > after >= 0:
        return ""
    percent = (before - after) / before * 100
    if figure.kind == "percent" and abs(percent - claimed) <= Decimal("0.5"):
        return f"{before:f} to {after:f} is {percent:.0f}% less."
    if figure.kind == "price" and figure.unit == old.unit and before - after == claimed:
        return f"{before:f} less {after:f} is {claimed:f}."
    return ""

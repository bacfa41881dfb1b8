"""What a campaign vouches for, ready for comparison: its facts, its offer and dates, and its brand."""

import re
from datetime import date
from functools import cached_property, lru_cache

from generation.brief import Brief, Value
from generation.checks.days import in_words
from generation.checks.figures import Day, Figure, figures_in
from generation.checks.text import folded, language_of, words_in

BRIEF = "Brief"
BRAND = "Brand"
_STOP_WORDS = """
about after again also although and are because been before being every each from full have into just
like more most much need only other over than that their them then there these they this those under
until very want were what when where which while will with your yours ours orders order offer alle aber
auch auf aus bei beim das dass dein deine dem den der des die diese dieser ein eine einen für haben hier
ihre ihren immer jede jeden jetzt kann mehr mit nach nicht noch nur oder sich sind und unsere unter von
vom wenn wird zum zur
"""
_STOP = frozenset(_STOP_WORDS.split())

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
    lowest_30d: str = ""
    """The price that a reduction counts from where EU law applies."""

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures_in(self.text)

    @cached_property
    def language(self) -> str:
        return language_of(self.text)

    @property
    def is_of_the_brand(self) -> bool:
        """It holds in every campaign, so that it may support a claim and never contradicts one."""
        return self.key == BRAND


def stems_of(text: str, ignored: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the first letters of the words that carry meaning, so that "ship" and "shipping" meet."""
    words = (word.casefold() for word in words_in(folded(text)))
    return frozenset(word[:4] for word in words if len(word) > 3 and word not in _STOP) - ignored


@lru_cache(maxsize=64)
def sources_of(brief: Brief, today: date) -> tuple[Source, ...]:
    """Return the facts, then what the brief itself says, then what the brand says everywhere."""
    brand = brief.brand
    ignored = stems_of(brand.name)
    found = [
        Source(
            key=fact.key,
            text=fact.text,
            expired_on=fact.valid_until if fact.is_expired(today) else None,
            stems=stems_of(fact.text, ignored),
            lowest_30d=fact.lowest_30d,
        )
        for fact in brief.facts
    ]
    for text in (brief.offer, brief.campaign):
        if text.strip():
            found.append(Source(key=BRIEF, text=text, stems=stems_of(text, ignored)))
    days = tuple((day.year, day.month, day.day) for day in (brief.starts_on, brief.ends_on) if day)
    if days:
        found.append(Source(key=BRIEF, text=_dates_text(brief), days=days))
    everywhere = (brand.legal_footer, brand.postal_address, brand.company, *brand.claims_allowed)
    for text in (*everywhere, *brand.disclosures):
        if text.strip():
            found.append(Source(key=BRAND, text=text, stems=stems_of(text, ignored)))
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


def days_of(source: Source) -> list[Day]:
    """Return every date that the source states."""
    found: list[Day] = [(year, month, day) for year, month, day in source.days]
    for figure in source.figures:
        if figure.kind == "date" and figure.unit != "weekday":
            found += [value for value in figure.values if isinstance(value, tuple)]
    return found


def whole_days_of(source: Source) -> list[date]:
    """Return the dates that the source states with their year, in order."""
    days = []
    for year, month, day in days_of(source):
        try:
            days.append(date(year, month, day))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
    return sorted(days)


def same_day(value: object, known: Day, *, swapped: bool = False) -> bool:
    """Tell whether a date agrees with a known one in what both say; it must not say more than its month."""
    if not isinstance(value, tuple) or (known[2] is None and value[2] is not None):
        return False
    year, month, day = value
    pairs = ((year, known[0]), (month, known[1]), (day, known[2]))
    if all(a is None or b is None or a == b for a, b in pairs):
        return True
    return swapped and month is not None and same_day((year, day, month), known)

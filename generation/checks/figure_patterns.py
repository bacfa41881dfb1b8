"""The words and patterns of dates, times, prices and other figures, in English and German."""

import re
from collections.abc import Iterable
from decimal import Decimal

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner",
            "february feb februar",
            "march mar märz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sept sep",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag mon",
            "tuesday dienstag tue",
            "wednesday mittwoch wed",
            "thursday donnerstag thu",
            "friday freitag fri",
            "saturday samstag sonnabend sat",
            "sunday sonntag sun",
        )
    )
    for name in names.split()
}
ARTICLES = frozenset({"a", "an", "ein", "eine", "einem", "einen", "einer"})
"""They count one, and yet claim nothing: "a day" is no figure."""
NUMBER_WORDS = {
    **dict.fromkeys(ARTICLES, 1),
    **{
        word: number
        for number, words in enumerate(
            (
                "one",
                "two zwei",
                "three drei",
                "four vier",
                "five fünf",
                "six sechs",
                "seven sieben",
                "eight acht",
                "nine neun",
                "ten zehn",
                "eleven elf",
                "twelve zwölf",
            ),
            start=1,
        )
        for word in words.split()
    },
    **{"twenty": 20, "zwanzig": 20, "thirty": 30, "dreißig": 30, "forty": 40, "fifty": 50, "sixty": 60},
}
CURRENCIES = {
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pounds"), "GBP"),
    **{"¥": "JPY", "chf": "CHF"},
}
HOURS = {
    **dict.fromkeys(("minute", "minuten"), Decimal(1) / 60),
    **dict.fromkeys(("hour", "stunde"), Decimal(1)),
    **dict.fromkeys(("day", "tag"), Decimal(24)),
    **dict.fromkeys(("week", "woche"), Decimal(168)),
    **dict.fromkeys(("month", "monat"), Decimal(730)),
    **dict.fromkeys(("year", "jahr"), Decimal(8760)),
}
SCALES = {
    **dict.fromkeys(("k", "thousand", "tausend"), 1_000),
    **dict.fromkeys(("m", "million", "millionen"), 1_000_000),
    "bn": 1_000_000_000,
}


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


NUMBER = r"(?:\d{1,3}(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_WEEKDAY = rf"(?:(?:{_any(WEEKDAYS)})\.?,?\s+(?:the\s+|den\s+|dem\s+)?)?"
_W = rf"(?P<w>{_WEEKDAY})"
_SHORT = frozenset(
    {name for name in MONTHS if len(name) < 5} - {"juli", "july", "june", "juni", "mai", "may"}
)
_MONTH = rf"(?P<mn>(?:{_any(MONTHS.keys() - _SHORT)})\b|(?:{_any(_SHORT)})\b\.?)"
_D = r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?"
_D2 = r"(?P<d2>\d{1,2})(?:st|nd|rd|th|\.)?"
_D2_US = rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s+(?:{_any(MONTHS)})\b)"
_TO = r"\s*(?:-|to|until|till|through|and|bis(?:\s+zum)?|und)\s*"
_YEAR = r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?"
_PERIOD = (
    r"minutes?|minuten?|hours?|stunden?|days?|tagen?|tage?|weeks?|wochen?|months?|monate?n?|years?|jahre?n?"
)
_SIGN = r"€|£|\$|eur\b|usd\b|gbp\b|chf\b|euros?\b|dollars?\b|pounds\b"

DATES = frozenset({"iso", "range_dm", "range_md", "dm", "md", "dots", "slashes", "nth"})

_SOURCES = {
    "iso": r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
    "range_dm": rf"{_WEEKDAY}\b{_D}{_TO}{_W}{_D2}\s+(?:of\s+)?{_MONTH}{_YEAR}",
    "range_md": rf"{_WEEKDAY}\b{_MONTH}\s+{_D}{_TO}{_W}{_D2_US}{_YEAR}",
    "dm": rf"{_W}\b{_D}\s+(?:of\s+)?{_MONTH}{_YEAR}",
    "md": rf"{_W}\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]){_YEAR}",
    "dots": rf"{_W}(?<![\d.])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>(?:19|20)\d\d)?(?!\d)",
    "slashes": r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])",
    "nth": r"\bthe\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b",
    "time": (
        r"(?<![\d:.,])(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?\s*(?:(?P<half>am|pm|a\.m\.|p\.m\.)(?!\w)|uhr\b)"
        r"|(?<![\d:])(?P<h24>\d{1,2}):(?P<min24>\d\d)(?![\d:])"
    ),
    "price": rf"(?P<c>us\$|[$€£¥])\s?(?P<n>{NUMBER})|(?<![\w.,])(?P<n2>{NUMBER})\s?(?P<c2>{_SIGN})",
    "percent": (
        rf"(?<![\w.,])(?P<n>{NUMBER}|{_any(NUMBER_WORDS)})\s?-?(?:%|percent\b|per cent\b|prozent\b)"
        r"|\b(?P<half>half (?:price|off)|zum halben preis)\b"
    ),
    "duration": rf"(?<![\w.,])(?P<n>{NUMBER}|(?:{_any(NUMBER_WORDS)})(?=[\s-]))[\s-]?(?P<u>{_PERIOD})\b",
    "code": (
        r"(?-i:(?<![\w-])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z][A-Z0-9-]{3,19}(?!\w))"
        r"|\b(?:code|gutscheincode)\s+(?P<word>(?-i:[A-Z][A-Z0-9]{2,19}))\b"
    ),
    "number": rf"(?<![\w.,#])(?P<n>{NUMBER})(?:\s?(?P<s>{_any(SCALES)})\b)?(?:x\b)?",
}
PATTERNS = {kind: re.compile(source, re.IGNORECASE) for kind, source in _SOURCES.items()}
"""In this order: what an earlier one takes, a later one leaves alone."""
LIST_MARK = re.compile(
    r"(?:^|\n)[ \t]*\d{1,2}[.)]\s|\b(?:step|schritt|tip|tipp|no\.)\s+\d{1,2}\b", re.IGNORECASE
)
"""Numbers that count nothing in the world."""

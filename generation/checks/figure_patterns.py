"""Patterns of dates, times, prices and other figures, in English and German. They read lower-case text."""

import re
from collections.abc import Iterable

from generation.checks.number_words import ARTICLES, SCALES, WORDS
from generation.checks.units import CENTS, CURRENCIES, MEASURES, PERIODS, ZONES

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


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


# ---- dates and times ---------------------------------------------------------------------------
# Each begins with a digit or a letter, and looks back only then: the search for a first sign is fast.

_SHORT = frozenset(
    {name for name in MONTHS if len(name) < 5} - {"juli", "july", "june", "juni", "mai", "may"}
)
_MONTH = rf"(?P<mn>(?:{_any(MONTHS.keys() - _SHORT)})\b|(?:{_any(_SHORT)})\b\.?)"
_D = r"(?P<d>\d(?<![\w.]\d)\d?)(?:st|nd|rd|th|\.)?"
_D2 = r"(?P<d2>\d{1,2})(?:st|nd|rd|th|\.)?"
_D2_US = rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s+(?:{_any(MONTHS)})\b)"
_W = rf"(?:(?P<w>{_any(WEEKDAYS)})\.?,?\s+(?:the\s+|den\s+|dem\s+)?)?"
_TO = r"\s*(?:-|to|until|till|through|and|bis(?:\s+zum)?|und)\s*"
_YEAR = r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?"
_HALF = r"(?:am|pm|a\.m\.|p\.m\.)(?!\w)|uhr\b"
_ZONE = rf"(?:\s?(?P<z>{_any(ZONES)})\b)?"
_START = (
    r"until|till|through|by|ends?|ending|starts?|starting|begins?|opens?|from|bis|ab|endet|startet|beginnt"
)

_BY_DIGITS = {
    "iso": r"(?P<y>\d(?<![\d/-]\d)\d{3})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?![\d/-])",
    "dots": (
        r"(?P<d>\d(?<![\d.]\d)\d?)\.(?P<m>\d{1,2})"
        r"(?:\.(?P<y>(?:19|20)\d\d|\d\d(?!\d))?(?!\d)|(?=\.?\s?(?:-|bis)\s?\d{1,2}\.\d{1,2}\.))"
    ),
    "slashes": r"(?P<d>\d(?<![\d/]\d)\d?)/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d|\d\d)(?![\d/])",
    "time_low": (
        rf"(?P<h>\d(?<![\d:.,$€£]\d)\d?)(?:[:.](?P<min>\d\d))?"
        rf"(?=\s?(?:-|to|bis|und)\s?\d{{1,2}}(?:[:.]\d\d)?\s?(?P<half>{_HALF}))"
    ),
    "time": (
        rf"(?P<h>\d(?<![\d:.,$€£]\d)\d?)(?:[:.](?P<min>\d\d)(?!\d))?"
        rf"(?:\s?(?P<half>{_HALF})|(?<=:\d\d)(?![\d:])){_ZONE}"
    ),
}
_BY_MONTHS = {
    "range_dm": rf"{_D}{_TO}{_W}{_D2}\s+(?:of\s+)?{_MONTH}{_YEAR}",
    "range_md": rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?{_TO}{_W}{_D2_US}{_YEAR}",
    "dm": rf"{_D}\s+(?:of\s+)?{_MONTH}{_YEAR}",
    "md": rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,]\d){_YEAR}",
    "month": rf"\b{_MONTH}\s+(?P<y>(?:19|20)\d\d)\b",
}
_LONG_DAYS = _any(name for name in WEEKDAYS if len(name) > 3)
DIGIT_DATES = {kind: re.compile(source) for kind, source in _BY_DIGITS.items()}
MONTH_DATES = {kind: re.compile(source) for kind, source in _BY_MONTHS.items()}
NTH = re.compile(
    r"\bthe\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?!and\b|to\b|until\b|at\b|of\b|or\b|for\b|is\b)[a-z])"
)
DAY_ONLY = re.compile(
    rf"\b(?:{_START})\s+(?:on\s+|this\s+|next\s+|coming\s+|am\s+|diesen\s+|zum\s+|kommenden\s+)?"
    rf"(?P<w>{_LONG_DAYS})\b"
)
TIME_WORD = re.compile(
    r"\b(?:at|by|until|till|bis|um|ab|from)\s+(?P<word>noon|midnight|mittag|mitternacht)\b"
)
WEEKDAY_BEFORE = re.compile(rf"\b(?P<w>{_any(WEEKDAYS)})\b\.?,?\s+(?:the\s+|den\s+|dem\s+)?\Z")
MONTH_SIGNS = tuple({name[:3] for name in MONTHS})

# ---- codes: they read the text as it is --------------------------------------------------------

_UPPER = "A-ZÄÖÜ"
CODE = re.compile(rf"[{_UPPER}](?<![\w-][{_UPPER}])(?=[{_UPPER}0-9-]*\d)[{_UPPER}0-9-]{{3,19}}(?!\w)")
CODE_WORD = re.compile(rf"\b(?i:code|gutscheincode|rabattcode)\s+(?P<word>[{_UPPER}][{_UPPER}0-9]{{2,19}})\b")

# ---- counts: a number, what stands before it, and what stands behind ---------------------------

DIGITS = re.compile(
    r"\d(?<![\w.,#]\d)(?:\d{0,2}(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d*(?:[.,]\d+)?)"
)
WORD_COUNT = re.compile(rf"(?<![\w-])(?:{WORDS}|(?:{_any(ARTICLES)})(?=\s(?:week|month|year|fortnight)))\b")
_LETTERS = sorted((name for name in CURRENCIES if name.isalpha()), key=len, reverse=True)
_CODES = "|".join(name for name in _LETTERS if len(name) == 3)
CURRENCY_BEFORE = re.compile(rf"(?:(?:us|ca|au|nz|a|c)?\$|[€£¥₹]|(?<!\w)(?:{_CODES}|fr\.))\s?\Z")
_PERIOD = (
    r"minutes?|minuten?|hours?|stunden?|days?|tagen?|tage?|weeks?|wochen?|fortnights?|months?|monate?n?"
    r"|years?|jahre?n?"
)
_MEASURES = _any(MEASURES.keys() - {"l"})
BEHIND = re.compile(
    rf"(?:,-|\.-)?(?:\s?(?P<scale>{_any(SCALES)})(?!\w))?"
    rf"(?:\s?(?P<currency>[$€£¥₹]|(?:{'|'.join(_LETTERS)})\b|zł)"
    rf"|\s?(?P<cent>(?:{_any(CENTS.keys() - {'p', '¢'})})\b|¢|(?<=\d)p\b)"
    r"|\s?-?(?P<percent>%|percentage points?\b|prozentpunkte?n?\b|pp\b|percent\b|per cent\b|prozent)"
    r"(?:ig\w*)?"
    rf"|[\s-]?(?P<period>{_PERIOD})\b"
    rf"|[\s-]?(?P<measure>(?:{_MEASURES}|l)(?:\b|(?<=°)|(?<=°c)|(?<=°f))(?!'))"
    r"|\s?(?P<times>(?:x|times|mal|-?fach)\b(?=\s(?:as|so|more|less|faster|longer|the|mehr)\b))"
    r"|(?P<x>x\b))?"
)
"""What a number is a number of."""
TO_NEXT = re.compile(r"\s?(?:-|to|bis|x)\s?\Z")
HALF_PRICE = re.compile(r"\b(?:half (?:price|off|the price)|zum halben preis)\b")
TWICE = re.compile(r"\b(?P<word>twice|doppelt|dreimal|half)(?=\s(?:as|so|the (?:size|time|weight|effort))\b)")
PER = re.compile(
    rf"\s?(?:/\s?|(?:a|an|per|each|every|pro|im|je|billed|,|\()?\s*)(?P<p>{_any(PERIODS)})(?!\w)"
)
"""Behind a price: how often it is paid."""
BOUNDS = {
    "over": r"over|more than|mehr als|über|above|beyond|exceeding",
    "at least": r"at least|mindestens|no fewer than|no less than|a minimum of",
    "under": r"under|less than|fewer than|below|weniger als|unter",
    "up to": r"up to|bis zu|at most|höchstens|maximal|no more than|as much as|a maximum of",
    "about": r"about|around|roughly|approximately|some|circa|ca\.?|etwa|rund|ungefähr|approx\.?",
    "nearly": r"nearly|almost|close to|fast|knapp|beinahe|nahezu|just under",
}
"""Words before a figure that say on which side of it the truth lies."""
BOUND = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in BOUNDS.items())
    + r")\s+(?:the\s+|a\s+|den\s+|us\s+)?\Z"
)
LIST_MARK = re.compile(r"(?:^|\n)[ \t]*\d{1,2}[.)]\s|\b(?:step|schritt|tip|tipp|no\.)\s+\d{1,2}\b")
"""Numbers that count nothing in the world."""
IDIOM = re.compile(
    r"\b(?:100 ?%|one hundred percent|hundert prozent) (?:sure|certain|ready|committed|you|fun|sicher)\b"
    r"|\b(?:one in a million|a million (?:thanks|reasons|miles)|tausend dank|a thousand (?:thanks|words)"
    r"|a hundred times|24/7|50[/-]50|9[- ]to[- ]5)\b"
)
"""Figures of speech."""

"""Numbers written as words, in English and German: twenty-five, a dozen, zweihundertfünfzig."""

import re
from decimal import Decimal
from functools import lru_cache

ARTICLES = frozenset({"a", "an", "ein", "eine", "einem", "einen", "einer"})
"""They count one, and yet claim nothing: "a day" is no figure."""

_ONES = {
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
            "thirteen dreizehn",
            "fourteen vierzehn",
            "fifteen fünfzehn",
            "sixteen sechzehn",
            "seventeen siebzehn",
            "eighteen achtzehn",
            "nineteen neunzehn",
        ),
        start=1,
    )
    for word in words.split()
}
_TENS = {
    word: number * 10
    for number, words in enumerate(
        (
            "twenty zwanzig",
            "thirty dreißig dreissig",
            "forty vierzig",
            "fifty fünfzig",
            "sixty sechzig",
            "seventy siebzig",
            "eighty achtzig",
            "ninety neunzig",
        ),
        start=2,
    )
    for word in words.split()
}
SCALES = {
    **dict.fromkeys(("dozen", "dozens", "dutzend"), 12),
    **dict.fromkeys(("hundred", "hundert"), 100),
    **dict.fromkeys(("k", "thousand", "tausend", "tsd", "tsd."), 1_000),
    **dict.fromkeys(("m", "mn", "million", "millionen", "mio", "mio."), 1_000_000),
    **dict.fromkeys(("bn", "billion", "milliarde", "milliarden", "mrd", "mrd."), 1_000_000_000),
}
"""What a number is multiplied by, written behind it."""
_SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 4 and not name.endswith("."))
_PLAIN = _ONES | _TENS
_GERMAN = re.compile(
    r"(?:(?P<k>\w*?)tausend)?(?:(?P<h>zwei|drei|vier|fünf|sechs|sieben|acht|neun|ein)?(?P<hw>hundert))?(?:und)?"
    r"(?P<rest>\w*)\Z"
)
_TWO_PARTS = re.compile(r"(?P<one>ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?P<ten>\w+)\Z")

_COMPOUND = (
    r"[a-zäöüß]{3,30}(?:zig|ßig|ssig|hundert|tausend)"
    r"|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)?(?:hundert|tausend)\w{3,24}"
)
_WORD = "|".join(sorted([*_PLAIN, *_SCALE_WORDS], key=len, reverse=True))
WORDS = (
    rf"(?:(?:half\s+)?an?\s+(?=dozen|hundred|thousand|million|billion)|(?:ein\s+halbes|ein)\s+(?=dutzend)"
    rf"|eine\s+(?=million|milliarde))?(?:{_WORD}|{_COMPOUND})(?:(?:[\s-]|\s+and\s+)(?:{_WORD}))*"
)
"""A pattern of lower-case words that may be a number; `value_of` decides."""


_TOKEN = re.compile(r"[a-zäöüß]{3,}")
_ENDINGS = ("zig", "ßig", "ssig", "hundert", "tausend")


def may_hold_words(lower: str) -> bool:
    """Tell whether the text may hold a number in words; a quick no for most."""
    tokens = set(_TOKEN.findall(lower))
    return not tokens.isdisjoint(_KNOWN) or any(token.endswith(_ENDINGS) for token in tokens)


_KNOWN = (_PLAIN.keys() | _SCALE_WORDS | {"week", "month", "year", "fortnight"}) - {"one"}


@lru_cache(maxsize=512)
def value_of(words: str) -> Decimal | None:
    """Return the number that lower-case words stand for, None where they are none."""
    if words in ARTICLES:
        return Decimal(1)
    tokens = [token for token in re.split(r"[\s-]+", words) if token not in ("and", "a", "an", "ein", "eine")]
    total, part, factor = Decimal(0), Decimal(0), Decimal(1)
    for token in tokens:
        if token in ("half", "halbes"):
            factor = Decimal("0.5")
        elif token in SCALES:
            part = (part or Decimal(1)) * SCALES[token]
            if SCALES[token] > 100:
                total, part = total + part, Decimal(0)
        else:
            value = _PLAIN.get(token) or _german(token)
            if value is None:
                return None
            part += value
    return (total + part) * factor if tokens else None


def _german(word: str) -> int | None:
    match = _GERMAN.match(word)
    if not match or not (match["k"] is not None or match["hw"] or match["rest"]):
        return None
    total = 0
    if match["k"] is not None:
        thousands = _small(match["k"]) if match["k"] else 1
        if thousands is None:
            return None
        total += thousands * 1000
    if match["hw"]:
        total += 100 * (_ONES.get(match["h"] or "", 1))
    if match["rest"]:
        rest = _small(match["rest"])
        if rest is None:
            return None
        total += rest
    return total or None


def _small(word: str) -> int | None:
    """Return the value of a German word below one hundred, or of hundreds before "tausend"."""
    if word == "ein":
        return 1
    if word in _PLAIN:
        return _PLAIN[word]
    parts = _TWO_PARTS.match(word)
    if parts and parts["ten"] in _TENS:
        return _TENS[parts["ten"]] + _ONES.get(parts["one"], 1)
    return _german(word) if word.endswith("hundert") else None

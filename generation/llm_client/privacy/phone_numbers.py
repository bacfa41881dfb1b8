"""Tells telephone numbers from the other digits of a campaign: prices, dates, order numbers, sizes.

Whether digits can be a number is asked of the phonenumbers library; whether they are meant as one shows in
how they are written and in the words before them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import phonenumbers

MOST_CHECKS = 5_000
"""One takes up to 30 us. A text that needs more is no brief; its other digits count as numbers."""

DEFAULT_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL")
_REGION_OF_LANGUAGE = {
    "en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "pl": "PL",
    "sv": "SE", "da": "DK", "nb": "NO", "no": "NO", "fi": "FI", "cs": "CZ", "sk": "SK", "hu": "HU",
    "ro": "RO", "el": "GR", "tr": "TR", "ja": "JP", "ko": "KR", "zh": "CN", "he": "IL", "ar": "AE",
    "uk": "UA", "ru": "RU", "hi": "IN",
}  # fmt: skip

_RUN = re.compile(
    r"(?:(?<!\w)\(?\+ ?\(?|(?<![\w#/.,+-])\(?)"
    r"(?=[0-9](?:[ ().\-/]{0,3}[0-9]){6})[0-9]++(?:[ ().\-/]{1,3}[0-9]++)*+(?![\w@])"
)
_GROUP = re.compile(r"[0-9]++")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}|[0-9]{10}")
_SAYS_PHONE = re.compile(
    r"(?:\b(?:tel|phone|telephone|call|ring|dial|mobile|cell|fax|whats ?app|sms|text|hotline|contact|"
    r"telefon\w*|handy\w*|mobil\w*|ruf\w*|anruf\w*|t[ée]l|t[ée]l[ée]phone|portable|appelez|tel[ée]fono|"
    r"m[óo]vil|llam\w+|cellulare|chiam\w+|bel|mobiel)\b|[☎📞📱])[^0-9\n]{0,16}$",
    re.IGNORECASE,
)
_SAYS_OTHER = re.compile(
    r"(?:\b(?:order|invoice|ref|reference|sku|item|article|art|product|ticket|tracking|parcel|batch|isbn|ean|"
    r"gtin|upc|code|coupon|voucher|id|no|nr|num|number|bestell\w*|rechnungs?\w*|kunden\w*|artikel\w*|"
    r"sendungs?\w*|commande|facture|pedido|factura|ordine|fattura)\b|[#№])[^0-9\n]{0,6}$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[€$£¥]|\b(?:USD|EUR|GBP|CHF)) ?$")
_MONEY_AFTER = re.compile(r",[0-9]|\.?[,-]?-* ?(?:[€$£¥%]|(?:USD|EUR|GBP|CHF|kr|zł)\b)")


def find_phone_numbers(text: str, regions: Sequence[str], home: str = "") -> Iterator[tuple[int, int]]:
    """Yield where numbers stand.

    Args:
        regions: whose national numbers are looked for.
        home: the region of the text's language: its numbers need no further sign.
    """
    search = _Search(text, tuple(dict.fromkeys([home, *regions] if home else regions)), home)
    for run in _RUN.finditer(text):
        yield from search.in_run(run.start(), run.end())


def region_of(locale: str) -> str:
    """Return the region that a language tag means: that of `de-AT` or, by language, of `de`; or nothing."""
    language, *rest = locale.replace("_", "-").split("-")
    named = [part.upper() for part in rest if part.upper() in phonenumbers.SUPPORTED_REGIONS]
    return named[0] if named else _REGION_OF_LANGUAGE.get(language.lower(), "")


class _Search:
    def __init__(self, text: str, regions: tuple[str, ...], home: str) -> None:
        self._text = text
        self._regions = regions
        self._home = home
        self._checks = 0

    def in_run(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Find the numbers in a row of digit groups: a number beside a date or another number is one row."""
        groups = [match.span() for match in _GROUP.finditer(self._text, start, end)]
        says_phone = False
        if self._checks <= MOST_CHECKS and "+" not in self._text[start : groups[0][0]]:
            before = self._text[max(0, start - 32) : start]
            says_phone = bool(_SAYS_PHONE.search(before))
            if not says_phone and (_SAYS_OTHER.search(before) or _MONEY_BEFORE.search(before)):
                return
        first = 0
        while first < len(groups):
            last = self._longest(groups, first, start if first == 0 else groups[first][0], says_phone)
            if last is None:
                first += 1
                continue
            end = groups[last][1]
            yield self._begin(start if first == 0 else groups[first][0], end), end
            first = last + 1

    def _begin(self, begin: int, end: int) -> int:
        """Leave out a bracket that closes after the number: it is the sentence's."""
        value = self._text[begin:end]
        return begin + 1 if value[0] == "(" and value.count("(") > value.count(")") else begin

    def _longest(self, groups: list[tuple[int, int]], first: int, begin: int, says_phone: bool) -> int | None:
        # After a hyphen or a dot there is the middle of something, an ISBN for instance.
        if first and self._text[groups[first][0] - 1] in "-.":
            return None
        for last in range(min(first + 8, len(groups)) - 1, first - 1, -1):
            digits = sum(right - left for left, right in groups[first : last + 1])
            if digits < 7:
                break
            if digits <= 17 and self._is_number(begin, groups[last][1], says_phone):
                return last
        return None

    def _is_number(self, begin: int, end: int, says_phone: bool) -> bool:
        self._checks += 1
        if self._checks > MOST_CHECKS:
            return True
        value = self._text[self._begin(begin, end) : end]
        digits = "".join(_GROUP.findall(value))
        if "+" in value[:3]:
            return self._is_possible(value)
        if digits.startswith("00"):
            return self._is_valid("+" + digits[2:], None)
        if _MONEY_AFTER.match(self._text, end):
            return False
        return any(
            self._is_written_as_one(value, digits, region, says_phone) and self._is_valid(value, region)
            for region in self._regions
        )

    def _is_written_as_one(self, value: str, digits: str, region: str, says_phone: bool) -> bool:
        if says_phone:
            return True
        if digits[0] == "0":
            return len(digits) >= 9 and (region == "IT" or _trunk_prefix(region) == "0")
        if _trunk_prefix(region) == "1":
            return _NORTH_AMERICAN.fullmatch(value) is not None
        return region == self._home and _trunk_prefix(region) != "0"

    def _is_possible(self, value: str) -> bool:
        self._checks += 1
        try:
            return phonenumbers.is_possible_number(phonenumbers.parse(value, None))
        except phonenumbers.NumberParseException:
            return False

    def _is_valid(self, value: str, region: str | None) -> bool:
        self._checks += 1
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(value, region))
        except phonenumbers.NumberParseException:
            return False


@cache
def _trunk_prefix(region: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return (metadata.national_prefix or "") if metadata else ""

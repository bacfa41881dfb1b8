"""Finds IBANs and payment cards: digits that a check sum tells from other digits."""

import re
from collections.abc import Iterator
from functools import cache

MOST_CHECKS = 20_000
"""A text that needs more is no brief; the rest of what looks like a number counts as one."""

_DIGIT_RUN = re.compile(r"(?<![\w.])(?=[0-9](?:[ .-]?[0-9]){12})[0-9]++(?:[ .-][0-9]++)*+(?!\w)")
_DIGITS = re.compile(r"[0-9]++")
_CARD = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|3[0689][0-9]{12}|"
    r"(?:35|5[0678]|6[0-9])[0-9]{14,17}"
)
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[0-9]{2}(?=[ .-]?[A-Za-z0-9]{2})")
_SEPARATOR = re.compile(r"[ .-]")

# The registry of ISO 13616, kept by SWIFT: countries by the length of their IBANs.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    checks = after = 0
    for start in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(start[1].upper())
        if length is None or start.start() < after:
            continue
        match = _iban_of(length).match(text, start.start())
        if match is None:
            continue
        checks += 1
        if checks > MOST_CHECKS or _is_iban(_SEPARATOR.sub("", match[0])):
            yield match.span()
            after = match.end()


@cache
def _iban_of(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z]{{2}}[0-9]{{2}}(?:[ .-]?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")


def _is_iban(value: str) -> bool:
    """The check of ISO 7064, mod 97-10."""
    return int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 == 1


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    checks = 0
    for run in _DIGIT_RUN.finditer(text):
        groups = [match.span() for match in _DIGITS.finditer(text, run.start(), run.end())]
        after = 0
        for first, (start, _) in enumerate(groups):
            if start < after:
                continue
            digits = ""
            for left, right in groups[first : first + 19]:
                digits += text[left:right]
                if len(digits) > 19:
                    break
                if len(digits) < 13:
                    continue
                checks += 1
                if checks > MOST_CHECKS or (_CARD.fullmatch(digits) and _is_card(digits)):
                    yield start, right
                    after = right
                    break


def _is_card(digits: str) -> bool:
    if len(digits) == 13 and _weighted(digits, 3) == 0:
        return False  # the check digit of a GTIN-13 holds, and the last cards of 13 digits are long gone
    return _weighted(digits, 2) == 0


def _weighted(digits: str, weight: int) -> int:
    """The check sum of ISO/IEC 7812 (Luhn, weight 2) or of a GTIN (weight 3)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (weight if place % 2 else 1)
        total += value - 9 if weight == 2 and value > 9 else value
    return total % 10

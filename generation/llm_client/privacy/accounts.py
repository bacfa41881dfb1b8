"""Finds IBANs and payment cards: digits that a check sum tells from other digits."""

import re
from collections.abc import Iterator

from generation.llm_client.privacy.checksums import gtin, luhn, mod_97_10
from generation.llm_client.privacy.spans import BLANK, LONGEST_RUN, Place, Sought, rest_of

MOST_CHECKS = 5_000
"""No brief needs so many."""

_DIGIT_RUN = re.compile(
    r"[0-9](?<!\w[0-9])(?<![0-9]\.[0-9])(?=(?:[ .\-_]{0,3}[0-9]){12})[0-9]*+(?:[ "
    r".\-_]{1,3}[0-9]++)*+(?![\w])"
)
_DIGITS = re.compile(r"[0-9]++")
_CARD = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|3[0689][0-9]{12}|"
    r"(?:35|5[0678]|6[0-9]|81)[0-9]{14,17}"
)
_SAYS_CARD = re.compile(
    r"\b(?:card|karte\w*|kreditkarte\w*|carte|tarjeta|carta|cart[ãa]o|creditcard|kaart|karta|karty|kort\w*|"
    r"visa|mastercard|amex|maestro)\b"
    r"[^0-9\0]{0,24}$",
    re.IGNORECASE,
)
_CHECK_DIGITS = re.compile(
    # A search that begins at a digit is quick; what stands before it is looked at afterwards.
    r"[0-9](?<![0-9][0-9])(?:(?<=(?<![A-Za-z0-9])[A-Za-z]{2}[0-9])"
    r"|(?<=(?<![A-Za-z0-9])[A-Za-z]{2}[ .\-][0-9])|(?<=[A-Z] [A-Z][0-9])"
    r"|(?<=[A-Z] [A-Z][ .\-][0-9])|(?<=[A-Z] [.\-][0-9])) ?[0-9]"
    r"(?=[ .\-]{0,2}[A-Za-z0-9])"
)
_COUNTRY_BEFORE = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z] ?[A-Z] ?[.\-]?|[A-Za-z]{2}[ -]?)$")
_IBAN_REST = re.compile(r"[ .\-]{0,2}([A-Za-z0-9]++)")
_SEPARATORS = re.compile(r"[ .\-]+")

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


def ibans(text: str, _: Sought) -> Iterator[Place]:
    checks = after = 0
    for check in _CHECK_DIGITS.finditer(text):
        country = _COUNTRY_BEFORE.search(text, max(0, check.start() - 5), check.start())
        if country is None or country.start() < after:
            continue
        start = country.start()
        checks += 1
        if checks > MOST_CHECKS:
            yield from rest_of(text, start)
            return
        begin = _SEPARATORS.sub("", text[start : check.end()]).upper()
        length = _IBAN_LENGTHS.get(begin[:2])
        if length is None:
            continue
        end, value = _read_iban(text, check.end(), begin, length)
        if end and (mod_97_10(value[4:] + value[:4]) or _says_iban(text, start)):
            yield start, end
            after = end


def _read_iban(text: str, at: int, begin: str, length: int) -> tuple[int, str]:
    """Return where an IBAN of this length ends and what it is; zero where there is none."""
    value = begin
    while len(value) < length:
        group = _IBAN_REST.match(text, at)
        if group is None or len(value) + len(group[1]) > length:
            return 0, ""
        value += group[1]
        at = group.end()
    if at < len(text) and text[at].isalnum():
        return 0, ""
    digits = sum(map(str.isdecimal, value))
    # A sentence has the length too, now and then.
    return (at, value) if digits >= 8 and value.isascii() else (0, "")


def _says_iban(text: str, start: int) -> bool:
    return "iban" in text[max(0, start - 24) : start].rpartition(BLANK)[2].lower()


def cards(text: str, _: Sought) -> Iterator[Place]:
    checks = 0
    for run in _DIGIT_RUN.finditer(text):
        if run.end() - run.start() > LONGEST_RUN:
            yield from rest_of(text, run.start())
            return
        groups = [match.span() for match in _DIGITS.finditer(text, run.start(), run.end())]
        after = 0
        for first, (start, _end) in enumerate(groups):
            if start < after:
                continue
            digits = ""
            ends: dict[int, int] = {}
            for left, right in groups[first : first + 19]:
                digits += text[left:right]
                if len(digits) > 19:
                    break
                if len(digits) < 13:
                    continue
                checks += 1
                if checks > MOST_CHECKS:
                    yield from rest_of(text, start)
                    return
                if _CARD.fullmatch(digits) and _is_card(digits, text, start):
                    ends[len(digits)] = right
            if ends:
                # Some first digits of a card make a shorter one, by chance.
                after = ends.get(16) or ends[max(ends)]
                yield start, after


def _is_card(digits: str, text: str, start: int) -> bool:
    if len(digits) == 13 and gtin(digits):
        return False  # the last cards of 13 digits are long gone
    return luhn(digits) or (
        len(digits) in (15, 16) and _SAYS_CARD.search(text, max(0, start - 48), start) is not None
    )

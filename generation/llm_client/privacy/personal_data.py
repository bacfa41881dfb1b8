"""Finds personal data and secrets that have a form: addresses, numbers, keys. Names of people have none.

Every pattern is linear: quantifiers are possessive or bounded, and each starts where none of its own
characters precedes. Checks that cost more than that are counted, and past the bound the answer is yes.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from generation.llm_client.privacy.account_numbers import find_cards, find_ibans
from generation.llm_client.privacy.phone_numbers import find_phone_numbers

MOST_CHECKS = 20_000


class Span(NamedTuple):
    """`text[start:end]` is personal data."""

    start: int
    end: int
    type: str
    """EMAIL, API_KEY, CARD, IBAN, IP or PHONE."""


_FOLD: dict[int, int | str] = {
    **{0xFF01 + offset: 0x21 + offset for offset in range(94)},
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000), " "),
    **dict.fromkeys((0xAD, 0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-"),
}
"""One character for one, so that places stay the same: full-width forms, typesetters' spaces and hyphens."""
_BLANK = "\0"

_EMAIL = re.compile(r"(?<![\w.+%'-])([\w.+%'-]++)@([\w.-]++)")
_SPELT_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]++ ?[\[({] ?(?:at|@) ?[\])}] ?[\w-]++"
    r"(?:(?:\.| ?[\[({] ?(?:dot|punkt|\.) ?[\])}] ?)[\w-]++){1,4}",
    re.IGNORECASE,
)
_SPELT_AT = re.compile(r"[\[({] ?(?:at|@) ?[\])}]", re.IGNORECASE)
_IMAGE_SCALE = re.compile(r"[0-9]x\.(?:png|jpe?g|gif|webp|svg|avif)", re.IGNORECASE)
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}|xn--[\w-]+", re.IGNORECASE)
_KEY_STARTS = (
    "sk-",
    "sk_",
    "pk-",
    "pk_",
    "rk-",
    "rk_",
    "gh",
    "xox",
    "AIza",
    "AKIA",
    "ASIA",
    "eyJ",
    "earer",
    "EARER",
)
_API_KEY = re.compile(
    r"(?<![\w-])(?:[spr]k[-_](?=[\w-]*[0-9])[\w-]{12,}+|gh[opsur]_\w{20,}+|github_pat_\w{20,}+|"
    r"xox[a-z]-[\w-]{10,}+|AIza[\w-]{30,}+|A[KS]IA[0-9A-Z]{16}(?!\w)|eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+)"
    r"|(?i:\bbearer[ \t]{1,4})((?=[\w.~+/=-]*[0-9])[\w.~+/=-]{8,}+)",
    re.ASCII,
)
_IPV4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|\.[0-9])", re.ASCII)
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}+(?:(?:\.[0-9]{1,3}){3})?(?![\w:])", re.ASCII
)
_SAYS_VERSION = re.compile(
    r"(?:\bv|version|\bver\.?|release|build|firmware|section|chapter|§) ?:?$", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<![\w.])(?<![0-9][/-])(?:"
    r"(?:19|20)[0-9]{2}([-./])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12][0-9]|0?[1-9])(?!\1?[0-9])|"
    r"(?:3[01]|[12][0-9]|0?[1-9])([-./])(?:3[01]|[12][0-9]|0?[1-9])\2(?:(?:19|20)[0-9]{2}|[0-9]{2})(?!\2?[0-9]))"
)


def find_personal_data(
    text: str, *, regions: Sequence[str], home: str = "", is_kept: Callable[[str], bool] = lambda _: False
) -> list[Span]:
    """Return what must not leave, in the order of the text, without overlaps.

    What is found first is hidden from the finders after it: some digits of a card make a telephone number.
    No finder yields places that overlap.
    """
    folded = text if text.isascii() else text.translate(_FOLD)
    found: list[Span] = []
    finders: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
        ("API_KEY", _api_keys),
        ("EMAIL", _emails),
        ("EMAIL", _spelt_emails),
        ("IBAN", find_ibans),
        ("CARD", find_cards),
        ("IP", _ipv6_addresses),  # before the other: it may end in one
        ("IP", _ipv4_addresses),
        ("", _dates),
        ("", _dates),  # the second of `01.03.2026-05.03.2026` shows once the first is hidden
        ("PHONE", lambda folded: find_phone_numbers(folded, regions, home)),
    )
    for kind, finder in finders:
        places = list(finder(folded))
        found += [Span(*place, kind) for place in places if kind and not is_kept(folded[slice(*place)])]
        folded = _blanked(folded, places)
    return sorted(found)


def _blanked(text: str, places: Sequence[tuple[int, int]]) -> str:
    if not places:
        return text
    pieces, at = [], 0
    for start, end in sorted(places):
        pieces += [text[at:start], _BLANK * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _api_keys(text: str) -> Iterator[tuple[int, int]]:
    if not any(start in text for start in _KEY_STARTS):
        return
    for match in _API_KEY.finditer(text):
        yield match.span(1) if match[1] else match.span()


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text) if "@" in text else ():
        local = match[1].lstrip("'.-%")
        domain = match[2].split("..")[0].rstrip(".-_")
        _, dot, top = domain.rpartition(".")
        if local and dot and _TOP_LEVEL.fullmatch(top) and not _IMAGE_SCALE.fullmatch(domain):
            yield match.end(1) - len(local), match.start(2) + len(domain)


def _spelt_emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPELT_EMAIL.finditer(text) if _SPELT_AT.search(text) else ():
        yield match.span()


def _ipv4_addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _IPV4.finditer(text):
        in_range = all(int(part) <= 255 for part in match[0].split("."))
        if in_range and not _SAYS_VERSION.search(text, max(0, match.start() - 12), match.start()):
            yield match.span()


def _ipv6_addresses(text: str) -> Iterator[tuple[int, int]]:
    checks = 0
    for match in _IPV6.finditer(text) if text.count(":") > 1 else ():
        groups = match[0].split(":")
        if ("::" in match[0] or len(groups) == 8) and max(map(len, groups)) > 2:
            checks += 1
            if checks > MOST_CHECKS or _is_ipv6(match[0]):
                yield match.span()


def _is_ipv6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True


def _dates(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _DATE.finditer(text))

"""Finds IP addresses of both versions."""

import ipaddress
import re
from collections.abc import Iterator

from generation.llm_client.privacy.glance import Hint
from generation.llm_client.privacy.spans import Place, Sought, rest_of

MOST_CHECKS = 20_000
"""No brief has so many."""

_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)| \. ?| dot |\.[ ]?\n)"
_IPV4 = re.compile(
    r"[0-9](?<![\w.][0-9])(?<![0-9][,-][0-9])[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?!\w|\.[0-9])", re.ASCII
)
_SPELT_IPV4 = re.compile(
    rf"[0-9](?<![\w.][0-9])[0-9]{{0,2}}(?:{_DOT}[0-9]{{1,3}}){{3}}(?!\w|\.[0-9])", re.ASCII
)
_DIGITS_APART = re.compile(
    r"[0-9](?<![\w.] [0-9])(?<!\w[0-9])(?: [0-9]){0,2}(?: \.(?: [0-9]){1,3}){3}(?! ?[0-9.])"
)
_SIGNS_OF_SPELLING = re.compile(r"[0-9](?:\[\.|\(\.|\[dot|\(dot| \.| dot |\.[ ]?\n)[\])]?\s?[0-9]?")
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}+(?:(?:\.[0-9]{1,3}){3})?(?![\w:])", re.ASCII
)
MAY_BE_IPV6 = Hint(lambda word: word.count(":") > 1)
_SAYS_VERSION = re.compile(
    r"(?:\bv|version\w*|\bver\.?|release|build|firmware|software|section|chapter|clause|abschnitt|kapitel|§) "
    r"?:? ?$",
    re.IGNORECASE,
)


def ipv4_addresses(text: str, _: Sought) -> Iterator[Place]:
    if text.count(".") < 3:
        return
    for match in _IPV4.finditer(text):
        in_range = all(int(part) <= 255 for part in match[0].split("."))
        if in_range and not _SAYS_VERSION.search(text, max(0, match.start() - 16), match.start()):
            yield match.span()


def spelt_ipv4_addresses(text: str, _: Sought) -> Iterator[Place]:
    """Find `192[.]168[.]0[.]1`, `192 . 168 . 0 . 1` and `1 9 2 . 1 6 8 . 0 . 1`."""
    if not _SIGNS_OF_SPELLING.search(text):
        return
    after = 0
    for form in (_SPELT_IPV4, _DIGITS_APART):
        for match in form.finditer(text):
            parts = re.findall(r"[0-9]+", match[0].replace(" ", "") if form is _DIGITS_APART else match[0])
            if match.start() >= after and len(parts) == 4 and all(int(part) <= 255 for part in parts):
                yield match.span()
                after = match.end()


def ipv6_addresses(text: str, _: Sought) -> Iterator[Place]:
    checks = 0
    for match in _IPV6.finditer(text):
        groups = match[0].split(":")
        if ("::" in match[0] or len(groups) >= 7) and max(map(len, groups)) > 2:
            checks += 1
            if checks > MOST_CHECKS:
                yield from rest_of(text, match.start())
                return
            if _is_ipv6(match[0]):
                yield match.span()


def _is_ipv6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True

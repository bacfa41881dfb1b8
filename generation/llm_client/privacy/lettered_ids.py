"""National ids with letters among their digits."""

import re
from collections.abc import Iterator

from generation.llm_client.privacy.checksums import is_day, weighted
from generation.llm_client.privacy.spans import Place

_LETTERED = re.compile(
    r"(?<!\w)(?=[0-9]|[A-Za-z]{1,6}+[ .-]?+[0-9]|[A-Za-z]{3} [A-Za-z]{3} ?[0-9])(?:"
    r"(?P<nino>[A-Za-z]{2} ?-?(?:[0-9]{2}[ -]?){3}[A-DTa-dt])"
    r"|(?P<fiscal>(?i:[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2}[A-EHLMPRST]"
    r"[0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3}[A-Z]))"
    r"|(?P<pan>[A-Za-z]{3}[ABCFGHLJPTabcfghljpt][A-Za-z][0-9]{4}[A-Za-z])"
    r"|(?P<curp>[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[A-Z0-9][0-9])"
    r"|(?P<nie>[XYZxyz][ -]?[0-9]{7}[ -]?[A-Za-z])"
    r"|(?P<dni>(?:[0-9]{8}|[0-9]{2}[. ][0-9]{3}[. ][0-9]{3})[ -]?[A-Za-z])"
    r"|(?P<hetu>[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Ya-y])"
    r"|(?P<corsican>[12] ?[0-9]{2} ?[0-9]{2} ?2[ABab] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2})"
    r"|(?P<pps>[0-9]{7}[A-W][A-IW]?)"
    r"|(?P<chinese>[0-9]{17}[0-9Xx])"
    r"|(?P<rut>[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk])"
    r")(?!\w)"
)
_MAY_BE_LETTERED = re.compile(
    r"[0-9](?:[A-Za-z]|[ .-][A-Za-z](?!\w)|[0-9]{5}[-+][0-9]{3}|[0-9]{16}|\.[0-9]{3}-)"
)
"""Each has such a place. A search that begins at a digit is quick."""
_LONGEST = 24


def lettered_ids_in(text: str) -> Iterator[re.Match[str]]:
    """Find what is written like one. Looked at is only what is near a place that each of them has."""
    for start, end in _near(text):
        for match in _LETTERED.finditer(text, start, end):
            if match.end() < end or end == len(text):
                yield match


def _near(text: str) -> Iterator[Place]:
    start = end = 0
    for place in _MAY_BE_LETTERED.finditer(text):
        if place.start() - _LONGEST > end:
            yield start, end
            start = place.start() - _LONGEST
        end = min(len(text), place.end() + _LONGEST)
    yield start, end


_SEPARATORS = re.compile(r"[ .-]")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_NO_NINO = frozenset(("BG", "GB", "NK", "KN", "TN", "NT"))


def is_lettered_id(match: re.Match[str]) -> bool:
    """Hold its own check against what the expression found."""
    kind = match.lastgroup
    value = _SEPARATORS.sub("", match[0]).upper()
    if kind == "nino":
        return value[:2] == "ZZ" or (
            value[:2] not in _NO_NINO and not set(value[:2]) & set("DFIQUV") and value[-1] != "T"
        )
    if kind == "fiscal":
        return len(value) == 16
    if kind == "pan":
        return match[0].isupper()
    if kind == "dni":
        return _DNI_LETTERS[int(value[:8]) % 23] == value[8]
    if kind == "nie":
        return _DNI_LETTERS[int(str("XYZ".index(value[0])) + value[1:8]) % 23] == value[8]
    if kind == "hetu":
        digits = match[0][:6] + match[0][7:10]
        return is_day(digits[2:4], digits[:2]) and _HETU_LETTERS[int(digits) % 31] == match[0][-1].upper()
    if kind == "corsican":
        return 97 - int(value[:13].replace("A", "0").replace("B", "0")) % 97 >= 0
    if kind == "pps":
        extra = (ord(value[8]) - 64) * 9 if len(value) == 9 and value[8] != "W" else 0
        return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(value[:7], range(8, 1, -1)) + extra) % 23] == value[7]
    if kind == "chinese":
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return (
            is_day(value[10:12], value[12:14])
            and "10X98765432"[weighted(value[:17], weights) % 11] == value[17]
        )
    if kind == "rut":
        total = weighted(value[-2::-1], (2, 3, 4, 5, 6, 7, 2, 3))
        return "0123456789K"[(11 - total % 11) % 11] == value[-1]
    return True

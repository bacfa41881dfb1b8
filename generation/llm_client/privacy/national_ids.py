"""Finds numbers that states give to people: by form and check digits, or by the words before them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from generation.llm_client.privacy.checksums import (
    gtin,
    is_day,
    luhn,
    mod_11_10,
    verhoeff,
    weighted,
)
from generation.llm_client.privacy.contexts import IDENTITY, ORDER
from generation.llm_client.privacy.glance import Glance
from generation.llm_client.privacy.lettered_ids import is_lettered_id, lettered_ids_in
from generation.llm_client.privacy.spans import Place, Sought, rest_of

MOST_CHECKS = 3_000
"""No brief has so many."""

_CHAIN = re.compile(
    r"[0-9](?<![\w+][0-9])(?<![0-9][.,/-][0-9])(?=(?:[ .\-/+]{0,3}[0-9]){7})[0-9]*+(?:[ "
    r".\-/+]{1,3}[0-9]++)*+(?:[ "
    r"-]?[A-Za-z](?!\w))?(?!\w)"
)
_TOKEN = re.compile(r"[0-9](?<![0-9][0-9])[0-9A-Za-z]{5,17}+(?!\w)")
_LETTERS_BEFORE = re.compile(r"(?<!\w)(?:[A-Z]{1,4}[ -]|[A-Za-z]{0,4})$")
_DIGITS = re.compile(r"[0-9]++")
_COUNTRY_CODE_BEFORE = re.compile(r"\+[0-9]{1,3}[ .-]$")


def _ssn(digits: str) -> bool:
    return digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"


def _nhs(digits: str) -> bool:
    return (11 - weighted(digits, range(10, 1, -1)) % 11) % 11 == int(digits[9])


def _german(digits: str) -> bool:
    """One digit of the first ten stands there twice or three times."""
    most = max(digits[:10].count(digit) for digit in set(digits[:10]))
    return digits[0] != "0" and most in (2, 3) and mod_11_10(digits)


def _french(digits: str) -> bool:
    return digits[0] in "12378" and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _polish(digits: str) -> bool:
    month = f"{int(digits[2:4]) % 20:02}"
    return is_day(month, digits[4:6]) and weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _cpf(digits: str) -> bool:
    first = weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


def _aadhaar(digits: str) -> bool:
    return digits[0] in "23456789" and verhoeff(digits)


def _swedish(digits: str) -> bool:
    digits = digits[-10:]
    return is_day(digits[2:4], f"{int(digits[4:6]) % 60:02}") and luhn(digits)


def _danish(digits: str) -> bool:
    return is_day(digits[2:4], digits[:2])


def _norwegian(digits: str) -> bool:
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    day = f"{int(digits[:2]) % 40:02}"
    return is_day(digits[2:4], day) and first % 11 == 0 and second % 11 == 0


def _turkish(digits: str) -> bool:
    odd, even = sum(map(int, digits[0:9:2])), sum(map(int, digits[1:8:2]))
    tenth = (odd * 7 - even) % 10
    return digits[0] != "0" and digits[9:] == f"{tenth}{sum(map(int, digits[:10])) % 10}"


def _belgian(digits: str) -> bool:
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def _swiss(digits: str) -> bool:
    return digits.startswith("756") and gtin(digits)


def _austrian(digits: str) -> bool:
    check = weighted(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return check == int(digits[3]) and is_day(digits[6:8], digits[4:6])


def _romanian(digits: str) -> bool:
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (
        digits[0] in "12345678"
        and is_day(digits[3:5], digits[5:7])
        and (check % 10 or check // 10) == int(digits[12])
    )


def _south_african(digits: str) -> bool:
    return is_day(digits[2:4], digits[4:6]) and digits[10] in "01" and luhn(digits) and not gtin(digits)


def _korean(digits: str) -> bool:
    return is_day(digits[2:4], digits[4:6]) and digits[6] in "12345678"


def _czech(digits: str) -> bool:
    month = f"{int(digits[2:4]) % 50 % 20:02}"
    return is_day(month, digits[4:6]) and (len(digits) == 9 or int(digits) % 11 == 0)


def _argentine(digits: str) -> bool:
    return (
        digits[:2] in ("20", "23", "24", "27")
        and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


_Check = Callable[[str], bool]
_BY_FORM: dict[tuple[int, ...], tuple[_Check, ...]] = {
    (3, 2, 4): (_ssn,),
    (3, 3, 4): (_nhs,),
    (2, 3, 3, 3): (_german,),
    (11,): (_german, _polish, _cpf, _norwegian, _turkish, _belgian),
    (3, 3, 3, 2): (_cpf,),
    (9, 2): (_cpf, _belgian),
    (15,): (_french,),
    (13, 2): (_french,),
    (1, 2, 2, 2, 3, 3, 2): (_french,),
    (4, 4, 4): (_aadhaar,),
    (12,): (_aadhaar, _swedish),
    (6, 4): (_swedish, _danish, _czech),
    (6, 3): (_czech,),
    (8, 4): (_swedish,),
    (6, 5): (_norwegian,),
    (6, 3, 2): (_belgian,),
    (2, 2, 2, 3, 2): (_belgian,),
    (3, 4, 4, 2): (_swiss,),
    (13,): (_swiss, _romanian, _south_african),
    (4, 6): (_austrian,),
    (6, 7): (_korean,),
    (2, 8, 1): (_argentine,),
}
"""Forms that need no words before them, by the lengths of their groups."""
_LONGEST = max(map(len, _BY_FORM))
_MOST_REMEMBERED = 16


def national_ids(text: str, sought: Sought) -> Iterator[Place]:
    glance = sought.glance
    yield from _lettered(text, glance)
    checks = 0
    for chain in _CHAIN.finditer(text):
        checks += 1
        if checks > MOST_CHECKS:
            yield from rest_of(text, chain.start())
            return
        if _is_told(text, chain.start(), glance):
            yield _first_number(chain)
        else:
            yield from _by_form(text, chain, glance)
    for token in _TOKEN.finditer(text):
        if sum(map(str.isdecimal, token[0])) >= 5:
            checks += 1
            letters = _LETTERS_BEFORE.search(text, max(0, token.start() - 6), token.start())
            start = letters.start() if letters else token.start()
            if checks > MOST_CHECKS:
                yield from rest_of(text, start)
                return
            if letters and _is_told(text, start, glance):
                yield start, token.end()


def _is_told(text: str, start: int, glance: Glance) -> bool:
    """Tell whether the words before a number say that a state gave it."""
    return IDENTITY.before(text, start, glance) is not None and ORDER.before(text, start, glance, 16) is None


def _lettered(text: str, glance: Glance) -> Iterator[Place]:
    for match in lettered_ids_in(text):
        is_one = is_lettered_id(match) or IDENTITY.before(text, match.start(), glance) is not None
        if is_one and ORDER.before(text, match.start(), glance) is None:
            yield match.span()


def _first_number(chain: re.Match[str]) -> Place:
    """Leave off what follows the first number: after fifteen digits there is a second."""
    seen = 0
    for group in _DIGITS.finditer(chain[0]):
        if seen >= 8 and seen + len(group[0]) > 15:
            return chain.start(), chain.start() + len(chain[0][: group.start()].rstrip(" .-/+"))
        seen += len(group[0])
    return chain.span()


def _by_form(text: str, chain: re.Match[str], glance: Glance) -> Iterator[Place]:
    start = chain.start()
    if "+" in text[max(0, start - 6) : start] and _COUNTRY_CODE_BEFORE.search(text, max(0, start - 6), start):
        return
    groups = [match.span() for match in _DIGITS.finditer(text, start, chain.end())]
    if len(groups) >= 8 and all(right - left == 1 for left, right in groups):
        yield from _in_single_digits(text, groups, glance)
        return
    after = 0
    lengths = tuple([right - left for left, right in groups])
    find = _rows_of_a_form if len(lengths) <= _MOST_REMEMBERED else _rows_of_a_form.__wrapped__
    for first, last in find(lengths):
        if first < after or not _is_one(lengths[first:last], text, groups[first:last]):
            continue
        if ORDER.before(text, start, glance) is None:
            yield groups[first][0], groups[last - 1][1]
            after = last


@lru_cache(maxsize=4096)
def _rows_of_a_form(lengths: tuple[int, ...]) -> list[Place]:
    """Return which groups in a row have a form: of those that begin together, the longest first."""
    return [
        (first, last)
        for first in range(len(lengths))
        for last in range(min(first + _LONGEST, len(lengths)), first, -1)
        if lengths[first:last] in _BY_FORM
    ]


def _is_one(form: tuple[int, ...], text: str, groups: list[Place]) -> bool:
    """Hold the checks against the digits. Several groups are joined by the same sign, or by two in turn."""
    separators = "".join([text[left[1] : right[0]] for left, right in pairwise(groups)])
    if len(separators) >= len(form):
        return False
    if (form == (6, 4) and separators == " ") or (form == (3, 2, 4) and separators not in ("--", "  ", "..")):
        return False
    digits = "".join([text[left:right] for left, right in groups])
    return any(check(digits) for check in _BY_FORM[form])


def _in_single_digits(text: str, groups: list[Place], glance: Glance) -> Iterator[Place]:
    """Read `1 2 3 - 4 5 - 6 7 8 9`: only signs other than spaces part its groups."""
    value = text[groups[0][0] : groups[-1][1]]
    pieces = [piece for piece in re.split(r"[.\-/+]", value.replace(" ", "")) if piece]
    form = tuple(len(piece) for piece in pieces)
    digits = "".join(pieces)
    same_length = (
        check
        for lengths, checks in _BY_FORM.items()
        if list(accumulate(lengths))[-1] == len(digits)
        for check in checks
    )
    candidates: Iterable[_Check] = _BY_FORM.get(form, tuple(same_length))
    if any(check is not _ssn and check is not _danish and check(digits) for check in candidates) or (
        (form in ((3, 2, 4), (6, 4)) and any(check(digits) for check in _BY_FORM[form]))
        and ORDER.before(text, groups[0][0], glance) is None
    ):
        yield groups[0][0], groups[-1][1]

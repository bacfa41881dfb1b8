"""Finds postal addresses: a street and a number, and the town behind them.

Each search starts at a number, of which a text has few, and reads the words beside it. A word that only
streets are called is enough; one of other meanings, or none, needs a postcode and a town.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import digits, punctuation

from generation.llm_client.privacy import street_words as words
from generation.llm_client.privacy.postal_tails import tail_after, town_behind
from generation.llm_client.privacy.spans import BLANK, Place, Sought, rest_of

MOST_CHECKS = 2_000
"""No brief has so many numbers beside which a name may stand."""

MOST_NUMBERS = 50_000
"""Nor so many numbers at all."""
_NUMBER = re.compile(
    r"[0-9](?<![\w.,€$£¥#+-][0-9])(?<![€$£¥] [0-9])(?:(?<![0-9)] [0-9])|(?=[0-9]{0,4}[A-Za-z]?,? "
    r"[^\W\d_]))[0-9]{0,4}(?:[ ]?[A-Za-z](?![\w'])(?: [0-9]{1,3}(?=,))?|"
    r"(?: ?(?:bis|ter)|ª|"
    r"º)(?!\w))?(?:[-/–][0-9]{1,4}[A-Za-z]?(?!\w)){0,3}(?![\w%€$£:])(?!\.[0-9])(?! ?[€$£%])"
)
_WORD = re.compile(r"(?:[0-9]{1,3}(?:st|nd|rd|th)|[^\W\d_][\w'’.-]*|\d{1,2}\.)(?=[\s,;.!?)]|$)")
_LOOKS_AHEAD = re.compile(
    r"(?:,[ \n]{0,2}|[ \n]{1,3})([^\W\d_][\w.]*|[0-9]{1,3}(?:st|nd|rd|th)\b|[0-9]{1,2}\.(?=[\s,;!?)]))"
)
_BEHIND = re.compile(r"[^\W\d_][\w'’./-]*+[.°º]?(?=[ ,\n])|c/|nº|n°|№")
_BEFORE_NUMBER = re.compile(
    r"(?:\b(?:flat|unit|apt|apartment|suite|studio|room|house ?no|h\. ?no|plot(?: no)?|door no|shop(?: no)?|"
    r"block|floor|bldg|no|lot)(?:\.? ?#?[0-9][\w/-]{0,5}| [A-Z]),?\s{1,2}){1,2}$"
    r"|\b(?:h\. ?no|house no|plot no|door no|no|flat|unit|studio|plot)\.? ?$",
    re.IGNORECASE,
)
_PREFIXES = words.PREFIXES | words.PREFIXES_WEAK
_SUFFIXES = words.SUFFIXES + words.SUFFIXES_WEAK
_ENGLISH = words.ENGLISH | words.ENGLISH_WEAK
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ELIDED = ("d'", "l'", "d’", "l’", "dell'")
_NO_LETTERS = f"{punctuation}{digits}{BLANK}«»„“”‘’–—¿¡"
_IN_A_WORD = ("'", "’", "-")
_DIRECTION = re.compile(r"[ ,]{1,2}(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?")


def addresses(text: str, _: Sought) -> Iterator[Place]:
    checks = after = 0
    for numbers, number in enumerate(_NUMBER.finditer(text)):
        if numbers > MOST_NUMBERS:
            yield from rest_of(text, number.start())
            return
        if number.start() < after:
            continue
        start, end = number.span()
        ahead, behind = _has_name_ahead(text, end), _has_name_behind(text, start, number[0])
        if not (ahead or behind):
            continue
        checks += 1
        if checks > MOST_CHECKS:
            yield from rest_of(text, start)
            return
        readings = [read for read, may in ((_number_first, ahead), (_number_last, behind)) if may]
        if text[end : end + 1] != " ":
            readings.reverse()
        found = next(filter(None, (read(text, start, end) for read in readings)), None)
        if found:
            yield found
            after = found[1]


def _has_name_ahead(text: str, end: int) -> bool:
    """Tell cheaply whether a name may stand behind a number that ends at `end`."""
    ahead = _LOOKS_AHEAD.match(text, end)
    if ahead is None:
        return False
    word = ahead[1]
    if not (word[0].isupper() or word[0].isdecimal()):
        return word.lower() in _PREFIXES
    return text[ahead.end() : ahead.end() + 1] in _IN_A_WORD or word.lower() not in words.NOT_TOWNS


def _has_name_behind(text: str, start: int, number: str) -> bool:
    if start < 3 or text[start - 1] not in " \n,":
        return False
    window = text[max(0, start - 60) : start].rstrip(" ,\n")
    behind = window.rpartition(" ")[2].rpartition("\n")[2].lstrip(_NO_LETTERS)
    if not behind or behind[-1] in ":;!?)":
        return False
    if behind[0].isupper() and not _is_date(window, behind, number):
        return True
    return _may_end_a_name(behind) if behind.isalpha() else _may_end_a_name.__wrapped__(behind)


def _is_date(window: str, word: str, number: str) -> bool:
    """Tell `Friday 4` and `December 2026` from `rue Philippe August 4` and `Straße des 17. Juni 135`."""
    lowered = word.lower()
    is_day = lowered in words.ENGLISH_CALENDAR and len(number) < 3
    if lowered not in words.NOT_TOWNS or not (is_day or _YEAR.fullmatch(number)):
        return False
    before = window[: -len(word)].rstrip(" \n").rpartition(" ")[2]
    lowered = before.lower()
    return not (
        before[:1].isupper()
        or lowered in _PREFIXES
        or lowered in words.JOINERS
        or lowered.startswith(_ELIDED)
    )


@lru_cache(maxsize=8192)
def _may_end_a_name(word: str) -> bool:
    lowered = word.lower()
    return (
        word in words.STREETS_APART
        or lowered in words.NUMBER_LABELS
        or lowered in words.JOINERS
        or lowered.startswith(_ELIDED)
        or lowered.endswith(_SUFFIXES)
    )


def _number_first(text: str, start: int, end: int) -> Place | None:
    """Read `12 Station Road, Leeds LS1 4AB` and `12, rue de la Paix, 75002 Paris`."""
    ahead = _words_ahead(text, end)
    if not ahead or ahead[0][0].lower() in words.NOT_TOWNS:
        return None
    begin = _begin_before(text, start)
    first = ahead[0][0].lower()
    if first in _PREFIXES:
        street = _named(ahead, 1)
        if street:
            stop = tail_after(text, street)
            is_sure = first not in words.PREFIXES_WEAK or ahead[0][0] != ahead[0][0].lower()
            if stop is not None or is_sure:
                return begin, stop.end if stop else street
    for place, (word, _left, right) in enumerate(ahead):
        if place == 0 and not (word[0].isupper() or word[0].isdecimal()):
            return None
        kind = word.lower().rstrip(".")
        if place and kind in _ENGLISH:
            direction = _DIRECTION.match(text, right)
            street = direction.end() if direction else right
            stop = tail_after(text, street)
            if stop is not None and (kind in words.ENGLISH or stop.is_sure):
                return begin, stop.end
            if (
                kind in words.ENGLISH
                and word[0].isupper()
                and all(w[0].isupper() or w[0].isdecimal() for w, _, _ in ahead[:place])
            ):
                return begin, street
        if not (word[0].isupper() or word[0].isdecimal() or word.lower() in words.JOINERS):
            break
    return _with_sure_tail(text, begin, ahead)


def _with_sure_tail(text: str, begin: int, ahead: list[tuple[str, int, int]]) -> Place | None:
    """Read `1234 Broadway, New York, NY 10001`, whose street is called nothing."""
    street = 0
    for word, _left, right in ahead[:4]:
        if not (word[0].isupper() or word[0].isdecimal()):
            break
        street = right
    stop = tail_after(text, street) if street else None
    return (begin, stop.end) if stop is not None and stop.is_sure else None


def _number_last(text: str, start: int, end: int) -> Place | None:
    """Read `Hauptstraße 5, 10117 Berlin`, `Via Roma, 12 - 20100 Milano` and `ul. Polna 3/4`."""
    behind = _words_behind(text, start)
    if not behind:
        return None
    last, left, _right = behind[-1]
    if last.lower() in words.NUMBER_LABELS:
        behind = behind[:-1]
        if not behind:
            return None
        last, left, _right = behind[-1]
    lowered = last.lower()
    prefix, is_weak = _prefix_in(behind)
    if prefix is not None:
        stop = tail_after(text, end)
        if stop is None and end - start >= 4:
            stop = town_behind(text, end)  # the number is the postcode
        if not is_weak or stop is not None or text[start - 2 : start - 1] == ",":
            return prefix, stop.end if stop else end
    if not (last[0].isupper() or last in words.STREETS_APART or lowered.endswith(_SUFFIXES)):
        return None
    stop = tail_after(text, end)
    name = _name_before(behind)
    if stop is not None and stop.is_sure:
        return name, stop.end
    is_alone = lowered in words.SUFFIXES and name == left
    if last[0].isupper() and lowered.endswith(words.SUFFIXES) and not is_alone:
        return name, stop.end if stop else end
    return None


def _begin_before(text: str, start: int) -> int:
    before = _BEFORE_NUMBER.search(text, max(0, start - 40), start)
    return before.start() if before else start


def _named(ahead: list[tuple[str, int, int]], first: int) -> int:
    """Return where the name that begins at the word `first` ends; zero where there is none."""
    end = 0
    for word, _left, right in ahead[first:]:
        if word[0].isupper() or word[0].isdecimal():
            end = right
        elif word.lower() not in words.JOINERS and not word.lower().startswith(("l'", "d'", "l’", "d’")):
            break
        elif "'" in word or "’" in word:
            end = right
    return end


def _name_before(behind: list[tuple[str, int, int]]) -> int:
    """Return where the capitalised words before a house's number begin."""
    begin = behind[-1][1]
    for word, left, _right in reversed(behind[:-1]):
        if word[0].isupper():
            begin = left
        elif word.lower() not in words.JOINERS:
            break
    return begin


def _prefix_in(behind: list[tuple[str, int, int]]) -> tuple[int | None, bool]:
    """Return where a word like "rue" begins, and whether it has other meanings."""
    for back, (word, left, _right) in enumerate(reversed(behind)):
        lowered = word.lower()
        if back and lowered in _PREFIXES:
            return left, lowered in words.PREFIXES_WEAK and word != "Via"
        if not (word[0].isupper() or lowered in words.JOINERS or lowered.startswith(_ELIDED)):
            break
    return None, False


def _words_ahead(text: str, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    at = end
    while len(found) < 7:
        gap = at
        if not found and text[gap : gap + 1] == ",":
            gap += 1
        while gap < len(text) and text[gap] in " \n" and gap - at < 3:
            if text[gap] == "\n" and found:
                return found
            gap += 1
        word = _WORD.match(text, gap) if gap > at else None
        if word is None:
            return found
        found.append((word[0], word.start(), word.end()))
        at = word.end()
    return found


def _words_behind(text: str, start: int) -> list[tuple[str, int, int]]:
    """Return the words before a number, as far as only spaces part them; one comma may stand before it."""
    found: list[tuple[str, int, int]] = []
    for match in _BEHIND.finditer(text, max(0, start - 64), start):
        if found and text[found[-1][2] : match.start()] != " ":
            found.clear()
        found.append((match[0], match.start(), match.end()))
    if found and text[found[-1][2] : start] not in (" ", ", ", ",", " ,", "\n", ",\n", "  "):
        return []
    return found

"""Finds dates, which stay, and tells those from dates of birth, which do not."""

import re
from collections.abc import Iterable, Iterator
from heapq import merge

from generation.llm_client.privacy.glance import Hint
from generation.llm_client.privacy.spans import Place, Sought, rest_of

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_NEXT_DATE = re.compile(
    rf"(?:19|20)[0-9]{{2}}([-./])(?:1[0-2]|0?[1-9])\1{_DAY}(?!\1?[0-9])|"
    rf"{_DAY}([-./]){_DAY}\2(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?!\2?[0-9])"
)
_LIKE_A_DATE = re.compile(r"[0-9][-./][0-9]{1,2}[-./][0-9]")
"""A search that begins at a digit is quick."""
_DATE = re.compile(rf"(?<![\w.])(?<![0-9][/-])(?:{_NEXT_DATE.pattern})")
_NUMBERS = re.compile(
    rf"(?<![\w.])(?:(?:19|20)[0-9]{{2}} ?[-./年] ?{_DAY} ?[-./月] ?{_DAY}(?:日|(?![0-9]))"
    rf"|(?:19|20)[0-9]{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9])"
    rf"|{_DAY}(?: ?[-./] ?|  ?){_DAY}(?: ?[-./] ?|  ?)(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])"
    r"|[0-9](?: [0-9]){0,1} ?[-./] ?[0-9](?: [0-9]){0,1} ?[-./] ?(?:[0-9] ){1,3}[0-9](?! ?[0-9]))"
)
_MONTH = r"[^\W\d_]{3,14}\.?"
_WORDED = re.compile(
    rf"(?<!\w)(?:{_DAY}(?:st|nd|rd|th|er|º|ª|°|\.)?(?: of| de| d'|-)? ?[-]?{_MONTH},?(?: de| del|-)? ?(?:19|"
    rf"20)?[0-9]{{2}}(?!\w)"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th|\.)?,? (?:19|20)[0-9]{{2}}(?!\w)"
    rf"|(?:19|20)[0-9]{{2}}[. ] ?{_MONTH} {_DAY}\.?)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"birth|\bborn\b|\bb-?day\b|\bd\.? ?o\.? ?b\b|\bgeb(?:oren|urt\w*|\.|oortedatum)|naissance|"
    r"\bn[ée]e?(?:\(e\))?\b|\bnacid[oa]\b|nacimiento"
    r"|cumplea[ñn]os|\bnat[oa]\b|nascita|\bnascid[oa]\b|nascimento|anivers[áa]rio|\bnasc\.|\burodz\w*|\bur\.|"
    r"f[öo]dd\b|f[öo]delse\w*"
    r"|\bf[øo]dt\b|f[øo]dsels\w*|\bf\.|syntyn|syntym|narozen|doğum|dogum|sz[üu]let|n[ăa]scut|naşter|naștere|"
    r"compleanno|verjaar"
    r"|生年月日|誕生|出生|生日|생년월일|рожд|родил|जन्म|γέννησ|ميلاد|\bjarig\b|urodziny",
    re.IGNORECASE,
)
_FAR = 70
"""A word for birth speaks of a date that begins so many characters after it at most."""
_LONGEST_CUE = 40
MOST_CHECKS = 2_000
"""So many dates stand near such words in no brief."""
MOST_DATES = 5_000
"""Nor so many dates at all."""
_SPELT_OUT = re.compile(r"(?:^|\W)d\.?(?:o\.)?\W*$|(?:^|\W)o\.?b\b")
"""How `D. O. B.` begins or ends, whose letters may be words of their own."""
_DIGITS = re.compile(r"[0-9]+")


def _speaks_of_birth(word: str) -> bool:
    # The word may stand right behind its date, where no word begins for an expression.
    letters = _DIGITS.sub(" ", word)
    return (
        "生" in word
        or _BIRTH.search(word) is not None
        or _BIRTH.search(letters) is not None
        or _SPELT_OUT.search(word) is not None
    )


SPEAKS_OF_BIRTH = Hint(_speaks_of_birth)
_GAP = re.compile(
    r"[\w).]{0,6}(?:[\s:：,\-–—=(\"'*«»]|\b(?:on|in|at|the|is|was|of|am|ist|war|le|la|el|il|o|em|op|den|dnia|"
    r"w|"
    r"wann|es|est|era|é|è|to|jest|er|"
    r"[äa]r|dato|data|datum|date|dzień|dia|d[íi]a|giorno|jour|day|tag|registered|recorded|listed|as|given|"
    r"file|record|her|his|their|my|your|"
    r"dd|mm|yyyy|yy|jj|jjjj|aaaa|tt|gg|dne|tarihi|päivä|päivämäärä|ideje|nap|lautet|mit|me|n[ée]e?|die|"
    r"customer|client)\b|/|\)|は|が){0,24}",
    re.IGNORECASE,
)
_STRONG_GAP = re.compile(r"[^.!?;0-9\n\0]{0,40}|[^0-9.\0]{0,3}\n ?")
_STRONG = re.compile(
    r"birth ?da(?:y|te)|date of birth|d\.?o\.?b|geburts|naissance|nacimiento|nascita|nascimento|urodzenia|"
    r"f[öo]delse|f[øo]dsels|syntym|geboorte"
    r"|生年月日|생년월일",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,]{0,2}[(\[\-–—,]?\s?(?:(?:is|was) (?:my|his|her|their|the) )?(?:date of birth|birth ?da(?:y|te)|"
    r"dob\b|d\.o\.b|geburtsdatum|geburtstag|geboren|born\b"
    r"|date de naissance|fecha de nacimiento|data di nascita|data de nascimento|data urodzenia|"
    r"f[öo]delsedatum|geboortedatum|生まれ)",
    re.IGNORECASE,
)


def dates(text: str, _: Sought) -> Iterator[Place]:
    """Find dates in digits. The second of `01.03.2026-05.03.2026` shows because of the first."""
    match = _DATE.search(text) if _LIKE_A_DATE.search(text) else None
    while match:
        yield match.span()
        end = match.end()
        beside = _NEXT_DATE.match(text, end + 1) if text[end : end + 1] in ("-", "/") else None
        match = beside or _DATE.search(text, end)


def births(text: str, _: Sought) -> Iterator[Place]:
    """Find the dates that a word for birth stands beside.

    Words are looked for near dates only: most texts have few, and the search takes a fifth of the time.
    """
    found = merge(*((match.span() for match in form.finditer(text)) for form in (_NUMBERS, _WORDED)))
    checks = 0
    for dates_seen, (start, end, cue) in enumerate(_with_cues(text, found)):
        checks += cue is not None
        if checks > MOST_CHECKS or dates_seen > MOST_DATES:
            yield from rest_of(text, start)
            return
        if _is_birth(text, start, end, cue):
            yield start, end


def _with_cues(text: str, found: Iterable[Place]) -> Iterator[tuple[int, int, int | None]]:
    """Give each date the end of the last word for birth that is near before it. No place is read twice."""
    cue, read = None, 0
    for start, end in found:
        for match in _BIRTH.finditer(text, max(read, start - _FAR - _LONGEST_CUE), start + 1):
            if match.end() <= start:
                cue = match.end()
        read = max(read, start)
        yield start, end, cue if cue is not None and cue >= start - _FAR else None


def _is_birth(text: str, start: int, end: int, cue: int | None) -> bool:
    if cue is not None:
        if _GAP.fullmatch(text, cue, start):
            return True
        if _STRONG.search(text, max(0, cue - 20), cue + 12) and _STRONG_GAP.fullmatch(text, cue, start):
            return True
    return _AFTER.match(text, end) is not None

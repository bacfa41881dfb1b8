"""Finds mail addresses, also those that are written to be read by people only."""

import re
from collections.abc import Iterator

from generation.llm_client.privacy.glance import Hint
from generation.llm_client.privacy.spans import Place, Sought, rest_of, words_of

_LOCAL = r"(?<![\w.+%'-])[\w.+%'-]++"
_DOMAIN = re.compile(r"@([\w.-]++)")
_LOCAL_SIGNS = frozenset("._+%'-!#$&*?^`{}~")
MOST_CHECKS = 20_000
"""So many signs stand in no brief."""
LONGEST_LOCAL = 256
"""RFC 5321 allows 64; longer ones are cut there."""
_IMAGE_SCALE = re.compile(r"[0-9]x\.(?:png|jpe?g|gif|webp|svg|avif)", re.IGNORECASE)
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}|xn--[\w-]+", re.IGNORECASE)
_IN_BRACKETS = r"(?:at|@|ät|arobase|arroba|chiocciola|a)"
_BRACKETED_AT = rf"\s{{0,2}}[\[({{<_*|] {{0,2}}{_IN_BRACKETS} {{0,2}}[\])}}>_*|]\s{{0,2}}"
_BRACKETED_DOT = (
    r"\s{0,2}[\[({<_*|] {0,2}(?:dot|punkt|punto|point|ponto|punt|kropka|\.) {0,2}[\])}>_*|]\s{0,2}"
)
_AT_WORD = (
    r"(?:at|@|ät|arobase|arrobas?|chiocciola|apenstaartje|apestaartje|małpa|malpa|snabel-?a|krøllalfa|"
    r"alfakrøll|kukac|zavináč|zavinac|アットマーク)"
)
_DOT_WORD = r"(?:dot|punkt|point|punto|ponto|punt|kropka|prik|piste|tečka|tecka|pont|ドット)"
_LABEL = r"[^\W_][\w-]{0,62}+"
_SPELT = (
    re.compile(
        rf"{_LOCAL}{_BRACKETED_AT}{_LABEL}(?:(?:\.|{_BRACKETED_DOT}|"
        rf"\s{{1,2}}{_DOT_WORD}\s{{1,2}}){_LABEL}){{1,4}}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_LOCAL}(?:\s{_DOT_WORD}\s[\w+-]++){{0,3}}\s{{1,2}}{_AT_WORD}\s{{1,2}}{_LABEL}"
        rf"(?:(?:\s{{1,2}}{_DOT_WORD}\s{{1,2}}|{_BRACKETED_DOT}|\.){_LABEL}){{0,3}}"
        rf"(?:\s{{1,2}}{_DOT_WORD}\s{{1,2}}|{_BRACKETED_DOT})[^\W\d_]{{2,24}}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.+%'-])[^\W_][\w+-]*+[._][\w.+-]*+ at {_LABEL}(?:\.{_LABEL}){{0,3}}\.[^\W\d_]{{2,12}}(?!\w)"
    ),
    re.compile(rf"{_LOCAL}{_BRACKETED_AT}{_LABEL}\.[^\W\d_]{{2,24}}", re.IGNORECASE),
)
_SIGNS_OF_SPELLING = re.compile(
    rf"[\[({{<_*|] {{0,2}}{_IN_BRACKETS} {{0,2}}[\])}}>_*|]|\s{_DOT_WORD}\s",
    re.IGNORECASE,
)
_PULLED_APART = re.compile(
    r"(?<![\w.+%'-])([\w+%'-]++(?: ?\. ?[\w+%'-]++){0,4}) {0,2}\n? {0,2}@ {0,2}\n? {0,2}"
    r"([\w-]++(?:(?: \. ?|\. ?\n ?|\n ?\.|\.)[\w-]++){1,5})"
)
_SPELT_WORD = re.compile(rf"[\[({{<_*|]{_IN_BRACKETS}(?:[\])}}>_*|]|$)|[\[({{<_*|]$|^{_DOT_WORD}$")
_MAY_BE_SPELT = Hint(lambda word: _SPELT_WORD.search(word) is not None)
_SAYS_AT = Hint(lambda word: word == "at")
_AT_A_HOST = re.compile(r"\sat\s{1,2}[\w-]{1,63}\.", re.IGNORECASE)
_DIGITS_OR_SHORT = re.compile(r"[\w.+%'-]*[\d._][\w.+%'-]*")
_TOPS = words_of(
    "com org net edu gov io co uk de fr es it nl pl se pt br in at ch be dk no fi cz hu ro ie eu us ca au "
    "nz jp kr cn ru tr mx ar cl info biz app dev shop store me tv ai example test invalid localhost xyz "
    "online site tech cloud email blog news"
)
_LETTERS_APART = re.compile(r"(?<![\w@] )(?<!\w)[\w.](?: [\w.+-]){2,40} @(?: [\w.-]){4,60}(?!\w)")


def emails(text: str, _: Sought) -> Iterator[Place]:
    for checks, match in enumerate(_DOMAIN.finditer(text)):
        local = _local_before(text, match.start()).lstrip("'.-%*`{#?&!$^~")
        if checks >= MOST_CHECKS:
            yield from rest_of(text, match.start() - len(local))
            return
        domain = match[1].split("..")[0].rstrip(".-_")
        _name, dot, top = domain.rpartition(".")
        if local and dot and _TOP_LEVEL.fullmatch(top) and not _IMAGE_SCALE.fullmatch(domain):
            yield match.start() - len(local), match.start(1) + len(domain)


def _local_before(text: str, at: int) -> str:
    """Return what stands before the sign, as far as RFC 5322 lets a name go without quotes."""
    start = at
    while start > max(0, at - LONGEST_LOCAL) and (
        text[start - 1].isalnum() or text[start - 1] in _LOCAL_SIGNS
    ):
        start -= 1
    return text[start:at]


def pulled_apart_emails(text: str, _: Sought) -> Iterator[Place]:
    """Find addresses with spaces or line breaks around the signs: `jane @ example . com`."""
    if "@" not in text:
        return
    for match in _PULLED_APART.finditer(text):
        domain = re.sub(r"\s", "", match[2])
        top = domain.rpartition(".")[2].lower()
        if top not in _TOPS or domain.lower().endswith((".png", ".jpg")):
            continue
        # "Join us @ example.com" is a place, not an address.
        before_at, after_at = text[match.end(1)], text[match.start(2) - 1]
        is_split_at_line = "\n" in text[match.end(1) : match.start(2)]
        has_spaced_dots = " ." in match[2] or "\n" in match[2]
        if (
            is_split_at_line or has_spaced_dots or before_at == "@" or after_at == "@"
            or _DIGITS_OR_SHORT.fullmatch(re.sub(r"\s", "", match[1]))
        ):  # fmt: skip
            yield match.span()


def emails_in_single_letters(text: str, _: Sought) -> Iterator[Place]:
    for match in _LETTERS_APART.finditer(text) if " @ " in text else ():
        yield match.span()


def spelt_emails(text: str, sought: Sought) -> Iterator[Place]:
    """Find `jane (at) example (dot) com` and `jane at example dot com`."""
    glance = sought.glance
    is_spelt = glance.shows(_MAY_BE_SPELT) and _SIGNS_OF_SPELLING.search(text)
    if not is_spelt and not (glance.shows(_SAYS_AT) and _AT_A_HOST.search(text)):
        return
    after = 0
    for match in sorted(
        (match.span() for form in _SPELT for match in form.finditer(text)), key=lambda at: (at[0], -at[1])
    ):
        if match[0] >= after:
            yield match
            after = match[1]

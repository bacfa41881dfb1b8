"""Finds other postal addresses: boxes, bases, houses with a name, streets without a number, East Asia's."""

import re
from collections.abc import Iterator

from generation.llm_client.privacy.glance import Hint, parts
from generation.llm_client.privacy.postal_tails import tail_after, town_behind
from generation.llm_client.privacy.spans import Place, Sought, rest_of
from generation.llm_client.privacy.street_words import JOINERS, PREFIXES, PREFIXES_WEAK, SUFFIXES

_BOX = re.compile(
    r"\b(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Postbus|Apartado(?: de Correos)?|Casella Postale|Caixa "
    r"Postal|Boîte Postale|BP|"
    r"Skrytka pocztowa|Postboks|Box|GPO Box)\.? ?(?:No\.? ?)?([0-9][0-9 ]{0,6}[0-9]|[0-9])(?!\w)",
    re.IGNORECASE,
)
MAY_BE_A_BOX = parts(
    "box", "postf", "postb", "apartado", "casella", "caixa", "boîte", "bp", "skrytka", "apo", "fpo", "dpo"
)
_MILITARY = re.compile(
    r"(?:(?:PSC|CMR|Unit) [0-9]{1,5},? ?(?:Box [0-9]{1,5})?|US[A-Z]{1,3} [A-Z][\w'-]+),?\s(?:APO|FPO|DPO),? "
    r"A[AEP] [0-9]{5}(?:-[0-9]{4})?"
)
_BRITISH_POSTCODE = re.compile(
    r"(?<![\w-])(?=[A-Z]{1,2}[0-9])(?:A[BL]|B[ABDHLNRSTXB]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|"
    r"G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|"
    r"M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|"
    r"ZE)[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}(?![\w-])"
)
_BRITISH_END = re.compile(r"[0-9](?<=[A-Z0-9] [0-9])[ABD-HJLNP-UW-Z]{2}(?![\w-])")
"""A search that begins at a digit is quick."""
_CHUNKS_BEFORE = re.compile(r"(?:[^\W\d_a-z][\w'’. &-]{1,40}(?:, ?\n?|\n|(?= ))){1,5} ?$")
_POSTCODE = re.compile(
    r"[0-9](?<![\w.,][0-9])(?<![0-9]-[0-9])(?:[0-9]{7}|[0-9]{4}|[0-9]{3} ?[A-Z]{2}(?!\w)|[0-9]-[0-9]{3}|"
    r"[0-9]{3}-[0-9]{3}|[0-9]{2} [0-9]{2}|[0-9]{3})(?=[ \n][^\W\d_a-z])"
)
_JAPANESE = re.compile(
    r"(?:〒?[0-9]{3}-[0-9]{4}\s{0,2})?(?:北海道|(?:東京|大阪|京都|"
    r"[一-龥]{2,3})[都府県])[一-龥ぁ-んァ-ヶー々ヶ]{2,30}[0-9０-９一二三四五六七八九十-]{1,4}"
    r"(?:(?:丁目|番地?|号|-|の)[0-9]{0,4}){0,5}(?:[  ]?[一-龥ァ-ヶーA-Za-z]{2,16}[0-9]{1,4}(?:号室)?)?"
)
_CHINESE = re.compile(
    r"[一-龥]{2,4}(?:省|市|自治区)[一-龥]{2,20}(?:路|街|道|巷|弄)[A-Za-z0-9一-龥]{0,6}(?:号|座|栋|室)(?:[0-9A-Za-z]{1,5}(?:号楼|单元|"
    r"室|楼|栋|座)){0,4}(?: ?[0-9]{6})?"
)
_KOREAN = re.compile(
    r"[가-힣]{2,8}(?:시|도) [가-힣]{1,6}(?:시|군|구)(?: [가-힣]{1,6}구)? [가-힣0-9]{1,12}(?:로|길|동|가) "
    r"?[0-9]{1,4}(?:-[0-9]{1,4})?(?: \([가-힣]{1,12}\))?"
)
_WORD = re.compile(r"[^\W\d_][\w'’./-]*")
MOST_CHECKS = 2_000
"""No brief has so many boxes or postcodes."""
LONGEST_STREET = 70
_JAPANESE_PARTS = re.compile(r"[都道府県]")
_KOREAN_PARTS = re.compile(r"[시도군구] ")
_CHINESE_PARTS = re.compile(r"[路街道巷弄]")
IS_EAST_ASIAN = Hint(lambda word: max(word) >= "\u3000")


def boxes(text: str, _: Sought) -> Iterator[Place]:
    for checks, match in enumerate(_BOX.finditer(text)):
        if checks >= MOST_CHECKS:
            yield from rest_of(text, match.start())
            return
        stop = tail_after(text, match.end())
        named = match[0].lower().startswith(("box", "bp"))
        if (stop and stop.is_sure) or not named:
            yield match.start(), stop.end if stop else match.end()
    if "PO A" in text:
        for match in _MILITARY.finditer(text):
            yield match.span()


def postcodes(text: str, _: Sought) -> Iterator[Place]:
    """Find British postcodes with the names before them, and streets without a number before a town."""
    if not _BRITISH_END.search(text):
        return
    for checks, match in enumerate(_BRITISH_POSTCODE.finditer(text)):
        left = max(0, match.start() - 100)
        if checks >= MOST_CHECKS:
            yield from rest_of(text, left)
            return
        before = _CHUNKS_BEFORE.search(text, left, match.start())
        yield (before.start() if before else match.start()), match.end()


def streets_without_number(text: str, _: Sought) -> Iterator[Place]:
    """Find `rue Antoinette Fernandes, 03400 Lecoq`."""
    for checks, match in enumerate(_POSTCODE.finditer(text)):
        if checks >= MOST_CHECKS:
            yield from rest_of(text, max(0, match.start() - LONGEST_STREET))
            return
        begin = _street_before(text, match.start())
        town = town_behind(text, match.end()) if begin is not None else None
        if begin is not None and town is not None:
            yield begin, town.end


def _street_before(text: str, start: int) -> int | None:
    behind = list(_WORD.finditer(text, max(0, start - LONGEST_STREET), start))[-8:]
    for place in range(len(behind) - 1, -1, -1):
        word = behind[place][0]
        lowered = word.lower()
        if word[0].isupper() and lowered.endswith(SUFFIXES):
            return behind[place].start()
        if place + 1 < len(behind) and (
            lowered in PREFIXES or (lowered in PREFIXES_WEAK and word[0].isupper())
        ):
            return behind[place].start()
        if not word[0].isupper() and lowered not in JOINERS:
            return None
    return None


def east_asian(text: str, _: Sought) -> Iterator[Place]:
    for sign, form in ((_JAPANESE_PARTS, _JAPANESE), (_CHINESE_PARTS, _CHINESE), (_KOREAN_PARTS, _KOREAN)):
        if sign.search(text):
            for match in form.finditer(text):
                yield match.span()

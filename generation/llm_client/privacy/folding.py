"""Makes characters that look alike the same, one for one, so that places stay what they are."""

import sys
import unicodedata
from functools import cache

_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_HYPHENS = (*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x30FC)
_OTHERS = {
    0x2019: "'", 0x02BC: "'", 0xFE6B: "@", 0xFF0E: ".", 0x3002: ".", 0xFF61: ".", 0x2024: ".",
    0x2044: "/", 0x2215: "/", 0xFE55: ":", 0x2028: "\n", 0x2029: "\n", 0x85: "\n",
}  # fmt: skip
MOST_REPLACED = 24


def folded(text: str) -> str:
    """Make full-width forms, digits of any script, typesetters' spaces and hyphens plain."""
    if text.isascii():
        return text
    table = _table()
    unlike = [character for character in set(text) if ord(character) in table]
    if len(unlike) > MOST_REPLACED:
        return text.translate(table)
    # Most texts have two or three such characters; looking each up costs a hundred times as much.
    for character in unlike:
        text = text.replace(character, table[ord(character)])
    return text


@cache
def _table() -> dict[int, str]:
    table = {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
    for code in range(0x80, sys.maxunicode + 1):
        character = chr(code)
        if character.isdecimal():
            table[code] = str(unicodedata.decimal(character))
    table |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_HYPHENS, "-")
    return table | _OTHERS

"""Mark the words that a finding is about in a rendered document, without a script.

The frame of a preview can't be scripted, so the server puts the mark in and the address jumps to it.
"""

import re
from html import escape, unescape

_TAG = re.compile(r"<!--.*?-->|<(script|style|title|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|.", re.DOTALL)
_MARKDOWN = re.compile(r"[*_`\\]|^#+\s+|\[(?=[^\]]*\]\()|\]\([^)]*\)", re.MULTILINE)
_CODE = re.compile(r"\{\{[^{}<>]{1,300}\}\}")
STYLE = "background:#fce3a6;color:inherit;outline:2px solid #b3261e;outline-offset:1px;border-radius:3px"


def mark_quote(document: str, quote: str, anchor: str) -> str:
    """Return the HTML document with the first occurrence of `quote` in its text marked with the id `anchor`.

    White space and light Markdown in the quote don't matter. A document without it is returned as it is.
    """
    wanted = re.sub(r"\s+", "", _MARKDOWN.sub("", quote)).casefold()
    characters = list(_visible(document)) if wanted else []
    text = "".join(character for character, _start, _end in characters)
    found = text.find(wanted)
    if not wanted or found < 0:
        return document
    pieces: list[str] = []
    at = 0
    for number, (start, end) in enumerate(_runs(document, characters[found : found + len(wanted)])):
        name = f' id="{escape(anchor)}"' if number == 0 else ""
        pieces += [document[at:start], f'<mark{name} style="{STYLE}">', document[start:end], "</mark>"]
        at = end
    return "".join([*pieces, document[at:]])


def mark_unfilled(document: str) -> str:
    """Return the HTML document with every merge tag that is left in its text marked. Attributes stay."""
    pieces: list[str] = []
    at = 0
    for tag in [*_TAG.finditer(document), None]:
        text = document[at : tag.start() if tag else len(document)]
        pieces += [_CODE.sub(lambda match: f'<mark style="{STYLE}">{match.group()}</mark>', text)]
        pieces.append(tag.group() if tag else "")
        at = tag.end() if tag else len(document)
    return "".join(pieces)


def _visible(document: str) -> list[tuple[str, int, int]]:
    """Return each character that is read, in lower case, with where its source starts and ends."""
    found = []
    at = 0
    for tag in [*_TAG.finditer(document), None]:
        end = tag.start() if tag else len(document)
        for match in _CHARACTER.finditer(document, at, end):
            for character in unescape(match.group()).casefold():
                if not character.isspace() and character != "\u200c":
                    found.append((character, match.start(), match.end()))
        at = tag.end() if tag else end
    return found


def _runs(document: str, characters: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Join neighbouring characters into runs that no tag interrupts."""
    runs: list[tuple[int, int]] = []
    for _character, start, end in characters:
        if runs and "<" not in document[runs[-1][1] : start]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs

"""The plain-text twin of light Markdown: wrapped lines, links spelled out."""

import textwrap
from collections.abc import Sequence

from markdown_it.token import Token

from generation.liquid import merge_tags_in
from generation.llm_tools.sanitize import is_safe_link, parsed, shield_merge_tags, unshield

WIDTH = 76
"""RFC 5322 section 2.1.1 advises at most 78 characters a line."""
_SOLID_SPACE = "\x1f"
"""Stands for a space that must not become a line break; visible text never holds it."""


def plain_text(markdown: str) -> str:
    """Return the text without its marks: one blank line between blocks, at most `WIDTH` wide."""
    shielded, codes = shield_merge_tags(markdown)
    blocks = _blocks(parsed(shielded), codes)
    return "\n\n".join(block for block in blocks if block)


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Return the text wrapped line by line. Addresses and merge tags stay whole."""
    lines: list[str] = []
    for line in _solid_merge_tags(text).split("\n"):
        lines += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=indent if lines or first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines).replace(_SOLID_SPACE, " ")


def _solid_merge_tags(text: str) -> str:
    pieces, end = [], 0
    for use in merge_tags_in(text):
        pieces += [text[end : use.start], use.text.replace(" ", _SOLID_SPACE)]
        end = use.end
    return "".join([*pieces, text[end:]])


def _blocks(tokens: Sequence[Token], codes: dict[str, str]) -> list[str]:
    blocks: list[str] = []
    numbers: list[int | None] = []
    items: list[str] = []
    marker: str | None = None
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            numbers.append(int(start or 1) if token.type == "ordered_list_open" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
            if not numbers:
                blocks.append("\n".join(items))
                items = []
        elif token.type == "list_item_open":
            number = numbers[-1]
            marker = "- " if number is None else f"{number}. "
            if number is not None:
                numbers[-1] = number + 1
        elif token.type == "inline":
            text = unshield(_inline(token.children or []), codes)
            if numbers:
                outer = "  " * (len(numbers) - 1)
                items.append(wrapped(text, outer + "  ", outer + (marker or "  ")))
                marker = None
            else:
                blocks.append(wrapped(text))
    return blocks


def _inline(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(pieces)))
        elif token.type == "link_close":
            url, start = links.pop()
            if "".join(pieces[start:]) != url and (is_safe_link(url) or url.startswith("mergetag")):
                pieces.append(f" <{url}>")
        else:
            pieces.append(token.content)
    return "".join(pieces)

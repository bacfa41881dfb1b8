"""The one way from text that somebody else wrote to HTML that we show or send."""

import re
import threading
from collections.abc import Callable, Collection
from functools import lru_cache
from html import escape
from typing import Final
from urllib.parse import urlsplit

import nh3
from bleach import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generation.liquid import merge_tags_in, visible_text

TAGS: Final = frozenset(
    {"a", "b", "blockquote", "br", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "s", "strong", "u", "ul"}
)
LINK_TAGS: Final = frozenset({"preferences_url", "unsubscribe_url", "view_in_browser_url"})
"""Merge tags that may be a whole link: the sending system fills them with its own addresses."""

# bleach strips these tags but keeps what is between them, which is code or foreign markup.
_CODE_SUBTREE = re.compile(
    r"<(script|style|template|noscript|noembed|noframes|iframe|object|svg|math|title|xmp|plaintext|textarea|select)\b"
    r"[^>]*>.*?(?:</\1\s*[^>]*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:--!?>|\Z)|<![^>]*(?:>|\Z)|<\?[^>]*(?:>|\Z)", re.DOTALL)
_LINK_START = re.compile(r"(?:https://|mailto:|tel:)", re.IGNORECASE)
_HREF = re.compile(r'href="[^"]*"')
_MAX_ROUNDS = 4
_SCHEMES = {"https", "mailto", "tel"}
_NOTHING_TO_CLEAN = re.compile(r"(?:[^<>&\xa0]|</?(?:p|em|strong|ul|li)>|<br />|&quot;)*")
"""What the Markdown parser makes of plain words: tags without attributes, and no entity but the quote."""


def is_safe_link(url: str, link_tags: Collection[str] = LINK_TAGS) -> bool:
    """Tell whether an address may be a link.

    It is absolute on https, mailto or tel, with no merge tag before its path; or it is nothing but
    one of `link_tags`.
    """
    if url != visible_text(url) or "\\" in url or "\n" in url:
        return False
    uses = merge_tags_in(url)
    if uses and uses[0].start == 0:
        return uses[0].text == url.strip() and not uses[0].problem and uses[0].name in link_tags
    if not _LINK_START.match(url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme != "https":
        return bool(parts.path.strip("/")) and not parts.netloc
    host = parts.hostname or ""
    return "." in host.strip(".") and not any(character in parts.netloc for character in "{}%@ \t<>\"'")


def sanitize(html: str) -> str:
    """Return HTML of a few harmless tags: no script, style, image, handler, or link to nowhere.

    Cleaning twice gives what cleaning once gives. The result is a fragment for our own templates;
    never clean a compiled mail, whose comments Outlook needs.
    """
    cleaned = visible_text(html)
    for _round in range(_MAX_ROUNDS):
        before, cleaned = cleaned, _clean_once(cleaned)
        if cleaned == before:
            return cleaned
    # Markup that still moves after so many rounds was built to get through: show it as text.
    return _clean_once(escape(cleaned, quote=False))


def _clean_once(html: str) -> str:
    html = _CODE_SUBTREE.sub("", _COMMENT.sub("", html))
    return nh3.clean(
        _OF_THIS_THREAD.cleaner.clean(html),
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_filter_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _keep_attribute(tag: str, name: str, value: str) -> bool:
    if tag == "ol" and name == "start":
        # "15. März" at the head of a paragraph is read as a list; its number must not become 1.
        return value.isascii() and value.isdigit() and len(value) < 10
    return tag == "a" and name == "href" and is_safe_link(value)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    return value if _keep_attribute(tag, name, value) else None


class _OfThisThread(threading.local):
    """A cleaner reads one text at a time, and takes longer to be made than to read a paragraph."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(tags=TAGS, attributes=_keep_attribute, protocols=_SCHEMES, strip=True)


_OF_THIS_THREAD = _OfThisThread()


# ---- light Markdown ----------------------------------------------------------------------------


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True})
    return parser.enable(["list", "emphasis", "link", "escape", "newline", "balance_pairs", "fragments_join"])


MARKDOWN: Final = _parser()
"""Paragraphs, breaks, emphasis, strong, links and lists; everything else is plain text."""


@lru_cache(maxsize=128)
def parsed(text: str) -> list[Token]:
    """Return the text's tokens, to be read only: a mail and its plain twin are made of the same ones."""
    return MARKDOWN.parse(text)


def inline_markdown(text: str) -> str:
    """Return the text's paragraphs, emphasis, links and lists as clean HTML, with merge tags intact."""
    shielded, codes = shield_merge_tags(visible_text(text))
    html = MARKDOWN.renderer.render(parsed(shielded), MARKDOWN.options, {})
    html = _HREF.sub(lambda match: unshield(match.group(), codes, attribute_value), html)
    html = unshield(html, codes, lambda code: escape(code, quote=False))
    if _NOTHING_TO_CLEAN.fullmatch(html):
        return html.replace("<br />", "<br>").replace("&quot;", '"')
    return sanitize(html)


def shield_merge_tags(text: str) -> tuple[str, dict[str, str]]:
    """Return the text with each readable merge tag replaced by a plain word, and the tag of each word.

    Markdown would read the quotes and spaces of a tag as its own.
    """
    prefix = "mergetag"
    while prefix in text:
        prefix += "q"
    codes: dict[str, str] = {}
    pieces, end = [], 0
    for use in merge_tags_in(text):
        if not use.problem:
            word = f"{prefix}{len(codes)}x"
            codes[word] = use.text
            pieces += [text[end : use.start], word]
            end = use.end
    return "".join([*pieces, text[end:]]), codes


def unshield(text: str, codes: dict[str, str], written: Callable[[str], str] = str) -> str:
    """Put the merge tags back, each as `written` gives it."""
    if not codes:
        return text
    words = re.compile("|".join(sorted(codes, key=len, reverse=True)))
    return words.sub(lambda match: written(codes[match.group()]), text)


def attribute_value(value: str) -> str:
    """Return the value for a double-quoted attribute.

    The quotes of a merge tag become single ones: escaped, its Liquid would be broken.
    """
    pieces, end = [], 0
    for use in merge_tags_in(value):
        code = use.text.replace("'", "’").replace('"', "'") if '"' in use.text else use.text
        pieces += [escape(value[end : use.start]), escape(code, quote=False)]
        end = use.end
    return "".join([*pieces, escape(value[end:])])

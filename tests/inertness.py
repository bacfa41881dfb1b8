"""What a browser would run, load or send of a document: a parser's view, after all its repairs."""

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib

_LOADING = """
src srcset poster background data action formaction ping lowsrc dynsrc longdesc manifest archive codebase
profile hx-get hx-post hx-put hx-delete data-hx-get data-hx-post
"""
_LOADS = frozenset(_LOADING.split())
_SCHEMES = re.compile(r"(?:javascript|vbscript|blob|filesystem|view-source|file|feed|intent|ms-word)\Z")
_NOWHERE = """
object embed applet frame frameset portal base bgsound layer foreignobject animate set
"""
_NEVER = frozenset(_NOWHERE.split())
_STYLE = re.compile(
    r"evil|@import|expression\(|javascript:|(?<![\w-])behavior\s*:|-moz-binding", re.IGNORECASE
)
OURS = ("/static/", "/admin/jsi18n/")
DATA = ("application/json", "application/ld+json")


def acting(document: str, *, is_page: bool = False, also: Collection[str] = ()) -> list[str]:
    """Return what acts in a document.

    Args:
        is_page: one of ours, which may load our scripts and styles, send forms and frame a preview.
        also: tags that the document may have, such as `form`; where they lead is looked at all the same.
    """
    tree = html5lib.parse(document, treebuilder="etree", namespaceHTMLElements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    return [found for element in elements for found in _of(element, is_page, also)]


def _of(element: Any, is_page: bool, also: Collection[str]) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2].lower()
    values = {name.rpartition("}")[2].lower(): value or "" for name, value in element.attrib.items()}
    if tag in _NEVER:
        yield f"<{tag}>"
    if tag == "script" and not _is_ours(tag, values, element.text or "", is_page):
        yield f"<script>{(element.text or '')[:40]}"
    if tag in ("iframe", "form", "link") and not is_page and tag not in also:
        yield f"<{tag}>"
    if tag == "meta" and values.get("http-equiv", "").lower() in ("refresh", "set-cookie"):
        yield f"<meta {values['http-equiv']}>"
    if tag == "style" and _STYLE.search(element.text or ""):
        yield f"<style>{(element.text or '')[:40]}"
    for name, value in values.items():
        if _acts(tag, name, value):
            yield f"<{tag} {name}={value[:60]}>"


def _acts(tag: str, name: str, value: str) -> bool:
    if name.startswith(("on", "hx-on", "data-hx-on")) or name in ("srcdoc", "xml:base"):
        return True
    if name == "style":
        return bool(_STYLE.search(value))
    address = "".join(character for character in value if character > " ").lower()
    scheme = address.partition(":")[0]
    may_run = name in ("href", "src", "action", "formaction", "data", "xlink:href")
    is_code = _SCHEMES.match(scheme) or (scheme == "data" and not address.startswith("data:image/"))
    if may_run and is_code:
        return True
    if name in _LOADS or (name == "href" and tag in ("link", "use", "image", "feimage")):
        return _leaves(address)
    return False


def _leaves(address: str) -> bool:
    """Tell whether it would be fetched from a stranger; the brand's own site may be shown."""
    try:
        host = urlsplit(address.replace("\\", "/")).hostname or ""
    except ValueError:
        return False
    return "evil" in host


def _is_ours(tag: str, values: dict[str, str], text: str, is_page: bool) -> bool:
    if values.get("type") in DATA:
        return True
    return is_page and values.get("src", "").startswith(OURS) and not text.strip()

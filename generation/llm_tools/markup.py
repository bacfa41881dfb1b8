"""HTML that is safe by construction: whatever is not markup already is escaped when it is put in."""

from html import escape

from generation.liquid import visible_text
from generation.llm_tools.sanitize import inline_markdown

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Markup(str):
    """Clean HTML. Plain text becomes it by `text` or as a child of `tag`, light Markdown by `rich`."""


Child = str | Markup | None
NOTHING = Markup()


def text(words: str) -> Markup:
    """Return the words as HTML shows them, for between tags as for attributes."""
    return Markup(escape(visible_text(words)))


def rich(markdown: str) -> Markup:
    """Return paragraphs, emphasis, links and lists of light Markdown."""
    return Markup(inline_markdown(markdown))


def join(*children: Child) -> Markup:
    return Markup("".join(child if isinstance(child, Markup) else text(child) for child in children if child))


def tag(element: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Return an element.

    An attribute that is None or False is left out, and True stands alone. Of a name a trailing underscore
    goes (`class_`), and other underscores become hyphens (`aria_label`).
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in VOID:
        return Markup(f"<{element}{written}>")
    return Markup(f"<{element}{written}>{join(*children)}</{element}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{value if isinstance(value, Markup) else text(str(value))}"'

"""A rendered HTML document as a tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNREAD = frozenset({"head", "script", "style", "svg", "template", "title"})
"""Elements whose text nobody reads on the page."""
CONTROLS = frozenset({"input", "select", "textarea"})


@dataclass(eq=False)
class Element:
    tag: str
    attrs: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @cached_property
    def below(self) -> tuple["Element", ...]:
        """The elements below this one, in the order of the document. Asked once the tree is whole."""
        found: list[Element] = []
        waiting = self._elements()
        while waiting:
            found.append(waiting.pop())
            waiting += found[-1]._elements()
        return tuple(found)

    def _elements(self) -> list["Element"]:
        return [child for child in reversed(self.children) if isinstance(child, Element)]

    def all(self, *tags: str) -> list["Element"]:
        return [element for element in self.below if element.tag in tags]

    def first(self, tag: str) -> "Element | None":
        return next((element for element in self.below if element.tag == tag), None)

    def get(self, name: str) -> str:
        """Return an attribute; empty where it is not there."""
        return self.attrs.get(name, "")

    @property
    def text(self) -> str:
        """What is read inside, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNREAD:
                inline = child.tag in _INLINE
                yield "" if inline else " "
                yield from child._pieces()
                yield "" if inline else " "

    @property
    def raw(self) -> str:
        """The text of a script, a style or a title."""
        return "".join(child for child in self.children if isinstance(child, str))

    def inside(self, *tags: str) -> bool:
        parent = self.parent
        while parent is not None:
            if parent.tag in tags:
                return True
            parent = parent.parent
        return False


_INLINE = frozenset(
    ["a", "abbr", "b", "code", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"]
)


_USUAL_TAG = re.compile(r'<([a-z][a-z0-9]*)(?:\s+[a-z][a-z:-]*="[^"<>]*")*\s*(/?)>')
_ATTRIBUTE = re.compile(r'\s([a-z][a-z:-]*)="([^"]*)"')


@lru_cache(maxsize=2048)
def _taken_apart(text: str) -> tuple[str, dict[str, str], bool] | None:
    """Return name and attributes of a start tag, and whether it ends itself; None of any but the usual form.

    The mails of a brand share nearly all of their tags.
    """
    usual = _USUAL_TAG.fullmatch(text)
    if usual is None or usual[1] in UNREAD:
        return None
    attrs = {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
    return usual[1], attrs, bool(usual[2])


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {})
        self._open = self.root

    def parse_starttag(self, i: int) -> int:
        end = self.rawdata.find(">", i) + 1
        usual = _taken_apart(self.rawdata[i:end]) if end else None
        if usual is None:
            return super().parse_starttag(i)
        tag, attrs, ends_itself = usual
        self._begin(tag, attrs, ends_itself=ends_itself)
        return end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, _as_dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, _as_dict(attrs), ends_itself=True)

    def _begin(self, tag: str, attrs: dict[str, str], *, ends_itself: bool = False) -> None:
        element = Element(tag, attrs, self._open)
        self._open.children.append(element)
        if not ends_itself and tag not in VOID:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self._open
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self._open = element.parent

    def updatepos(self, i: int, j: int) -> int:
        return j  # nobody asks for lines and columns, and counting them takes a tenth of the time

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


def _as_dict(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    return {name: value or "" for name, value in attrs}


@lru_cache(maxsize=32)
def parsed(html: str) -> Element:
    """Return the root of the document. It is shared: nobody changes it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root

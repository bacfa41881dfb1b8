"""A rendered HTML document as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {})
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

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


@lru_cache(maxsize=32)
def parsed(html: str) -> Element:
    """Return the root of the document. It is shared: nobody changes it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root

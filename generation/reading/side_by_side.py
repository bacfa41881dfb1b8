"""Texts of several drafts side by side, part by part: what differs, and what of each can be picked."""

from collections.abc import Sequence
from dataclasses import dataclass

from generation.diffs import Block, diff_text
from generation.llm_tools.base import Block as Part
from generation.llm_tools.base import EditableField
from generation.llm_tools.rewrites import within
from generation.llm_tools.scoping import natural


@dataclass(frozen=True)
class Column:
    """One text: its parts and its fields, as its tool names them."""

    key: str
    parts: Sequence[Part]
    fields: Sequence[EditableField]


@dataclass(frozen=True)
class Cell:
    key: str
    text: str | None
    """None where this text has no such part."""
    blocks: tuple[Block, ...]
    """The paragraphs, against those of the first text that has the part."""
    is_first: bool
    """Whether the others are set against this one."""


@dataclass(frozen=True)
class Row:
    """One field, or a whole part where the texts do not have the same fields in it."""

    path: str
    label: str
    cells: tuple[Cell, ...]
    can_be_left_out: bool
    """It is an item of a list that some of the texts do without."""

    @property
    def is_same(self) -> bool:
        return len({cell.text for cell in self.cells}) == 1

    @property
    def is_empty(self) -> bool:
        return not any(cell.text for cell in self.cells)


def rows_of(columns: Sequence[Column]) -> list[Row]:
    """Return the rows in the first text's reading order; parts that only others have stand in their place."""
    by_path = {part.path: part.label for column in reversed(columns) for part in column.parts}
    rows: list[Row] = []
    for path in _in_order(columns):
        inside = [[field for field in column.fields if within(field.path, path)] for column in columns]
        paths = [[field.path for field in fields] for fields in inside]
        if all(one == paths[0] for one in paths):
            for number, field in enumerate(inside[0]):
                texts = [fields[number].text for fields in inside]
                rows.append(_row(field.path, field.label, columns, texts))
            continue
        whole = [
            "\n".join(field.text for field in fields if field.text) if fields else None for fields in inside
        ]
        rows.append(_row(path, by_path[path], columns, whole))
    return [row for row in rows if not row.is_empty]


def _in_order(columns: Sequence[Column]) -> list[str]:
    """Return the paths of all parts: lists are in order of their items, all else as it is met."""
    names: list[str] = []
    found: dict[str, list[str]] = {}
    for column in columns:
        for part in column.parts:
            name = part.path.partition(".")[0]
            if name not in names:
                names.append(name)
            if part.path not in found.setdefault(name, []):
                found[name].append(part.path)
    return [path for name in names for path in sorted(found[name], key=natural)]


def _row(path: str, label: str, columns: Sequence[Column], texts: Sequence[str | None]) -> Row:
    first = next((number for number, text in enumerate(texts) if text is not None), 0)
    against = texts[first] or ""
    cells = tuple(
        Cell(
            column.key,
            text,
            () if text is None else tuple(diff_text(against, text)),
            is_first=number == first,
        )
        for number, (column, text) in enumerate(zip(columns, texts, strict=True))
    )
    is_item = path.rpartition(".")[2].isdigit()
    return Row(path, label, cells, can_be_left_out=is_item and None in texts)

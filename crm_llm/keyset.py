"""Pages of a long list that stay right while rows come and go.

A page starts after the last row of the one before, named by that row's own values, and not by how many
rows were skipped. The cursor is signed, so that a URL can't ask for an order the list does not have.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

M = TypeVar("M", bound=Model)

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    items: list[M]
    next: str
    """Cursor of the page after this one; empty on the last."""


def page(
    rows: QuerySet[M],
    *,
    by: Sequence[str],
    cursor: str = "",
    size: int = PAGE_SIZE,
    joined: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> Page[M]:
    """Return the page of `rows` that the cursor names, in one query.

    `by` names fields or annotations that are never null, with `-` for descending; the last one must be
    unique. A cursor that was tampered with, or belongs to another list, gives the first page.

    Args:
        joined: adds to the rows of the page, and to no others, what they are shown with. It pays where no
            index has the rows in this order, so that all that match are read to find the first. `by` names
            fields only, then.
    """
    rows = rows.order_by(*by)
    after = _read(rows, by, cursor)
    if after is not None:
        rows = rows.filter(behind(by, after))
    if joined is not None:
        first = rows[: size + 1].values("pk")
        rows = joined(rows.model._default_manager.filter(pk__in=first)).order_by(*by)
    items = list(rows[: size + 1])
    more = len(items) > size
    items = items[:size]
    return Page(items, cursor_after(rows, by, items[-1]) if more else "")


def behind(by: Sequence[str], values: Sequence[Any]) -> Any:
    """Match the rows that come after the one with these values in the order `by`.

    Where all columns run the same way, rows are compared whole, which the database finds in the index at
    once, however deep. Otherwise it starts in the index at the first column, and reads on from there.
    """
    descending = {name.startswith("-") for name in by}
    if len(descending) > 1:
        return _further(by, values)
    compare = TupleLessThan if descending == {True} else TupleGreaterThan
    return compare(Tuple(*(F(name.removeprefix("-")) for name in by)), tuple(values))


def ahead(by: Sequence[str], values: Sequence[Any]) -> Any:
    """Match the rows that come before the one with these values in the order `by`."""
    return behind(backwards(by), values)


def backwards(by: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in by)


def _further(by: Sequence[str], values: Sequence[Any]) -> Q:
    """Build "first is further, or is the same and the rest is further"."""
    name, value = by[0].removeprefix("-"), values[0]
    further = Q(**{f"{name}__{'lt' if by[0].startswith('-') else 'gt'}": value})
    if len(by) == 1:
        return further
    # The bound on the first column alone lets the database start in its index.
    at_least = Q(**{f"{name}__{'lte' if by[0].startswith('-') else 'gte'}": value})
    return at_least & (further | _further(by[1:], values[1:]))


def cursor_after(rows: QuerySet[M], by: Sequence[str], item: Model) -> str:
    """Return the cursor of the page that begins behind `item`."""
    values = [_plain(getattr(item, name.removeprefix("-"))) for name in by]
    return signing.dumps(values, salt=_salt(rows, by))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(rows: QuerySet[M], by: Sequence[str], cursor: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = signing.loads(cursor, salt=_salt(rows, by))
    except signing.BadSignature:
        return None
    return [
        _field(rows, name.removeprefix("-")).to_python(value) for name, value in zip(by, values, strict=True)
    ]


def _field(rows: QuerySet[M], name: str) -> Any:
    annotation = rows.query.annotations.get(name)
    return annotation.output_field if annotation is not None else rows.model._meta.get_field(name)


def _salt(rows: QuerySet[M], by: Sequence[str]) -> str:
    return f"keyset:{rows.model._meta.label}:{','.join(by)}"

"""Counts that cost the same however many there are to count: "999+" is as good as the number."""

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from crm_llm.composed import Composed, Given, Statement

MOST_COUNTED = 999


def up_to(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return as many rows as are counted, and one more to tell that there are more.

    Rows in the order of an index make sure that the database begins there, and stops as soon.
    """
    return rows[: MOST_COUNTED + 1]


def counted(**rows: QuerySet[Any]) -> dict[str, int]:
    """Count each of the queries, all in one.

    Each is compiled alone: subqueries of another query are copied, resolved and renamed again and again,
    which costs more than the counting.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_statement(rows))
        return dict(zip(rows, cursor.fetchone(), strict=True))


class CountedOften:
    """As `counted`, for what every page asks anew with other values: the statement is composed once."""

    def __init__(self, rows: Callable[..., dict[str, QuerySet[Any]]]) -> None:
        """Take a function from a shape and values to the queries; see `Composed` for what it must not do."""
        self._composed = Composed(lambda *shape, **values: _statement(rows(*shape, **values)))

    def __call__(self, *shape: Hashable, **values: Given) -> dict[str, int]:
        return self._composed.rows(*shape, **values)[0]


def _statement(rows: dict[str, QuerySet[Any]]) -> Statement:
    counts, values = list[str](), list[Any]()
    for name, found in rows.items():
        name = connection.ops.quote_name(name)
        try:
            sql, params = up_to(found.values("pk")).query.sql_with_params()
        except EmptyResultSet:
            counts.append(f"0 AS {name}")
        else:
            counts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted) AS {name}")  # noqa: S608
            values.extend(params)
    return f"SELECT {', '.join(counts)}", values


def capped(number: int, most: int = 0) -> str:
    """Write a count as it is shown: up to `most`, by default as many as are counted."""
    most = most or MOST_COUNTED
    return str(number) if number <= most else f"{most}+"

"""Counts that cost the same however many there are to count: "999+" is as good as the number."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

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
    counts, values = list[str](), list[Any]()
    for found in rows.values():
        try:
            sql, params = up_to(found.values("pk")).query.sql_with_params()
        except EmptyResultSet:
            counts.append("0")
        else:
            counts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608
            values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        return dict(zip(rows, cursor.fetchone(), strict=True))


def capped(number: int, most: int = 0) -> str:
    """Write a count as it is shown: up to `most`, by default as many as are counted."""
    most = most or MOST_COUNTED
    return str(number) if number <= most else f"{most}+"

"""Counts that cost the same however many there are to count: "999+" is as good as the number."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from crm_llm.accounts.models import User

MOST_COUNTED = 999


def up_to(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return as many rows as are counted, and one more to tell that there are more.

    Rows in the order of an index make sure that the database begins there, and stops as soon.
    """
    return rows[: MOST_COUNTED + 1]


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def counted(user: User, **rows: QuerySet[Any]) -> dict[str, int]:
    """Count each of the queries, all in one. `user` lends the row that the counts are selected beside."""
    counts = {name: _Count(up_to(found.values("pk"))) for name, found in rows.items()}
    found: Any = User.objects.filter(pk=user.pk).order_by().values(**counts).get()
    return dict(found)


def capped(number: int) -> str:
    """Write a count as it is shown."""
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"

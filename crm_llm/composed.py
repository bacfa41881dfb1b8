"""Statements that are composed once, and run with other values each time.

Django composes a query from scratch each time. Where a page asks many small questions, that takes several
times as long as answering them. `rows` does the same for whole rows that are found by exact values.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateTimeField

Given = int | datetime | tuple[int, ...]
"""What is put into a statement: keys of rows, and moments."""
Statement = tuple[str, Sequence[Any]]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")
"""How a moment or a day begins, as an object and as the words that SQLite is given."""


@dataclass(frozen=True)
class _Place:
    """Where a value goes among the parameters: which one, and of several the how manieth."""

    name: str
    number: int = 0


class Composed:
    def __init__(self, compose: Callable[..., Statement]) -> None:
        """Take a function from a shape and values to a statement.

        It may only put the values into the statement: it is given stand-ins for them, and is not asked again
        for other values of the same shape. Moments are put in as they are given, not a minute before.
        """
        self._compose = compose
        self._composed: dict[Hashable, Statement] = {}

    def rows(self, *shape: Hashable, **values: Given) -> list[dict[str, Any]]:
        """Return what the statement finds, by the names of its columns.

        Raises:
            ValueError: the statement holds a moment that was not given.
        """
        sql, parameters = self._statement(shape, values)
        given = dict(_prepared(values))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[one] if isinstance(one, _Place) else one for one in parameters])
            columns = [column[0] for column in cursor.description]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _statement(self, shape: tuple[Hashable, ...], values: dict[str, Given]) -> Statement:
        lengths = tuple(len(value) if isinstance(value, tuple) else -1 for value in values.values())
        key = (connection.vendor, shape, *values, *lengths)
        if key not in self._composed:
            stand_ins = _stand_ins(values)
            places = {value: place for place, value in _prepared(stand_ins)}
            sql, parameters = self._compose(*shape, **stand_ins)
            found = tuple(places.get(one, one) for one in parameters)
            if any(_MOMENT.match(str(one)) for one in found):
                raise ValueError("A moment in the statement was not given: it would stay what it is now.")
            self._composed[key] = sql, found
        return self._composed[key]


def _stand_ins(values: dict[str, Given]) -> dict[str, Given]:
    """Return values of the same kinds, such as no query holds by itself, no two of them alike."""
    found: dict[str, Given] = {}
    for number, (name, value) in enumerate(values.items()):
        first = -(10**15) - number * 10**6
        if isinstance(value, datetime):
            found[name] = datetime(1066, 10, 14, tzinfo=UTC) + timedelta(microseconds=number)
        elif isinstance(value, tuple):
            found[name] = tuple(first - place for place in range(len(value)))
        else:
            found[name] = first
    return found


def _prepared(values: dict[str, Given]) -> Iterator[tuple[_Place, Any]]:
    """Yield each single value as the database takes it."""
    for name, value in values.items():
        if isinstance(value, tuple):
            yield from ((_Place(name, place), _whole(one)) for place, one in enumerate(value))
        elif isinstance(value, datetime):
            yield _Place(name), DateTimeField().get_db_prep_value(value, connection)
        else:
            yield _Place(name), _whole(value)


def _whole(number: int) -> Any:
    return BigIntegerField().get_db_prep_value(number, connection)

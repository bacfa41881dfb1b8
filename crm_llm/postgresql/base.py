"""Django's PostgreSQL backend, with every whole number bound in eight bytes, and without parallel plans.

Django binds a bare number in an expression, such as `F("spent") + amount`, in four. With parameters bound on
the server the driver then cuts off what is larger, without a word: $2.15 in billionths is.

A page asks for twenty rows of a long list: to start helpers for it takes longer (20 ms) than to find them.
"""

from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg.types.numeric import Int8


class DatabaseOperations(operations.DatabaseOperations):
    integerfield_type_map = dict.fromkeys(operations.DatabaseOperations.integerfield_type_map, Int8)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def _configure_connection(self, connection: Any) -> bool:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        super()._configure_connection(connection)  # type: ignore[misc]  # Django's stubs leave it out
        return True  # to be committed

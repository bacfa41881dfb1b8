"""Django's PostgreSQL backend, with every whole number bound in eight bytes.

Django binds a bare number in an expression, such as `F("spent") + amount`, in four. With parameters bound on
the server the driver then cuts off what is larger, without a word: $2.15 in billionths is.
"""

from django.db.backends.postgresql import base, operations
from psycopg.types.numeric import Int8


class DatabaseOperations(operations.DatabaseOperations):
    integerfield_type_map = dict.fromkeys(operations.DatabaseOperations.integerfield_type_map, Int8)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

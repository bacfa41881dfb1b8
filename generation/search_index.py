"""Create the databases' own indexes over the words that things are found by.

They are looked after at the end of each `migrate`, like the triggers of the audit log, since SQLite loses the
triggers that feed its index when it rebuilds a table.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from generation.models.search import INDEXED, VECTOR, fts_table

_POSTGRESQL: tuple[str, ...] = (
    f"CREATE INDEX IF NOT EXISTS {{table}}_vector ON {{table}} USING gin ({VECTOR.format(words='words')})",
)
_REMOVE = "INSERT INTO {fts} ({fts}, rowid, words) VALUES ('delete', old.id, old.words)"
_ADD = "INSERT INTO {fts} (rowid, words) VALUES (new.id, new.words)"
# The table of words is the content of the index, which keeps no copy of it.
_SQLITE = (
    "CREATE VIRTUAL TABLE {fts} USING fts5 (words, content='{table}', content_rowid='id', prefix='2 3')",
    "INSERT INTO {fts} ({fts}) VALUES ('rebuild')",
)
_SQLITE_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS {{fts}}_insert AFTER INSERT ON {{table}} BEGIN {_ADD}; END",
    f"CREATE TRIGGER IF NOT EXISTS {{fts}}_delete AFTER DELETE ON {{table}} BEGIN {_REMOVE}; END",
    "CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE OF words ON {table} "
    f"BEGIN {_REMOVE}; {_ADD}; END",
)


def ensure(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing."""
    tables = set(connection.introspection.table_names())
    for model in INDEXED:
        table, fts = model._meta.db_table, fts_table(model)
        if table not in tables:
            continue
        statements = _POSTGRESQL
        if connection.vendor == "sqlite":
            statements = _SQLITE_TRIGGERS if fts in tables else (*_SQLITE, *_SQLITE_TRIGGERS)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.replace("{table}", table).replace("{fts}", fts))


def ensure_after_migrate(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    ensure(connections[using])

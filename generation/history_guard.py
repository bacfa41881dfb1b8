"""Let the database itself refuse to change the audit log, whoever asks: this application, a shell, a tool.

The triggers are put back after each `migrate`, since SQLite loses them when it rebuilds a table.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("generation_auditentry", "generation_auditseal")
REFUSED = "The audit log is only added to."

_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
    """,
    """
    CREATE OR REPLACE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()
    """,
    """
    CREATE OR REPLACE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history()
    """,
)
_SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {{table}}_update BEFORE UPDATE ON {{table}} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {{table}}_delete BEFORE DELETE ON {{table}} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)
_NAMES = {"postgresql": ("{table}_rows", "{table}_truncate"), "sqlite": ("{table}_update", "{table}_delete")}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing."""
    statements = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in statements:
                cursor.execute(statement.replace("{table}", table))


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: what a test that flushes tables needs, and nothing else."""
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in _NAMES[connection.vendor]:
                trigger = name.replace("{table}", table)
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {table}" if on_table else ""))


def guard_after_migrate(sender: AppConfig, using: str = "default", plan: Any = None, **kwargs: Any) -> None:
    connection = connections[using]
    if set(TABLES) <= set(connection.introspection.table_names()):
        guard(connection)

"""Rows found by exact values: inserted, changed or loaded by statements that are composed once.

Django composes every statement anew, which costs several times what running it does. A worker runs a dozen
for each draft, always the same. What a value looks like in the database is still for the fields to say.

No signals are sent: these are for rows that nobody edits in a form.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.sql import Query
from django.db.transaction import mark_for_rollback_on_error

M = TypeVar("M", bound=Model)

MOST_AT_ONCE = 50
"""Rows in one statement: far from what SQLite takes as parameters, and few statements to keep."""


def insert(row: M) -> M:
    """Insert a new row, as `save()` would, and return it with its key.

    Raises:
        IntegrityError: a constraint refuses it; the surrounding transaction is rolled back.
    """
    model, here = type(row), _this_thread_s()
    fields = _inserted(model)
    values = [field.get_db_prep_save(field.pre_save(row, True), here) for field in fields]
    with mark_for_rollback_on_error(using=here.alias), here.cursor() as cursor:
        cursor.execute(_insert_statement(model), values)
        row.pk = model._meta.pk.to_python(cursor.fetchone()[0])
    row._state.adding, row._state.db = False, here.alias
    return row


def insert_all(new: Iterable[Model]) -> None:
    """Insert new rows of one model, as `bulk_create()` would. Their keys stay unknown.

    Raises:
        IntegrityError: a constraint refuses one; the surrounding transaction is rolled back.
    """
    here = _this_thread_s()
    for some in _batches(new):
        model = type(some[0])
        fields = _inserted(model)
        values = [field.get_db_prep_save(field.pre_save(row, True), here) for row in some for field in fields]
        with mark_for_rollback_on_error(using=here.alias), here.cursor() as cursor:
            cursor.execute(_insert_all_statement(model, len(some)), values)


def put(row: Model, *, key: str) -> None:
    """Insert a new row, or give the one with the same `key` all its other values. Its own key stays unknown.

    Args:
        key: a unique field.
    """
    model, here = type(row), _this_thread_s()
    values = [field.get_db_prep_save(field.pre_save(row, True), here) for field in _inserted(model)]
    with mark_for_rollback_on_error(using=here.alias), here.cursor() as cursor:
        cursor.execute(_put_statement(model, key), values)


def change(model: type[Model], columns: Mapping[str, Any], *, where: Mapping[str, Any]) -> int:
    """Set `columns` of the rows whose fields have exactly the values of `where`, none of them None.

    Return how many there were.
    """
    here = _this_thread_s()
    named = [(_field(model, name), value) for name, value in (*columns.items(), *where.items())]
    values = [field.get_db_prep_save(_key_of(value), here) for field, value in named]
    with mark_for_rollback_on_error(using=here.alias), here.cursor() as cursor:
        cursor.execute(_update_statement(model, tuple(columns), tuple(where)), values)
        changed: int = cursor.rowcount
    return changed


def load(model: type[M], pk: Any, *joined: str) -> M:
    """Return the row with this key, and with it those that the foreign keys `joined` name.

    Raises:
        ObjectDoesNotExist: there is none, or one of the others is missing.
    """
    here = _this_thread_s()
    with here.cursor() as cursor:
        cursor.execute(_select_statement(model, joined), [_field(model, "pk").get_db_prep_value(pk, here)])
        found = cursor.fetchone()
    if found is None:
        raise ObjectDoesNotExist(f"{model.__name__} {pk} does not exist.")
    values = iter(found)
    row = _built(model, values, here)
    for name in joined:
        setattr(row, name, _built(_related(model, name), values, here))
    return row


def select(
    model: type[Model], names: tuple[str, ...], *, where: Mapping[str, Any], order: str = "", most: int = 0
) -> list[tuple[Any, ...]]:
    """Return these fields of the rows whose fields have exactly the values of `where`, none of them None.

    The values come as the driver gives them: for texts, whole numbers and booleans. JSON is text, too.

    Args:
        names: `key__field` is one of the row that a foreign key names; without that row there is none.
        order: a field, with a minus in front to begin at its end; empty: as the database likes.
        most: how many rows; 0: all.
    """
    here = _this_thread_s()
    values = [_field(model, name).get_db_prep_value(_key_of(value), here) for name, value in where.items()]
    with here.cursor() as cursor:
        cursor.execute(_columns_statement(model, names, tuple(where), order, most), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _this_thread_s() -> BaseDatabaseWrapper:
    """Return the connection itself: behind the proxy each look at it costs as much as preparing a value."""
    return connections[DEFAULT_DB_ALIAS]


def _built(model: type[M], values: Iterator[Any], here: BaseDatabaseWrapper) -> M:
    """Make a row of the next values."""
    names, converters = _loaded(model)
    own = list(islice(values, len(names)))
    for place, (convert, expression) in converters.items():
        for one in convert:
            own[place] = one(own[place], expression, here)
    return model.from_db(here.alias, names, own)


def _batches(rows: Iterable[M]) -> Iterator[list[M]]:
    left = iter(rows)
    while some := list(islice(left, MOST_AT_ONCE)):
        yield some


def _key_of(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _related(model: type[Model], name: str) -> type[Model]:
    related: type[Model] = _field(model, name).related_model  # type: ignore[assignment]
    return related


def _join(model: type[Model], name: str) -> str:
    """Return the JOIN of the row that a foreign key names."""
    other = _table(_related(model, name))
    key, own = _column(_related(model, name)._meta.pk), _column(_field(model, name))
    return f"JOIN {other} ON {other}.{key} = {_table(model)}.{own}"


# The names in these statements are those of our own models.


@lru_cache(maxsize=32)
def _inserted(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    """Return the fields that an insert sets: all but a key that the database counts up."""
    return tuple(field for field in model._meta.concrete_fields if field is not model._meta.auto_field)


@lru_cache(maxsize=32)
def _insert_statement(model: type[Model]) -> str:
    fields = _inserted(model)
    columns, values = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    key = _column(model._meta.pk)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({values}) RETURNING {key}"  # noqa: S608


@lru_cache(maxsize=128)
def _insert_all_statement(model: type[Model], count: int) -> str:
    fields = _inserted(model)
    columns = ", ".join(map(_column, fields))
    one = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([one] * count)}"  # noqa: S608


@lru_cache(maxsize=128)
def _update_statement(model: type[Model], columns: tuple[str, ...], where: tuple[str, ...]) -> str:
    changes = ", ".join(f"{_column(_field(model, name))} = %s" for name in columns)
    conditions = " AND ".join(f"{_column(_field(model, name))} = %s" for name in where)
    return f"UPDATE {_table(model)} SET {changes} WHERE {conditions}"  # noqa: S608


@lru_cache(maxsize=32)
def _put_statement(model: type[Model], key: str) -> str:
    on = _column(_field(model, key))
    taken = ", ".join(
        f"{column} = EXCLUDED.{column}" for column in map(_column, _inserted(model)) if column != on
    )
    return f"{_insert_all_statement(model, 1)} ON CONFLICT ({on}) DO UPDATE SET {taken}"


@lru_cache(maxsize=32)
def _select_statement(model: type[Model], joined: tuple[str, ...]) -> str:
    models = [model, *(_related(model, name) for name in joined)]
    columns = ", ".join(
        f"{_table(each)}.{_column(field)}" for each in models for field in each._meta.concrete_fields
    )
    source = " ".join([_table(model), *(_join(model, name) for name in joined)])
    return f"SELECT {columns} FROM {source} WHERE {_table(model)}.{_column(model._meta.pk)} = %s"  # noqa: S608


@lru_cache(maxsize=32)
def _columns_statement(
    model: type[Model], names: tuple[str, ...], where: tuple[str, ...], order: str, most: int
) -> str:
    table = _table(model)

    def column(name: str) -> str:
        key, _, far = name.partition("__")
        if far:
            return f"{_table(_related(model, key))}.{_column(_field(_related(model, key), far))}"
        return f"{table}.{_column(_field(model, key))}"

    joined = dict.fromkeys(name.partition("__")[0] for name in names if "__" in name)
    source = " ".join([table, *(_join(model, key) for key in joined)])
    conditions = " AND ".join(f"{column(name)} = %s" for name in where)
    statement = f"SELECT {', '.join(map(column, names))} FROM {source} WHERE {conditions}"  # noqa: S608
    if order:
        direction = "DESC" if order.startswith("-") else "ASC"
        statement += f" ORDER BY {column(order.removeprefix('-'))} {direction}"
    return f"{statement} LIMIT {int(most)}" if most else statement


@lru_cache(maxsize=32)
def _loaded(model: type[Model]) -> tuple[list[str], dict[int, Any]]:
    """Return the names of a row's attributes, and by place what turns a column into the value of one."""
    fields = model._meta.concrete_fields
    compiler = Query(model).get_compiler(connection=connection)
    converters = compiler.get_converters([field.get_col(model._meta.db_table) for field in fields])
    return [field.attname for field in fields], converters

"""The same histories carried out by Django's framework and by ours, each in a database of its own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations as django_migrations
from django.db.migrations.state import ProjectState as DjangoState

from migrations_core.backends.registry import schema_editor
from migrations_core.interop.convert import operation as converted
from migrations_core.migration import Migration
from migrations_core.state import ProjectState
from tests.backends.builders import django_sqlite, execute, sqlite
from tests.backends.rows import rows
from tests.snapshots.schemas import read_schema

APP = "shop"

Operations = Sequence[Any]
"""What one migration does, in Django's classes."""


def by_django(history: Sequence[Operations], inserts: Sequence[str] = ()) -> Any:
    """Give the error, or schema and rows, that Django leaves; the rows come after the first migration."""
    state = DjangoState()
    state.apps  # noqa: B018 - Django's executor renders the state, too, and that decides the order of columns

    def apply(connection: Any, number: int, operations: Operations) -> None:
        nonlocal state
        body = {"operations": operations}
        migration = type("Migration", (django_migrations.Migration,), body)(f"{number:04}", APP)
        with connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)

    with django_sqlite() as connection:
        return _result(connection, apply, history, inserts)


def by_us(history: Sequence[Operations], inserts: Sequence[str] = ()) -> Any:
    """Give what we leave."""
    state = ProjectState()

    def apply(connection: Any, number: int, operations: Operations) -> None:
        nonlocal state
        migration = Migration(f"{number:04}", APP)
        migration.operations = [converted(operation) for operation in operations]
        with schema_editor(connection) as editor:
            state = migration.apply(state, editor)

    with sqlite() as connection:
        return _result(connection, apply, history, inserts)


def by_scripts(
    history: Sequence[Operations], inserts: Sequence[str] = (), *, written_for: Any = None
) -> Any:
    """Give what the scripts of all migrations leave, run by SQLite itself.

    They are written for the database that they are run on or, with ``written_for``, for that one, in which nothing
    is ever applied.
    """
    state = ProjectState()

    def apply(connection: Any, number: int, operations: Operations) -> None:
        nonlocal state
        migration = Migration(f"{number:04}", APP)
        migration.operations = [converted(operation) for operation in operations]
        with schema_editor(written_for or connection, collect_sql=True) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        script = [
            *editor.script_prologue,
            "BEGIN;",
            *editor.collected_sql,
            "COMMIT;",
            *editor.script_epilogue,
        ]
        connection.ensure_connection()
        connection.connection.executescript("\n".join(script))

    with sqlite() as connection:
        return _result(connection, apply, history, inserts)


def _result(
    connection: Any,
    apply: Callable[[Any, int, Operations], None],
    history: Sequence[Operations],
    inserts: Sequence[str],
) -> Any:
    for number, operations in enumerate(history, 1):
        try:
            apply(connection, number, copy.deepcopy(operations))
        except Exception as error:
            return type(error)
        if number == 1 and inserts:
            execute(connection, *inserts)
    schema = read_schema(connection)
    return schema, {table.name: rows(connection, table.name) for table in schema.tables}

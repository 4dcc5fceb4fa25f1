"""Which schema editor works on a connection, and which reader."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migrations_core.ddl.column_types import Dialect
from migrations_core.ddl.existing import Schema, Table

OURS = {
    "django.db.backends.sqlite3.schema.DatabaseSchemaEditor": (
        "migrations_core.backends.sqlite3.editor"
    ),
    "django.db.backends.postgresql.schema.DatabaseSchemaEditor": (
        "migrations_core.backends.postgresql.editor"
    ),
    "django.db.backends.mysql.schema.DatabaseSchemaEditor": "migrations_core.backends.mysql.editor",
}
"""By the full name of Django's editor: the module that holds ours. Names, so that nothing is imported."""

FOLDERS = {
    "sqlite": "migrations_core.backends.sqlite3",
    "postgresql": "migrations_core.backends.postgresql",
    "mysql": "migrations_core.backends.mysql",
}
"""By vendor, since it is the server that is read, whatever backend it is reached through."""


def schema_editor(connection: Any, *, collect_sql: bool = False, atomic: bool = True) -> Any:
    """Give our editor where the connection would use exactly Django's, else the connection's own.

    Backends of third parties have editors of their own, or none that can be named in advance:
    theirs is asked for with the method that they may have overridden.
    """
    if module := _our_module(connection):
        editor_class = import_module(module).DatabaseSchemaEditor
        return editor_class(connection, collect_sql, atomic)
    return connection.schema_editor(collect_sql=collect_sql, atomic=atomic)


def read_schema(connection: Any) -> Schema:
    """Read all tables that unqualified names find, and what belongs to them."""
    schema: Schema = import_module(f"{FOLDERS[connection.vendor]}.catalogue").read_schema(
        connection
    )
    return schema


def read_tables(connection: Any, names: Collection[str]) -> dict[str, Table]:
    """Read these tables at once, by name, as far as they exist."""
    reader = import_module(f"{FOLDERS[connection.vendor]}.catalogue")
    found: dict[str, Table] = reader.read_tables(connection, names)
    return found


def dialect(connection: Any) -> Dialect:
    """Give what is known of the types of the connection's server."""
    known: Dialect = import_module(f"{FOLDERS[connection.vendor]}.column_types").DIALECT
    return known


def _our_module(connection: Any) -> str | None:
    editor_class = getattr(connection, "SchemaEditorClass", None)
    method = getattr(type(connection), "schema_editor", None)
    if editor_class is None or method is not BaseDatabaseWrapper.schema_editor:
        return None
    return OURS.get(f"{editor_class.__module__}.{editor_class.__qualname__}")

"""Which schema editor works on a connection."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

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


def schema_editor(connection: Any, *, collect_sql: bool = False, atomic: bool = True) -> Any:
    """Give our editor where the connection would use exactly Django's, else the connection's own.

    Backends of third parties have editors of their own, or none that can be named in advance:
    theirs is asked for with the method that they may have overridden.
    """
    if module := _our_module(connection):
        editor_class = import_module(module).DatabaseSchemaEditor
        return editor_class(connection, collect_sql, atomic)
    return connection.schema_editor(collect_sql=collect_sql, atomic=atomic)


def _our_module(connection: Any) -> str | None:
    editor_class = getattr(connection, "SchemaEditorClass", None)
    method = getattr(type(connection), "schema_editor", None)
    if editor_class is None or method is not BaseDatabaseWrapper.schema_editor:
        return None
    return OURS.get(f"{editor_class.__module__}.{editor_class.__qualname__}")

"""Which schema editor works on a connection, and which reader."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionProxy

if TYPE_CHECKING:
    from migrations_core.schema.tables import Schema, Table
    from migrations_core.schema.types import TypeSystem

    from .base.vendor import Vendor

FOLDERS = {"sqlite": "sqlite3", "postgresql": "postgresql", "mysql": "mysql"}
"""By vendor: the folder of Django's backend, and of ours."""


def schema_editor(connection: Any, *, collect_sql: bool = False, atomic: bool = True) -> Any:
    """Give our editor where the connection would use exactly Django's, else the connection's own.

    Backends of third parties have editors of their own, or none that can be named in advance:
    theirs is asked for with the method that they may have overridden.
    """
    connection = unwrap(connection)
    if has_djangos_editor(connection):
        editor_class = _part_of(connection, "editor").DatabaseSchemaEditor
        return editor_class(connection, collect_sql, atomic)
    return connection.schema_editor(collect_sql=collect_sql, atomic=atomic)


def run_of_migrations(connection: Any) -> AbstractContextManager[object]:
    """Prepare the connection once for migrations that follow each other."""
    connection = unwrap(connection)
    if has_djangos_editor(connection):
        editor_class = _part_of(connection, "editor").DatabaseSchemaEditor
    else:
        editor_class = getattr(connection, "SchemaEditorClass", None)
    prepare = getattr(editor_class, "run_of_migrations", nullcontext)
    context: AbstractContextManager[object] = prepare(connection)
    return context


def unwrap(connection: Any) -> Any:
    """Give the connection itself for ``django.db.connection``, whose type tells nothing and which has no hash."""
    return connections[connection.alias] if isinstance(connection, ConnectionProxy) else connection


def read_schema(connection: Any) -> Schema:
    """Read all tables that unqualified names find, and what belongs to them."""
    connection = unwrap(connection)
    schema: Schema = _part_of(connection, "reader").read_schema(connection)
    return schema


def read_tables(connection: Any, names: Collection[str]) -> dict[str, Table]:
    """Read these tables at once, by name, as far as they exist."""
    found: dict[str, Table] = _part_of(connection, "reader").read_tables(connection, names)
    return found


def vendor_of(connection: Any) -> Vendor:
    """Give what is known of the connection's kind of database without asking it."""
    known: Vendor = _part_of(connection, "vendor").VENDOR
    return known


def type_system(connection: Any) -> TypeSystem:
    """Give what is known of the types of the connection's server."""
    known: TypeSystem = _part_of(connection, "types").TYPES
    return known


def _part_of(connection: Any, name: str) -> Any:
    """Import a module of our backend. It is chosen by the server, whatever backend that is reached through."""
    folder = FOLDERS.get(connection.vendor, "base")
    return import_module(f"migrations_core.backends.{folder}.{name}")


def has_djangos_editor(connection: Any) -> bool:
    """Tell whether the connection would use exactly Django's editor, so that ours is used instead."""
    editor_class = getattr(connection, "SchemaEditorClass", None)
    method = getattr(type(connection), "schema_editor", None)
    if editor_class is None or method is not BaseDatabaseWrapper.schema_editor:
        return False
    package: str = editor_class.__module__.rpartition(".")[0]
    return package == f"django.db.backends.{FOLDERS.get(connection.vendor)}"

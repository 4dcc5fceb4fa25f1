"""Which editor works on which connection."""

from __future__ import annotations

from typing import Any

from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as DjangoEditor

from migrations_core.backends.registry import schema_editor
from migrations_core.backends.sqlite3.editor import DatabaseSchemaEditor

from .builders import django_sqlite, sqlite


class ForeignEditor(DjangoEditor):
    pass


class WithForeignEditor(DjangoWrapper):
    SchemaEditorClass = ForeignEditor


class WithForeignMethod(DjangoWrapper):
    def schema_editor(self, *args: Any, **kwargs: Any) -> Any:
        return ForeignEditor(self, *args, **kwargs)


def test_djangos_own_connection_gets_our_editor() -> None:
    with django_sqlite() as stock:
        editor = schema_editor(stock, collect_sql=True, atomic=False)
    assert type(editor) is DatabaseSchemaEditor
    assert (editor.collect_sql, editor.atomic_migration) == (True, False)


def test_our_engine_gets_our_editor() -> None:
    with sqlite() as own:
        assert type(schema_editor(own)) is DatabaseSchemaEditor


def test_an_editor_of_a_third_party_is_left_alone() -> None:
    with sqlite(engine=WithForeignEditor) as foreign:
        assert type(schema_editor(foreign)) is ForeignEditor


def test_a_method_that_a_third_party_overrode_is_called() -> None:
    with sqlite(engine=WithForeignMethod) as foreign:
        assert type(schema_editor(foreign)) is ForeignEditor


def test_the_connection_that_stands_for_the_default_one_gets_the_same_editor() -> None:
    assert type(schema_editor(connection)) is type(schema_editor(connections["default"]))
    assert type(schema_editor(connection)) is DatabaseSchemaEditor

"""Our editor works on our engine's connections, and on those of Django's stock engine."""

from __future__ import annotations

from typing import Any

from migrations_core.backends.registry import schema_editor

from .database import django_mysql


def test_our_engine_has_our_editor(connection: Any) -> None:
    editor_module = type(connection.schema_editor()).__module__
    assert editor_module == "migrations_core.backends.mysql.editor"


def test_a_stock_connection_is_given_our_editor() -> None:
    with django_mysql() as stock:
        ours, theirs = schema_editor(stock), stock.schema_editor()
    assert type(ours).__module__ == "migrations_core.backends.mysql.editor"
    assert type(theirs).__module__ == "django.db.backends.mysql.schema"


def test_an_editor_that_a_backend_has_changed_stays(monkeypatch: Any) -> None:
    with django_mysql() as stock:
        changed = type("Changed", (type(stock).SchemaEditorClass,), {})
        monkeypatch.setattr(stock, "SchemaEditorClass", changed)
        assert type(schema_editor(stock)) is changed

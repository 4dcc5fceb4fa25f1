"""Django's SQLite engine with our schema editor: ``ENGINE = "migrations_core.backends.sqlite3"``."""

from __future__ import annotations

from sqlite3 import dbapi2 as Database

from django.db.backends.sqlite3 import base

from .editor import DatabaseSchemaEditor

__all__ = ["Database", "DatabaseWrapper"]


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does."""

    # Django's stubs want a subclass of Django's editor; ours answers to the same calls.
    SchemaEditorClass = DatabaseSchemaEditor  # type: ignore[assignment]

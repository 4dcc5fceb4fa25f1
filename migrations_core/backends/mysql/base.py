"""Django's MySQL engine with our schema editor: ``ENGINE = "migrations_core.backends.mysql"``."""

from __future__ import annotations

from django.db.backends.mysql import base

from .editor import DatabaseSchemaEditor

# Whichever driver answers to the name MySQLdb.
Database = base.Database

__all__ = ["Database", "DatabaseWrapper"]


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does."""

    # Django's stubs want a subclass of Django's editor; ours answers to the same calls.
    SchemaEditorClass = DatabaseSchemaEditor  # type: ignore[assignment]

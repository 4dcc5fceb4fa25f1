"""Django's MySQL engine with our schema editor: ``ENGINE = "migrations_core.backends.mysql"``."""

from __future__ import annotations

from django.db.backends.mysql import base

from .editor import DatabaseSchemaEditor

# Whichever driver answers to the name MySQLdb.
Database = base.Database  # type: ignore[attr-defined]  # imported there under this name

__all__ = ["Database", "DatabaseWrapper"]


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does."""

    SchemaEditorClass = DatabaseSchemaEditor

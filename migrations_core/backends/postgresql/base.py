"""Django's PostgreSQL engine with our schema editor: ``ENGINE = "migrations_core.backends.postgresql"``."""

from __future__ import annotations

from django.db.backends.postgresql import base

from .editor import DatabaseSchemaEditor

# Whichever driver Django has chosen.
Database = base.Database  # type: ignore[attr-defined]  # imported there under this name

__all__ = ["Database", "DatabaseWrapper"]


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does."""

    # Django's stubs want a subclass of Django's editor; ours answers to the same calls.
    SchemaEditorClass = DatabaseSchemaEditor  # type: ignore[assignment]

"""Create the tables of apps that have no migrations."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import router
from django.db.backends.utils import truncate_name

from migrations_core.backends.registry import schema_editor
from migrations_core.workflows.progress import (
    ConcludingTables,
    CreatingTable,
    CreatingTables,
    Tell,
    tell_nobody,
)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model


def create_tables(
    connection: BaseDatabaseWrapper, app_labels: Collection[str], tell: Tell = tell_nobody
) -> None:
    """Create the tables that are missing."""
    missing = models_without_tables(connection, app_labels)
    tell(CreatingTables())
    with schema_editor(connection) as editor:
        for app_label, model in missing:
            tell(CreatingTable(app_label, model))
            editor.create_model(model)
        # The editor sends it when the block ends.
        tell(ConcludingTables())


def models_without_tables(
    connection: BaseDatabaseWrapper, app_labels: Collection[str]
) -> list[tuple[str, type[Model]]]:
    """Return (app label, model) for what can be migrated here and is not in the database yet."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    return [
        (app_config.label, model)
        for app_config in apps.get_app_configs()
        if app_config.models_module is not None and app_config.label in app_labels
        for model in router.get_migratable_models(app_config, connection.alias)
        if not _has_table(connection, model, existing)
        # Routers say nothing about unmanaged models and features that this database lacks.
        and model._meta.can_migrate(connection)
    ]


def _has_table(
    connection: BaseDatabaseWrapper, model: type[Model], existing: Collection[str]
) -> bool:
    # Long names are in the database as the backend shortened them.
    table = truncate_name(model._meta.db_table, connection.ops.max_name_length())
    return connection.introspection.identifier_converter(table) in existing

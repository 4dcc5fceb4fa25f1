"""Apps that get their first migration although a database has their tables, under the label of an app that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import OperationalError

from migrations_core.operations import CreateModel
from migrations_core.recorder import MigrationRecorder
from migrations_core.workflows.histories import aliases

if TYPE_CHECKING:
    from migrations_core.workflows.detection import Changes


class LeftBehind(NamedTuple):
    """An app that may have had another label."""

    app_label: str
    old_label: str
    database: str

    def __str__(self) -> str:
        return (
            f"'{self.app_label}' gets its first migration, and database '{self.database}' has a table of "
            f"'{self.old_label}', an app that is gone, for each of its models. If it is that app under another name, "
            f"its rows would stay behind: delete the new migration, and give its AppConfig label = '{self.old_label}'."
        )


def left_behind(changes: Changes, connections: Any) -> Iterator[LeftBehind]:
    """Yield the apps with first migrations whose models have tables under the label of an app that is gone."""
    tables = {
        app_label: _model_names(migrations)
        for app_label, migrations in changes.items()
        if migrations and migrations[0].initial
    }
    # Databases are only asked where there is something to find out.
    for alias in aliases(connections) if any(tables.values()) else ():
        try:
            gone, existing = _leftovers(connections[alias])
        except OperationalError:
            continue  # A database that cannot be reached has been warned about.
        for app_label, names in tables.items():
            for old_label in gone:
                if names and all(f"{old_label}_{name}" in existing for name in names):
                    yield LeftBehind(app_label, old_label, alias)


def _model_names(migrations: Any) -> set[str]:
    return {
        operation.name_lower
        for migration in migrations
        for operation in migration.operations
        if isinstance(operation, CreateModel) and operation.options.get("managed", True)
    }


def _leftovers(connection: Any) -> tuple[list[str], set[str]]:
    """Give the labels in the history that are no app's, sorted, and all tables."""
    # The tables are needed anyway, so the history's is not looked for once more.
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    recorder = MigrationRecorder(connection)
    if recorder.Migration._meta.db_table not in tables:
        return [], tables
    labels = set(recorder.migration_qs.values_list("app", flat=True))
    return sorted(labels - {config.label for config in apps.get_app_configs()}), tables

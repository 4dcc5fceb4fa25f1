"""Whether a database has the tables and columns of an initial migration that is not recorded (``--fake-initial``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps.registry import apps as live_apps
from django.db import router

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration
    from migrations_core.state import ProjectState


def is_initial(migration: Migration) -> bool:
    """Return whether it is the first one of its app, unless it says itself whether to treat it so."""
    if migration.initial is not None:
        return migration.initial
    return all(app_label != migration.app_label for app_label, _ in migration.dependencies)


def has_what_it_creates(
    connection: BaseDatabaseWrapper, migration: Migration, after: ProjectState
) -> bool:
    """Return whether there is something that the migration creates, and all of it is in the database.

    Only tables and columns are looked for, and those that this database is to have.
    """
    schema = ExistingSchema(connection)
    found = [
        wanted is not None and schema.has(wanted)
        for wanted in _wanted(connection.alias, migration, after)
    ]
    return bool(found) and all(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table, or one column of it."""

    table: str
    column: str | None = None


def _wanted(alias: str, migration: Migration, after: ProjectState) -> Iterator[Wanted | None]:
    """Yield what the database has to have for each operation; None for what is gone at the migration's end."""
    for model_name, field_name in _created(migration):
        state = after.model_states.get((migration.app_label, model_name.lower()))
        if state is None or (field_name is not None and field_name not in state.fields):
            yield None
            continue
        model = _model(after, migration.app_label, model_name)
        if _is_migrated(alias, migration.app_label, model):
            table = Wanted(model._meta.db_table)
            yield table if field_name is None else _wanted_field(model, field_name)


def _created(migration: Migration) -> Iterator[tuple[str, str | None]]:
    """Yield the names of the models and (with their models) of the fields that a migration creates."""
    for operation in migration.operations:
        # By name, since an operation that somebody derived from Django's CreateModel is not one of ours.
        classes = {cls.__name__ for cls in type(operation).__mro__}
        if "CreateModel" in classes:
            yield operation.name, None
        elif "AddField" in classes:
            yield operation.model_name, operation.name


def _model(after: ProjectState, app_label: str, name: str) -> Any:
    model: Any = after.schema_model(app_label, name)
    # A swapped model has no table; the one in its place is no dependency and may not be in the state.
    return live_apps.get_model(model._meta.swapped) if model._meta.swapped else model


def _is_migrated(alias: str, app_label: str, model: Any) -> bool:
    return (
        not model._meta.proxy
        and model._meta.managed
        and router.allow_migrate(alias, app_label, model_name=model._meta.model_name)
    )


def _wanted_field(model: Any, name: str) -> Wanted:
    found = model._meta.get_field(name)
    if found.many_to_many:
        return Wanted(found.remote_field.through._meta.db_table)
    return Wanted(model._meta.db_table, found.column)


@dataclass(slots=True)
class ExistingSchema:
    """The tables and columns of a database, each looked up once."""

    connection: BaseDatabaseWrapper
    _tables: set[str] | None = None
    _columns: dict[str, set[str]] = field(default_factory=dict)

    def has(self, wanted: Wanted) -> bool:
        if wanted.column is None:
            return self._fold(wanted.table) in self._existing_tables()
        return self._fold(wanted.column) in self._existing_columns(wanted.table)

    def _existing_tables(self) -> set[str]:
        if self._tables is None:
            with self.connection.cursor() as cursor:
                names = self.connection.introspection.table_names(cursor)
            self._tables = set(map(self._fold, names))
        return self._tables

    def _existing_columns(self, table: str) -> set[str]:
        if table not in self._columns:
            with self.connection.cursor() as cursor:
                columns = self.connection.introspection.get_table_description(cursor, table)
            self._columns[table] = {self._fold(column.name) for column in columns}
        return self._columns[table]

    @property
    def _fold(self) -> Callable[[str], str]:
        return str.casefold if self.connection.features.ignores_table_name_case else str

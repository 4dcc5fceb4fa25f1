"""Whether a database has what an initial migration creates that is not recorded (``--fake-initial``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps.registry import apps as live_apps
from django.db import router

from migrations_core.failures import numbered

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration
    from migrations_core.state import ProjectState


def is_initial(migration: Migration) -> bool:
    """Return whether it is the first one of its app, unless it says itself whether to treat it so."""
    if migration.initial is not None:
        return migration.initial
    return all(app_label != migration.app_label for app_label, _ in migration.dependencies)


@dataclass(frozen=True, slots=True)
class Origin:
    """The operation of a migration that creates something; its place is counted from 1, None if not in the file."""

    place: int | None
    operation: Any

    @property
    def makes_model(self) -> bool:
        return "CreateModel" in _class_names(self.operation)

    @property
    def model_name(self) -> str:
        return str(self.operation.name if self.makes_model else self.operation.model_name)

    @property
    def field_name(self) -> str | None:
        return None if self.makes_model else self.operation.name


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table that a model has at the migration's end, or one column of it."""

    origin: Origin
    model: Any
    column: str | None = None

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


def wanted_of(alias: str, migration: Migration, after: ProjectState) -> list[Wanted | None]:
    """Give what the database has to have for each operation; None for what is gone at the migration's end.

    Only tables and columns that this database is to have.
    """
    return list(_wanted(alias, migration, after))


def _wanted(alias: str, migration: Migration, after: ProjectState) -> Iterator[Wanted | None]:
    for origin in _created(migration):
        state = after.model_states.get((migration.app_label, origin.model_name.lower()))
        if state is None or (
            origin.field_name is not None and origin.field_name not in state.fields
        ):
            yield None
            continue
        model = model_of(after, migration.app_label, origin.model_name)
        if _is_migrated(alias, migration.app_label, model):
            yield _wanted_field(origin, model) if origin.field_name else Wanted(origin, model)


def _created(migration: Migration) -> Iterator[Origin]:
    """Yield the operations that create models and fields."""
    for place, operation in numbered(migration):
        if not _class_names(operation).isdisjoint(("CreateModel", "AddField")):
            yield Origin(place, operation)


def _class_names(operation: Any) -> set[str]:
    # By name, since an operation that somebody derived from Django's CreateModel is not one of ours.
    return {cls.__name__ for cls in type(operation).__mro__}


def model_of(after: ProjectState, app_label: str, name: str) -> Any:
    """Give the model whose table it is."""
    model: Any = after.schema_model(app_label, name)
    # A swapped model has no table; the one in its place is no dependency and may not be in the state.
    return live_apps.get_model(model._meta.swapped) if model._meta.swapped else model


def _is_migrated(alias: str, app_label: str, model: Any) -> bool:
    return (
        not model._meta.proxy
        and model._meta.managed
        and router.allow_migrate(alias, app_label, model_name=model._meta.model_name)
    )


def _wanted_field(origin: Origin, model: Any) -> Wanted:
    found = model._meta.get_field(origin.field_name)
    if found.many_to_many:
        return Wanted(origin, found.remote_field.through)
    return Wanted(origin, model, found.column)


def has_names(connection: BaseDatabaseWrapper, wanted: list[Wanted | None]) -> bool:
    """Return whether something is wanted, and all of it has a name that the database knows."""
    names = ExistingNames(connection)
    return bool(wanted) and all(one is not None and names.has(one) for one in wanted)


def without_columns_of_created_tables(wanted: list[Wanted | None]) -> list[Wanted | None]:
    """Leave out what a comparison of the tables finds anyway."""
    created = {one.table for one in wanted if one and one.column is None}
    return [one for one in wanted if one is None or one.column is None or one.table not in created]


@dataclass(slots=True)
class ExistingNames:
    """The tables and columns of a database, each looked up once."""

    connection: BaseDatabaseWrapper
    _tables: set[str] | None = None
    _columns: dict[str, set[str]] = field(default_factory=dict)

    def has(self, wanted: Wanted) -> bool:
        if wanted.column is None:
            return self.has_table(wanted.table)
        return self._fold(wanted.column) in self._existing_columns(wanted.table)

    def has_table(self, table: str) -> bool:
        return self._fold(table) in self._existing_tables()

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

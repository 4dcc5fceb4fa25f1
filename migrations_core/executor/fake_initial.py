"""Whether a database has what an initial migration creates that is not recorded (``--fake-initial``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps.registry import apps as live_apps
from django.db import router

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.projection import project_table
from migrations_core.backends.registry import read_tables, schema_editor, type_system
from migrations_core.exceptions import DifferentTablesError
from migrations_core.failures import description_of, numbered, numbered_name
from migrations_core.schema.comparison import Mismatch, mismatches
from migrations_core.schema.tables import Made, Table
from migrations_core.values import frozen

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration
    from migrations_core.state import ProjectState

AnyMade = TypeVar("AnyMade", bound=Made)


def is_there(
    connection: BaseDatabaseWrapper,
    migration: Migration,
    after: ProjectState,
    make_final_state: Callable[[], ProjectState],
) -> bool:
    """Return whether the database has what the migration creates; refuse what only looks like it.

    A database may be ahead of its records: what is as all the migrations together would make it is right, too.
    """
    expected = expected_of(connection.alias, migration, after)
    editor = schema_editor(connection, collect_sql=True)
    if not isinstance(editor, BaseDatabaseSchemaEditor):
        # A backend of somebody else's: who knows what it would make, and how its server would put it.
        return has_names(connection, expected)
    if not has_names(connection, without_columns_of_created_tables(expected)):
        return False
    comparison = Comparison(editor, migration, [one for one in expected if one], make_final_state)
    if lines := list(comparison.lines()):
        raise DifferentTablesError((migration.app_label, migration.name), lines)
    return True


@dataclass
class Comparison:
    """Holds what a migration's models promise against what there is."""

    editor: Any
    migration: Migration
    expected: list[Expected]
    make_final_state: Callable[[], ProjectState]

    def lines(self) -> Iterator[str]:
        """Describe what is different, in the order of the operations."""
        found = {(origin.place or 0, str(s)): origin for origin, s in self._differences()}
        for (_, problem), origin in sorted(found.items(), key=lambda item: item[0]):
            yield f"{numbered_name(origin.place)}, {description_of(origin.operation)}: {problem}"

    def _differences(self) -> Iterator[tuple[Origin, Mismatch]]:
        for one in self.expected:
            for table in filter(None, [self._expected_table(one), *self._links(one)]):
                for mismatch in self._mismatches(table):
                    if not self._is_settled_later(one, mismatch):
                        yield self._responsible(one, mismatch), mismatch
                    elif mismatch.kind == "absence":
                        # The later migration would look for what it is to remove.
                        problem = f"{mismatch.problem} (a later migration removes it)"
                        yield self._responsible(one, mismatch), replace(mismatch, problem=problem)

    def _expected_table(self, one: Expected) -> Table | None:
        if one.model._meta.auto_created:
            return self._link_table(one.model)
        if one.origin.makes_model:
            return project_table(self.editor, one.model)
        if one.column is None or self._is_created(one):
            return None
        return _only(project_table(self.editor, one.model), {one.column})

    def _is_created(self, one: Expected) -> bool:
        return any(w.origin.makes_model and w.table == one.table for w in self.expected)

    def _links(self, one: Expected) -> Iterator[Table]:
        """Yield the link tables of a created model, unless operations of their own made the fields."""
        if not one.origin.makes_model:
            return
        added = {w.table for w in self.expected if not w.origin.makes_model}
        for links in one.model._meta.local_many_to_many:
            through = links.remote_field.through
            if through._meta.auto_created and through._meta.db_table not in added:
                yield self._link_table(through)

    def _link_table(self, through: Any) -> Table:
        """Leave out its key: of what type that is depends on a setting, not on the migration."""
        table = project_table(self.editor, through)
        return _only(table, {c.name for c in table.columns} - {through._meta.pk.column})

    def _mismatches(self, expected: Table) -> tuple[Mismatch, ...]:
        name = self._fold(expected.name)
        if name in self._existing:
            return mismatches(expected, self._existing[name], type_system(self.editor.connection))
        if ExistingNames(self.editor.connection).has_table(expected.name):
            return ()  # a table that cannot be read
        return mismatches(expected, None, type_system(self.editor.connection))

    @cached_property
    def _existing(self) -> dict[str, Table]:
        names = {one.table for one in self.expected}
        for one in self.expected:
            names |= {table.name for table in self._links(one)}
        found = read_tables(self.editor.connection, names)
        return {self._fold(name): table for name, table in found.items()}

    def _fold(self, name: str) -> str:
        return name.casefold() if self.editor.connection.features.ignores_table_name_case else name

    def _is_settled_later(self, one: Expected, mismatch: Mismatch) -> bool:
        """Tell whether migrations to come ask for exactly what there is."""
        final = self._final_table(one)
        if final is None or final.name != mismatch.table:
            return False
        left = {(other.columns, other.kind) for other in self._mismatches(final)}
        return (mismatch.columns, mismatch.kind) not in left

    def _final_table(self, one: Expected) -> Table | None:
        key = self.migration.app_label, one.origin.model_name.lower()
        if one.model._meta.auto_created or key not in self._final_state.model_states:
            return None
        return project_table(self.editor, model_of(self._final_state, *key))

    @cached_property
    def _final_state(self) -> ProjectState:
        return self.make_final_state()

    def _responsible(self, one: Expected, mismatch: Mismatch) -> Origin:
        """Give the operation that added the column, if one did."""
        for other in self.expected:
            if other.table == mismatch.table and (other.column,) == mismatch.columns:
                return other.origin
        return one.origin


def _only(table: Table, columns: set[str]) -> Table:
    """Keep what is about these columns and no others."""
    kept = (column for column in table.columns if column.name in columns)
    return replace(
        table,
        columns=tuple(replace(column, primary_key=False) for column in kept),
        primary_key=None,
        constraints=_within(table.constraints, columns),
        uniques=_within(table.uniques, columns),
        foreign_keys=_within(table.foreign_keys, columns),
        indexes=_within(table.indexes, columns),
    )


def _within(members: tuple[AnyMade, ...], columns: set[str]) -> tuple[AnyMade, ...]:
    return tuple(each for each in members if columns.issuperset(each.columns))


def is_initial(migration: Migration) -> bool:
    """Return whether it is the first one of its app, unless it says itself whether to treat it so."""
    if migration.initial is not None:
        return migration.initial
    return all(app_label != migration.app_label for app_label, _ in migration.dependencies)


@frozen
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


@frozen
class Expected:
    """A table that a model has at the migration's end, or one column of it."""

    origin: Origin
    model: Any
    column: str | None = None

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


def expected_of(alias: str, migration: Migration, after: ProjectState) -> list[Expected | None]:
    """Give what the database has to have for each operation; None for what is gone at the migration's end.

    Only tables and columns that this database is to have.
    """
    return list(_expected(alias, migration, after))


def _expected(alias: str, migration: Migration, after: ProjectState) -> Iterator[Expected | None]:
    for origin in _created(migration):
        state = after.model_states.get((migration.app_label, origin.model_name.lower()))
        if state is None or (
            origin.field_name is not None and origin.field_name not in state.fields
        ):
            yield None
            continue
        model = model_of(after, migration.app_label, origin.model_name)
        if _is_migrated(alias, migration.app_label, model):
            yield _expected_field(origin, model) if origin.field_name else Expected(origin, model)


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


def _expected_field(origin: Origin, model: Any) -> Expected:
    found = model._meta.get_field(origin.field_name)
    if found.many_to_many:
        return Expected(origin, found.remote_field.through)
    return Expected(origin, model, found.column)


def has_names(connection: BaseDatabaseWrapper, expected: list[Expected | None]) -> bool:
    """Return whether something is wanted, and all of it has a name that the database knows."""
    names = ExistingNames(connection)
    return bool(expected) and all(one is not None and names.has(one) for one in expected)


def without_columns_of_created_tables(expected: list[Expected | None]) -> list[Expected | None]:
    """Leave out what a comparison of the tables finds anyway."""
    created = {one.table for one in expected if one and one.column is None}
    return [
        one for one in expected if one is None or one.column is None or one.table not in created
    ]


@dataclass(slots=True)
class ExistingNames:
    """The tables and columns of a database, each looked up once."""

    connection: BaseDatabaseWrapper
    _tables: set[str] | None = None
    _columns: dict[str, set[str]] = field(default_factory=dict)

    def has(self, expected: Expected) -> bool:
        if expected.column is None:
            return self.has_table(expected.table)
        return self._fold(expected.column) in self._existing_columns(expected.table)

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

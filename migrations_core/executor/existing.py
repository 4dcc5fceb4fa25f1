"""Whether tables that bear the names of a migration's tables are those tables (``--fake-initial``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.expected import expected_table
from migrations_core.backends.registry import dialect, read_tables, schema_editor
from migrations_core.exceptions import DifferentTablesError
from migrations_core.executor.soft_apply import (
    ExistingNames,
    Origin,
    Wanted,
    has_names,
    model_of,
    wanted_of,
    without_columns_of_created_tables,
)
from migrations_core.failures import described, numbered_name
from migrations_core.schema.comparison import Mismatch, mismatches
from migrations_core.schema.existing import Table

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration
    from migrations_core.state import ProjectState


def is_there(
    connection: BaseDatabaseWrapper,
    migration: Migration,
    after: ProjectState,
    make_final_state: Callable[[], ProjectState],
) -> bool:
    """Return whether the database has what the migration creates; refuse what only looks like it.

    A database may be ahead of its records: what is as all the migrations together would make it is right, too.
    """
    wanted = wanted_of(connection.alias, migration, after)
    editor = schema_editor(connection, collect_sql=True)
    if not isinstance(editor, BaseDatabaseSchemaEditor):
        # A backend of somebody else's: who knows what it would make, and how its server would put it.
        return has_names(connection, wanted)
    if not has_names(connection, without_columns_of_created_tables(wanted)):
        return False
    comparison = Comparison(editor, migration, [one for one in wanted if one], make_final_state)
    if lines := list(comparison.lines()):
        raise DifferentTablesError((migration.app_label, migration.name), lines)
    return True


@dataclass
class Comparison:
    """Holds what a migration's models promise against what there is."""

    editor: Any
    migration: Migration
    wanted: list[Wanted]
    make_final_state: Callable[[], ProjectState]

    def lines(self) -> Iterator[str]:
        """Describe what is different, in the order of the operations."""
        found = {(origin.place or 0, str(s)): origin for origin, s in self._differences()}
        for (_, problem), origin in sorted(found.items(), key=lambda item: item[0]):
            yield f"{numbered_name(origin.place)}, {described(origin.operation)}: {problem}"

    def _differences(self) -> Iterator[tuple[Origin, Mismatch]]:
        for one in self.wanted:
            for table in filter(None, [self._promised(one), *self._links(one)]):
                for shortfall in self._shortfalls(table):
                    if not self._is_settled_later(one, shortfall):
                        yield self._responsible(one, shortfall), shortfall
                    elif shortfall.kind == "absence":
                        # The later migration would look for what it is to remove.
                        problem = f"{shortfall.problem} (a later migration removes it)"
                        yield self._responsible(one, shortfall), replace(shortfall, problem=problem)

    def _promised(self, one: Wanted) -> Table | None:
        if one.model._meta.auto_created:
            return self._link_table(one.model)
        if one.origin.makes_model:
            return expected_table(self.editor, one.model)
        if one.column is None or self._is_created(one):
            return None
        return _only(expected_table(self.editor, one.model), {one.column})

    def _is_created(self, one: Wanted) -> bool:
        return any(w.origin.makes_model and w.table == one.table for w in self.wanted)

    def _links(self, one: Wanted) -> Iterator[Table]:
        """Yield the link tables of a created model, unless operations of their own made the fields."""
        if not one.origin.makes_model:
            return
        added = {w.table for w in self.wanted if not w.origin.makes_model}
        for field in one.model._meta.local_many_to_many:
            through = field.remote_field.through
            if through._meta.auto_created and through._meta.db_table not in added:
                yield self._link_table(through)

    def _link_table(self, through: Any) -> Table:
        """Leave out its key: of what type that is depends on a setting, not on the migration."""
        table = expected_table(self.editor, through)
        return _only(table, {c.name for c in table.columns} - {through._meta.pk.column})

    def _shortfalls(self, promised: Table) -> tuple[Mismatch, ...]:
        name = self._fold(promised.name)
        if name in self._existing:
            return mismatches(promised, self._existing[name], dialect(self.editor.connection))
        if ExistingNames(self.editor.connection).has_table(promised.name):
            return ()  # a table that cannot be read
        return mismatches(promised, None, dialect(self.editor.connection))

    @cached_property
    def _existing(self) -> dict[str, Table]:
        names = {one.table for one in self.wanted}
        for one in self.wanted:
            names |= {table.name for table in self._links(one)}
        found = read_tables(self.editor.connection, names)
        return {self._fold(name): table for name, table in found.items()}

    def _fold(self, name: str) -> str:
        return name.casefold() if self.editor.connection.features.ignores_table_name_case else name

    def _is_settled_later(self, one: Wanted, shortfall: Mismatch) -> bool:
        """Tell whether migrations to come ask for exactly what there is."""
        final = self._final_table(one)
        if final is None or final.name != shortfall.table:
            return False
        left = {(other.columns, other.kind) for other in self._shortfalls(final)}
        return (shortfall.columns, shortfall.kind) not in left

    def _final_table(self, one: Wanted) -> Table | None:
        key = self.migration.app_label, one.origin.model_name.lower()
        if one.model._meta.auto_created or key not in self._final_state.model_states:
            return None
        return expected_table(self.editor, model_of(self._final_state, *key))

    @cached_property
    def _final_state(self) -> ProjectState:
        return self.make_final_state()

    def _responsible(self, one: Wanted, shortfall: Mismatch) -> Origin:
        """Give the operation that added the column, if one did."""
        for other in self.wanted:
            if other.table == shortfall.table and (other.column,) == shortfall.columns:
                return other.origin
        return one.origin


def _only(table: Table, columns: set[str]) -> Table:
    """Keep what is about these columns and no others."""
    return replace(
        table,
        columns=tuple(column for column in table.columns if column.name in columns),
        primary_key=None,
        uniques=tuple(key for key in table.uniques if columns.issuperset(key.columns)),
        foreign_keys=tuple(key for key in table.foreign_keys if columns.issuperset(key.columns)),
    )

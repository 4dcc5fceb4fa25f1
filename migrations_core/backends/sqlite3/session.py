"""An editor for SQLite as a block: foreign keys are off, rebuilds are held back, scripts rehearsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Self, cast

from django.db.backends.utils import strip_quotes
from django.utils.functional import cached_property

from migrations_core.backends.base.collected import Constraints
from migrations_core.backends.base.dialect import Dialect
from migrations_core.backends.base.models import Connection, Model, Row
from migrations_core.backends.base.session import EditorSession
from migrations_core.backends.base.wording import making, name_kept
from migrations_core.exceptions import DuplicateColumnError
from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Params, Planned
from migrations_core.schema.statements import RebuildTable, Source
from migrations_core.schema.tables import Table

from . import foreign_keys
from .channel import SQLiteChannel
from .dependents import dependents_survive
from .dialect import dialect_of
from .inspection import SQLitePlanner, TableInspector, TableMemory
from .merging import MergingRules, form_after, with_form_after
from .rebuild import naming_the_table
from .rehearsal import Rehearsal
from .renames import with_columns_renamed
from .renderer import SQLiteRenderer
from .strategy import choose_strategy


class SQLiteSession(EditorSession):
    """What is between planning and SQLite."""

    channel_class = SQLiteChannel
    renderer_class = SQLiteRenderer

    def __init__(
        self, connection: Connection, collect_sql: bool = False, atomic: bool = True
    ) -> None:
        super().__init__(connection, collect_sql, atomic)
        self.inspector = TableInspector(self)
        self._tables_to_check = foreign_keys.TablesToCheck()
        self._enforced_before = False
        # Tables that are certainly empty, since nothing but CREATE TABLE was collected for them.
        self.created: set[str] = set()
        self.rehearsal = Rehearsal(self._planner)

    @cached_property
    def dialect(self) -> Dialect:
        return dialect_of(self.connection)

    @property
    def _planner(self) -> SQLitePlanner:
        """The editor as planning knows it."""
        return cast("SQLitePlanner", self)

    def share_memory(self, memory: object) -> object:
        if isinstance(memory, TableMemory):
            self.inspector.memory = memory
        return self.inspector.memory

    def merging_rules(self) -> MergingRules:
        return MergingRules()

    # The block

    run_of_migrations = staticmethod(foreign_keys.switched_off)

    def __enter__(self) -> Self:
        self.outbox.forget()
        self.inspector.forget()
        self._tables_to_check = foreign_keys.TablesToCheck()
        sees_rollbacks = False
        if not self.collect_sql:
            self._enforced_before = foreign_keys.switch_off(self.connection)
            sees_rollbacks = self.atomic_migration and self.connection.get_autocommit()
        try:
            super().__enter__()
        except BaseException:
            self._restore_enforcement()
            raise
        if sees_rollbacks:
            self.inspector.memory.catalogue.open(self.connection.connection)
        else:
            self.inspector.memory.catalogue.close()
        return self

    def finish(self) -> None:
        super().finish()
        if not self.collect_sql:
            with self.channel.quietly():
                self._tables_to_check.check(self)
            self._tables_to_check = foreign_keys.TablesToCheck()

    def _leave(self, *exc_info: Any) -> None:
        is_done = False
        try:
            rolls_back = exc_info[0] is not None or self.connection.needs_rollback
            super()._leave(*exc_info)
            is_done = not rolls_back
        finally:
            if not is_done:
                self.inspector.distrust()
            self._restore_enforcement()

    def _restore_enforcement(self) -> None:
        if self._enforced_before:
            self._enforced_before = False
            self.connection.enable_constraint_checking()

    def before_foreign_sql(self, sql: str) -> None:
        super().before_foreign_sql(sql)
        self._tables_to_check.add_sql(sql)
        self.created.clear()
        self.inspector.forget()
        self.inspector.memory.catalogue.before_foreign_sql(sql)

    # What is held back, and what it takes

    def plan(self, *statements: ddl.Statement) -> None:
        for statement in statements:
            if isinstance(statement, ddl.CreateTable | RebuildTable):
                refuse_duplicate_columns(form_after(statement))
        super().plan(*statements)

    def settle_names(self, table: str, dropped: str) -> None:
        super().settle_names(table, dropped)
        self.outbox.replace_held(partial(_with_names_kept, table))

    def _expected(self, table: str) -> Table | None:
        """Give the table as it will be when what is held back for it is done, None if nothing is."""
        held = self.outbox.expected(table)
        return None if held is None else form_after(held.statement)

    def _make_anew(
        self, before: Callable[[], Table], after: Table, sources: Mapping[str, Source]
    ) -> None:
        """Plan a change for which Django makes the table anew, and with it all indexes that waited till then.

        What the database holds is asked only if nothing is held back, for then it is known.
        """
        self.outbox.replace_held(_settled)
        held = {after.name, *(form_after(each.statement).name for each in self.outbox.held)}
        self.outbox.send_deferred(
            lambda entry: entry.is_known and not any(map(entry.references_table, held))
        )
        start = self._expected(after.name) or before()
        self.plan(RebuildTable(start, after.settled(), sources, anew=True))

    def carry_out(self, planned: Planned) -> None:
        match planned.statement:
            case ddl.CreateTable(table):
                self._create(planned, table)
            case RebuildTable() as change:
                self._rebuild(change)
            case ddl.CreateIndex() | ddl.DropIndex() as statement:
                with self.inspector.kept(besides=statement.table):
                    super().carry_out(planned)
            case _:
                super().carry_out(planned)

    def _create(self, planned: Planned, table: Table) -> None:
        with self.inspector.making(table):
            super().carry_out(planned)
            self.outbox.steps(*map(making, table.settled_indexes))
        self.outbox.defer_planned(*map(making, table.late_indexes))
        self.created.add(strip_quotes(table.name))

    def _rebuild(self, change: RebuildTable) -> None:
        """Bring a table to its new form; it has, or may have, rows unless it is known to be empty."""
        if not self.atomic_migration:
            # Others may have written to the table since it was looked at.
            self.inspector.forget()
        table = change.table
        change, facts, dependents = with_columns_renamed(self._planner, change)
        # The rebuild makes all of the table's indexes but those that waited, and go on waiting.
        self.outbox.forget_deferred(lambda entry: entry.references_table(table))
        after = replace(change.after, indexes=change.after.settled_indexes)
        surviving, naming = (
            dependents_survive(self._planner, table, facts.entries),
            naming_the_table(table),
        )
        with surviving, naming, self.inspector.making(after):
            settled = replace(change, after=after)
            self.outbox.steps(*choose_strategy(self._planner, settled, facts, dependents))
        self.outbox.defer_planned(*map(making, change.after.late_indexes))
        if dependents.has_rows:
            self._tables_to_check.children.add(strip_quotes(table))
            self._tables_to_check.parents.add(strip_quotes(table))
            if self.collect_sql:
                self.script_prologue[:] = ["PRAGMA foreign_keys = OFF;"]
                self.script_epilogue[:] = ["PRAGMA foreign_key_check;", "PRAGMA foreign_keys = ON;"]

    # Scripts

    @property
    def inspected(self) -> Connection:
        return self.rehearsal.connection() if self.collect_sql else self.connection

    def inspected_place(self, table: str, column: str = "") -> tuple[str, str]:
        return table, column

    def constraints_now(self, table: str, found: Constraints) -> Constraints:
        return found

    def begin_script(self, models: Callable[[], Iterable[Model]]) -> None:
        self.rehearsal.begin(models)

    def query(self, sql: str, params: Params = ()) -> list[Row]:
        return self.rehearsal.query(sql, params) if self.collect_sql else super().query(sql, params)


def _settled(planned: Planned) -> Planned:
    """Let no index of a table that is held back wait any longer."""
    after = form_after(planned.statement)
    if not after.late_indexes:
        return planned
    return planned.instead(with_form_after(planned.statement, after.settled()))


def _with_names_kept(table: str, planned: Planned) -> Planned:
    after = form_after(planned.statement)
    if after.name != table or not after.late_indexes:
        return planned
    indexes = tuple(name_kept(index) for index in after.indexes)
    return planned.instead(with_form_after(planned.statement, replace(after, indexes=indexes)))


def refuse_duplicate_columns(table: Table) -> None:
    """Raise DuplicateColumnError for a table that no database makes, lest later changes hide that.

    SQLite would say so itself, but perhaps only when the table that had the rows is gone.
    """
    seen = set()
    for column in table.column_names:
        # SQLite takes letters for equal in ASCII only, as bytes do.
        folded = column.encode().lower()
        if folded in seen:
            raise DuplicateColumnError(strip_quotes(table.name), column)
        seen.add(folded)

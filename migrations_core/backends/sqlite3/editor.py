"""The schema editor for SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.projection import index_of, project_table
from migrations_core.backends.base.relations import dependent_models, link_fields
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, Constraint, Table

from . import foreign_keys
from .dependents import dependents_survive
from .inspection import TableInspector, has_rows
from .merging import Source, TableChange, unchanged
from .native import mentions
from .outbox import Outbox
from .rebuild import naming_the_table
from .rehearsal import Rehearsal
from .renames import with_columns_renamed
from .reshape import Change, reshape
from .strategy import (
    can_be_added,
    choose_strategy,
    comes_last,
    is_index,
    is_plain_rename,
    recreatable,
    remakes_without_column,
    with_column_renamed,
)
from .templates import SQLiteTemplates, literal


class DatabaseSchemaEditor(SQLiteTemplates, BaseDatabaseSchemaEditor):
    """Rebuilds what SQLite cannot alter.

    While ``cause`` is set, that is while a migration runs, changes of a table are held back and
    merged, so that many of them make one rebuild. Otherwise every call is carried out before it
    returns, as callers that know Django's editor expect.
    """

    names_follow_columns = False
    """Django's editor renames a column and forgets the indexes that wait."""

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        super().__init__(connection, collect_sql, atomic)
        self._outbox = Outbox(self, self._carry_out_pending)
        self.inspector = TableInspector(self)
        self._tables_to_check = foreign_keys.TablesToCheck()
        self._enforced_before = False
        # Tables that are certainly empty, since nothing but CREATE TABLE was collected for them.
        self.created: set[str] = set()
        self.rehearsal = Rehearsal(self)
        self.script_prologue: list[str] = []
        self.script_epilogue: list[str] = []

    # The block

    run_of_migrations = staticmethod(foreign_keys.switched_off)

    def __enter__(self) -> DatabaseSchemaEditor:
        self._outbox.clear()
        self.inspector.forget()
        self._tables_to_check = foreign_keys.TablesToCheck()
        if not self.collect_sql:
            self._enforced_before = foreign_keys.switch_off(self.connection)
        try:
            return super().__enter__()
        except BaseException:
            self._restore_enforcement()
            raise

    def finish(self) -> None:
        super().finish()
        if not self.collect_sql:
            with self._sending():
                self._tables_to_check.check(self)
            self._tables_to_check = foreign_keys.TablesToCheck()

    def _leave(self, *exc_info: Any) -> None:
        self._outbox.clear()
        try:
            super()._leave(*exc_info)
        finally:
            self._restore_enforcement()

    def _restore_enforcement(self) -> None:
        if self._enforced_before:
            self._enforced_before = False
            self.connection.enable_constraint_checking()

    def _note_foreign_sql(self, sql: str) -> None:
        self._tables_to_check.add_sql(sql)
        self.created.clear()
        self.inspector.forget()

    # Values

    def quote_value(self, value: object) -> str:
        return literal(value)

    def prepare_default(self, value: object) -> str:
        return literal(value)

    def _collate_sql(self, collation: str) -> str:
        return f"COLLATE {collation}" if collation else ""

    def _with_transient_default(self, column: Column, field: Any) -> Column:
        # ADD COLUMN with a default that goes away again is a rebuild here.
        return column

    # Work held back

    def _waiting_sql(self) -> list[Any]:
        held = (index.source for p in self._outbox.pending.values() for index in p.after.indexes)
        return [*self.deferred_sql, *held]

    @property
    def holds_back(self) -> bool:
        """Whether something is planned that neither the database nor ``collected_sql`` has seen."""
        return bool(self._outbox.pending)

    def flush(self) -> None:
        self._outbox.flush()

    def _carry_out_pending(self, pending: TableChange) -> None:
        table = pending.table
        if pending.before is None:
            with self.inspector.making(pending.after):
                super()._create_table(replace(pending.after, indexes=pending.after.late_indexes))
                self._carry_out(*(ddl.Raw(i.sql) for i in pending.after.settled_indexes))
            self.created.add(strip_quotes(table))
            return
        if not self.atomic_migration:
            # Others may have written to the table since it was looked at.
            self.inspector.forget()
        if self._rebuild(pending):
            self._tables_to_check.children.add(strip_quotes(table))
            self._tables_to_check.parents.add(strip_quotes(table))
            if self.collect_sql:
                self.script_prologue[:] = ["PRAGMA foreign_keys = OFF;"]
                self.script_epilogue[:] = ["PRAGMA foreign_key_check;", "PRAGMA foreign_keys = ON;"]

    def _rebuild(self, pending: TableChange) -> bool:
        """Bring a table to its new form and tell whether it has, or may have, rows."""
        table = pending.table
        pending, seen, around = with_columns_renamed(self, pending)
        # The rebuild makes all of the table's indexes but those that waited, and go on waiting.
        self._forget_deferred(lambda statement: statement.references_table(table))
        after = replace(pending.after, indexes=pending.after.settled_indexes)
        surviving, naming = dependents_survive(self, table, seen.entries), naming_the_table(table)
        with surviving, naming, self.inspector.making(after):
            self._carry_out(*choose_strategy(self, replace(pending, after=after), seen, around))
        self.deferred_sql.extend(index.source for index in pending.after.late_indexes)
        return around.has_rows

    def execute(self, sql: Any, params: Any = ()) -> None:
        try:
            super().execute(sql, params)
        finally:
            self.inspector.forget()
        if self.collect_sql:
            self.rehearsal.note(self.collected_sql[-1], is_planned=self._is_sending)

    # Scripts

    @property
    def inspected(self) -> Any:
        return self.rehearsal.connection() if self.collect_sql else self.connection

    def inspected_name(self, table: str) -> str:
        return table

    def begin_script(self, models: Callable[[], Iterable[Any]]) -> None:
        self.rehearsal.begin(models)

    def _query(self, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        return (
            self.rehearsal.query(sql, params) if self.collect_sql else super()._query(sql, params)
        )

    # Tables

    def _create_table(self, table: Table) -> None:
        self._outbox.flush_table(table.name)
        late = tuple(replace(index, late=True) for index in table.indexes)
        made = replace(table, indexes=late)
        self._outbox.hold(TableChange(None, made, causes=self._current_causes()))

    def _drop_table(self, name: str) -> None:
        self._outbox.flush_table(name)
        if not self.collect_sql and has_rows(self, name):
            self._tables_to_check.parents.add(strip_quotes(name))
        super()._drop_table(name)
        self.created.discard(strip_quotes(name))

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        self._outbox.flush_references_to(old_db_table)
        self._outbox.flush_references_to(new_db_table)
        self.created -= {strip_quotes(old_db_table), strip_quotes(new_db_table)}
        super().alter_db_table(model, old_db_table, new_db_table)

    # Indexes and constraints

    def _add_index_sql(self, model: Any, sql: object) -> None:
        index = index_of(sql)
        if pending := self._outbox.get(model._meta.db_table):
            self._outbox.edit(pending.after.with_index(index))
            return
        self._outbox.flush_owner_of(index.name)
        with self.inspector.kept(besides=model._meta.db_table):
            super()._add_index_sql(model, sql)

    def _remove_index_sql(self, model: Any, name: str, sql: object) -> None:
        table = model._meta.db_table
        pending = self._outbox.get(table)
        if pending and any(index.name == name for index in pending.after.indexes):
            self._outbox.edit(pending.after.without_index(name))
            return
        self._outbox.flush_table(table)
        with self.inspector.kept(besides=table):
            super()._remove_index_sql(model, name, sql)

    def add_constraint(self, model: Any, constraint: Any) -> None:
        if is_index(constraint):
            super().add_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        kept = tuple(c for c in after.constraints if c.name != constraint.name)
        self._outbox.make_anew(lambda: replace(after, constraints=kept), after, sources)

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        if is_index(constraint):
            super().remove_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        before = replace(after, constraints=(*after.constraints, Constraint(constraint.name, "")))
        self._outbox.make_anew(before, after, sources)

    def _delete_composed_index(
        self, model: Any, fields: Sequence[str], constraint_kwargs: dict[str, Any], sql: str
    ) -> None:
        options = model._meta
        columns = tuple(options.get_field(name).column for name in fields)
        unique = constraint_kwargs.get("unique", False)
        name = self._create_index_name(options.db_table, columns, "_uniq" if unique else "_idx")
        pending = self._outbox.get(options.db_table)
        if pending and any(index.name == name for index in pending.after.indexes):
            self._outbox.edit(pending.after.without_index(name))
            return
        self._outbox.flush_table(options.db_table)  # It may take the index along.
        if unique and self._has_unique_index(model, name, columns):
            self._remove_index_sql(model, name, self._delete_constraint_sql(sql, model, name))
            return
        super()._delete_composed_index(model, fields, constraint_kwargs, sql)

    def _has_unique_index(self, model: Any, name: str, columns: tuple[str, ...]) -> bool:
        """Look for the index under the name of today, for which no catalogue has to be asked."""
        options = model._meta
        if name in {c.name for c in (*options.constraints, *options.indexes)}:
            return False
        return self.inspector.of(options.db_table).has_unique_index(name, columns)

    # Fields

    def _reshaped(self, model: Any, change: Change) -> tuple[Table, dict[str, Source]]:
        shape = reshape(self, model, change)
        return project_table(self, shape.model, shape.fields), shape.sources

    def add_field(self, model: Any, field: Any) -> None:
        super().add_field(model, field)
        if remakes_without_column(self, model, field):
            self._remake_table(model)

    def _add_column(self, model: Any, field: Any, column: Column) -> None:
        is_simple = can_be_added(self, field)
        table = model._meta.db_table
        indexes = self._field_indexes_sql(model, field)
        before = self._base_for_edit(model)
        if before and (is_simple or comes_last(self, model, column, before)):
            after = before.with_column(column)
            for sql in indexes:
                after = after.with_index(replace(index_of(sql), late=is_simple))
            default = self.prepare_default(self.effective_default(field))
            constant = {column.name: Source(None, default)} if column.default is None else {}
            change = self._outbox.change if is_simple else self._outbox.make_anew
            change(before, after, unchanged(before) | constant)
            return
        if not is_simple:
            after, sources = self._reshaped(model, Change(created=field))
            self._outbox.make_anew(lambda: project_table(self, model), after, sources)
            return
        self._carry_out(ddl.AddColumn(table, column))
        if column.default is not None:
            # Otherwise the rows have NULL there, which points nowhere and may do so.
            self._tables_to_check.children.add(strip_quotes(table))
        self.deferred_sql.extend(indexes)

    def _base_for_edit(self, model: Any) -> Table | None:
        """Give the table that a simple change can be merged into, None if ALTER TABLE is better.

        Whoever uses the editor by hand asked for ALTER TABLE where SQLite has it, and gets it.
        """
        if pending := self._outbox.get(model._meta.db_table):
            return pending.after
        return None if self.cause is None else recreatable(self, model)

    def _drop_column(self, model: Any, field: Any) -> None:
        is_constrained = (
            field.unique or field.db_index or (field.remote_field and field.db_constraint)
        )
        if is_constrained:
            after, sources = self._reshaped(model, Change(removed=field))
            self._outbox.make_anew(lambda: project_table(self, model), after, sources)
            return
        table, column = model._meta.db_table, field.column
        before = self._base_for_edit(model)
        if before and not mentions(before, self.quote_name(column), besides=column):
            after = before.without_column(column)
            self._outbox.change(before, after, unchanged(after))
            return
        self._outbox.flush_table(table)
        # The model may not know of an index on the column, and SQLite does not drop it along.
        for index in (i for i in self.inspector.of(table).indexes if column in i.columns):
            self._carry_out(ddl.DropIndex(table, index.name))
        self._carry_out(ddl.DropColumn(table, column))
        self._forget_deferred(lambda statement: statement.references_column(table, column))

    def _alter_column(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        if is_plain_rename(self, model, old_field, new_field):
            self._rename_column(model, old_field, new_field)
            if not self._field_should_be_indexed(model, old_field):
                for sql in self._field_indexes_sql(model, new_field):
                    self._add_index_sql(model, sql)
            return
        self._rebuild_altered(model, [(old_field, new_field)])
        before = old_field.db_parameters(connection=self.connection)
        after = new_field.db_parameters(connection=self.connection)
        facts = ("type", "collation")
        if new_field.unique and [before.get(f) for f in facts] != [after.get(f) for f in facts]:
            for related in dependent_models(model, new_field):
                table, sources = self._reshaped(related, Change())
                self._outbox.make_anew(table, table, sources)

    def _rebuild_altered(self, model: Any, altered: Sequence[tuple[Any, Any]]) -> None:
        after, sources = self._reshaped(model, Change(altered=altered))
        self._outbox.make_anew(lambda: self._before(model, altered), after, sources)

    def _before(self, model: Any, altered: Sequence[tuple[Any, Any]]) -> Table:
        """Describe the table before an alteration; the model may be the one from after it."""
        replaced = {f.name for pair in altered for f in pair}
        kept = [f for f in model._meta.local_concrete_fields if f.name not in replaced]
        return project_table(self, model, [*kept, *(old for old, _ in altered)])

    def _rename_column(self, model: Any, old_field: Any, new_field: Any) -> None:
        # References to the column, and expressions with it, are SQLite's to rewrite.
        table = model._meta.db_table
        self._outbox.flush_references_to(table)
        before = self._base_for_edit(model)
        after = with_column_renamed(self, model, before, (old_field, new_field)) if before else None
        if before and after:
            sources = unchanged(after)
            sources[new_field.column] = Source(old_field.column)
            self._outbox.change(before, after, sources)
            return
        self._carry_out(ddl.RenameColumn(table, old_field.column, new_field.column))

    def _remake_table(
        self,
        model: Any,
        create_field: Any = None,
        delete_field: Any = None,
        alter_fields: Sequence[tuple[Any, Any]] = (),
    ) -> None:
        """Rebuild a table by the name that Django's editor has for it; packages call that."""
        change = Change(created=create_field, removed=delete_field, altered=alter_fields or ())
        after, sources = self._reshaped(model, change)
        self._outbox.make_anew(lambda: self._before(model, change.altered), after, sources)

    def _alter_many_to_many(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        before, after = old_field.remote_field.through, new_field.remote_field.through
        pairs = link_fields(old_field, new_field)
        if before._meta.db_table == after._meta.db_table:
            self._rebuild_altered(before, pairs)
            return
        self.create_model(after)
        self._outbox.flush_table(after._meta.db_table)
        self._outbox.flush_table(before._meta.db_table)
        columns = [
            ("id", '"id"'),
            *((new.column, self.quote_name(old.column)) for old, new in pairs),
        ]
        self._carry_out(ddl.CopyRows(before._meta.db_table, after._meta.db_table, tuple(columns)))
        self.delete_model(before)

"""The schema editor for SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db.backends.ddl_references import Statement as DeferredStatement
from django.db.backends.utils import strip_quotes
from django.db.models import UniqueConstraint, Value

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.projection import index_of, project_column, project_table
from migrations_core.ddl import statements as ddl
from migrations_core.ddl.plan import NULL, Pending, Source, Sources, fold, unchanged
from migrations_core.ddl.tables import Column, Constraint, Table

from . import foreign_keys
from .introspection import dependents_survive, entries_around, has_rows, surroundings
from .literals import literal
from .rebuild import rebuild
from .relations import dependent_models
from .reshape import Change, reshape
from .templates import SQLiteTemplates


class DatabaseSchemaEditor(SQLiteTemplates, BaseDatabaseSchemaEditor):
    """Rebuilds what SQLite cannot alter.

    While ``cause`` is set, that is while a migration runs, changes of a table are held back and
    merged, so that many of them make one rebuild. Otherwise every call is carried out before it
    returns, as callers that know Django's editor expect.
    """

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        super().__init__(connection, collect_sql, atomic)
        self._pending: dict[str, Pending] = {}
        self._suspects = foreign_keys.Suspects()
        self._enforced_before = False
        self.script_prologue: list[str] = []
        self.script_epilogue: list[str] = []

    # The block

    def __enter__(self) -> DatabaseSchemaEditor:
        self._pending = {}
        self._suspects = foreign_keys.Suspects()
        if not self.collect_sql:
            self._enforced_before = foreign_keys.switch_off(self.connection)
        try:
            return super().__enter__()
        except BaseException:
            self._restore_enforcement()
            raise

    def _finish(self) -> None:
        super()._finish()
        if not self.collect_sql:
            with self._sending():
                self._suspects.check(self)

    def _leave(self, *exc_info: Any) -> None:
        self._pending.clear()
        try:
            super()._leave(*exc_info)
        finally:
            self._restore_enforcement()

    def _restore_enforcement(self) -> None:
        if self._enforced_before:
            self._enforced_before = False
            self.connection.enable_constraint_checking()

    def _note_foreign_sql(self, sql: str) -> None:
        self._suspects.add_sql(sql)

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

    def flush(self) -> None:
        """Carry out everything that is held back, oldest first."""
        while self._pending:
            self._flush_table(next(iter(self._pending)))

    def _flush_table(self, name: str) -> None:
        pending = self._pending.pop(name, None)
        if pending is None:
            return
        with self._on_behalf_of(pending.causes):
            if pending.before is None:
                super()._create_table(pending.after)
            else:
                self._rebuild(pending)

    def _rebuild(self, pending: Pending) -> None:
        table = pending.table
        entries = entries_around(self, self.collected_table_renames.get(table, table))
        around = surroundings(self, pending, entries)
        # The rebuild makes all of the table's indexes.
        self._forget_deferred(lambda statement: statement.references_table(table))
        with dependents_survive(self, table, entries):
            self._carry_out(*rebuild(pending, around, self.quote_name))
        if around.has_rows:
            self._suspects.children.add(strip_quotes(table))
            self._suspects.parents.add(strip_quotes(table))
        if self.collect_sql:
            self.script_prologue[:] = ["PRAGMA foreign_keys = OFF;"]
            self.script_epilogue[:] = ["PRAGMA foreign_key_check;", "PRAGMA foreign_keys = ON;"]

    def _change(self, before: Callable[[], Table], after: Table, sources: Sources) -> None:
        """Plan a rebuild from one table to another, on top of what is planned already."""
        name = after.name
        pending = self._pending.get(name)
        folded = fold(pending, after, sources, self.cause) if pending else None
        if pending and not folded:
            self._flush_table(name)
        self._hold(folded or Pending(before(), after, dict(sources), self._current_causes()))

    def _hold(self, pending: Pending) -> None:
        self._pending[pending.table] = pending
        if self.cause is None or not self._is_entered:
            self._flush_table(pending.table)

    def _edit(self, after: Table) -> None:
        """Change a table that is pending anyway, leaving the values of its columns alone."""
        before = self._pending[after.name].after
        self._change(lambda: before, after, unchanged(after))

    def _flush_references_to(self, table: str) -> None:
        """Carry out work whose foreign keys name a table, before the table changes its names."""
        for name, pending in list(self._pending.items()):
            references = {c.reference.table for c in pending.after.columns if c.reference}
            if name == table or table in references:
                self._flush_table(name)

    # Tables

    def _create_table(self, table: Table) -> None:
        self._flush_table(table.name)
        self._hold(Pending(None, table, causes=self._current_causes()))

    def _drop_table(self, name: str) -> None:
        self._flush_table(name)
        if not self.collect_sql and has_rows(self, name):
            self._suspects.parents.add(strip_quotes(name))
        super()._drop_table(name)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        self._flush_references_to(old_db_table)
        self._flush_references_to(new_db_table)
        super().alter_db_table(model, old_db_table, new_db_table)

    # Indexes and constraints

    def _add_index_sql(self, model: Any, sql: object) -> None:
        index = index_of(sql)
        if pending := self._pending.get(model._meta.db_table):
            self._edit(pending.after.with_index(index))
            return
        # A table whose rebuild is held back may still own an index of this name.
        if any(index.name in {i.name for i in p.before.indexes} for p in self._rebuilds()):
            self.flush()
        super()._add_index_sql(model, sql)

    def _rebuilds(self) -> list[Any]:
        return [pending for pending in self._pending.values() if pending.before is not None]

    def _remove_index_sql(self, model: Any, name: str, sql: object) -> None:
        table = model._meta.db_table
        pending = self._pending.get(table)
        if pending and any(index.name == name for index in pending.after.indexes):
            self._edit(pending.after.without_index(name))
            return
        self._flush_table(table)
        super()._remove_index_sql(model, name, sql)

    def add_constraint(self, model: Any, constraint: Any) -> None:
        if _is_index(constraint):
            super().add_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        kept = tuple(c for c in after.constraints if c.name != constraint.name)
        self._change(lambda: replace(after, constraints=kept), after, sources)

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        if _is_index(constraint):
            super().remove_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        removed = Constraint(constraint.name, "")
        before = replace(after, constraints=(*after.constraints, removed))
        self._change(lambda: before, after, sources)

    def _delete_composed_index(
        self, model: Any, fields: Sequence[str], constraint_kwargs: dict[str, bool], sql: str
    ) -> None:
        options = model._meta
        if pending := self._pending.get(options.db_table):
            columns = tuple(options.get_field(name).column for name in fields)
            unique = constraint_kwargs.get("unique", False)
            suffix = "_uniq" if unique else "_idx"
            name = self._create_index_name(options.db_table, columns, suffix)
            if any(index.name == name for index in pending.after.indexes):
                self._edit(pending.after.without_index(name))
                return
        super()._delete_composed_index(model, fields, constraint_kwargs, sql)

    # Fields

    def _reshaped(self, model: Any, change: Change) -> tuple[Table, dict[str, Source]]:
        shape = reshape(self, model, change)
        return project_table(self, shape.model, shape.fields), shape.sources

    def _add_column(self, model: Any, field: Any, column: Column) -> None:
        if not self._can_add_column(field):
            after, sources = self._reshaped(model, Change(created=field))
            self._change(lambda: project_table(self, model), after, sources)
            return
        table = model._meta.db_table
        indexes = self._field_indexes_sql(model, field)
        if pending := self._pending.get(table):
            after = pending.after.with_column(column)
            for sql in indexes:
                after = after.with_index(index_of(sql))
            constant = {column.name: Source(None, NULL)} if column.default is None else {}
            before = pending.after
            self._change(lambda: before, after, unchanged(before) | constant)
            return
        self._carry_out(ddl.AddColumn(table, column))
        self._suspects.children.add(strip_quotes(table))
        self.deferred_sql.extend(indexes)

    def _can_add_column(self, field: Any) -> bool:
        """Tell whether ADD COLUMN leaves the column as a new table would have it."""
        return bool(
            field.null
            and not field.unique
            and not field.generated
            and self.effective_default(field) is None
            and (not field.has_db_default() or isinstance(field.db_default, Value))
        )

    def _drop_column(self, model: Any, field: Any) -> None:
        is_constrained = field.unique or field.db_index or (field.remote_field and field.db_constraint)
        if is_constrained:
            after, sources = self._reshaped(model, Change(removed=field))
            self._change(lambda: project_table(self, model), after, sources)
            return
        table, column = model._meta.db_table, field.column
        if pending := self._pending.get(table):
            self._edit(pending.after.without_column(column))
            return
        self._carry_out(ddl.DropColumn(table, column))
        self._forget_deferred(lambda statement: statement.references_column(table, column))

    def _alter_column(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        if self._is_plain_rename(model, old_field, new_field):
            self._rename_column(model._meta.db_table, old_field, new_field)
            return
        self._rebuild_altered(model, [(old_field, new_field)])
        before = old_field.db_parameters(connection=self.connection)
        after = new_field.db_parameters(connection=self.connection)
        facts = ("type", "collation")
        if new_field.unique and [before.get(f) for f in facts] != [after.get(f) for f in facts]:
            for related in dependent_models(model, new_field):
                table, sources = self._reshaped(related, Change())
                self._change(lambda table=table: table, table, sources)

    def _rebuild_altered(self, model: Any, altered: Sequence[tuple[Any, Any]]) -> None:
        after, sources = self._reshaped(model, Change(altered=altered))
        self._change(lambda: self._before(model, altered), after, sources)

    def _before(self, model: Any, altered: Sequence[tuple[Any, Any]]) -> Table:
        """Describe the table before an alteration; the model may be the one from after it."""
        replaced = {f.name for pair in altered for f in pair}
        kept = [f for f in model._meta.local_concrete_fields if f.name not in replaced]
        return project_table(self, model, [*kept, *(old for old, _ in altered)])

    def _is_plain_rename(self, model: Any, old_field: Any, new_field: Any) -> bool:
        constrained = any(f.remote_field and f.db_constraint for f in (old_field, new_field))
        return bool(
            old_field.column != new_field.column
            and not constrained
            and self.column_sql(model, old_field) == self.column_sql(model, new_field)
        )

    def _rename_column(self, table: str, old_field: Any, new_field: Any) -> None:
        # References to the column, and expressions with it, are SQLite's to rewrite.
        self._flush_references_to(table)
        self._carry_out(ddl.RenameColumn(table, old_field.column, new_field.column))
        for sql in self.deferred_sql:
            if isinstance(sql, DeferredStatement):
                sql.rename_column_references(table, old_field.column, new_field.column)

    def _alter_many_to_many(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        before, after = old_field.remote_field.through, new_field.remote_field.through
        pairs = [
            (before._meta.get_field(old_name), after._meta.get_field(new_name))
            for old_name, new_name in (
                (old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()),
                (old_field.m2m_field_name(), new_field.m2m_field_name()),
            )
        ]
        if before._meta.db_table == after._meta.db_table:
            self._rebuild_altered(before, pairs)
            return
        self.create_model(after)
        self._flush_table(after._meta.db_table)
        self._flush_table(before._meta.db_table)
        columns = [("id", '"id"'), *((new.column, self.quote_name(old.column)) for old, new in pairs)]
        self._carry_out(ddl.CopyRows(before._meta.db_table, after._meta.db_table, tuple(columns)))
        self.delete_model(before)


def _is_index(constraint: Any) -> bool:
    """Tell whether SQLite keeps the constraint as an index, which can be added by itself."""
    return isinstance(constraint, UniqueConstraint) and bool(
        constraint.condition
        or constraint.contains_expressions
        or constraint.include
        or constraint.deferrable
    )

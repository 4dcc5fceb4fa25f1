"""The schema editor for SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.models import Field, Model, ModelConstraint
from migrations_core.backends.base.projection import project_column, project_table
from migrations_core.backends.base.relations import dependent_models, link_fields
from migrations_core.backends.base.wording import made_of, typed
from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Planned
from migrations_core.schema.statements import RebuildTable, Source
from migrations_core.schema.tables import Column, Constraint, Index, Table

from .inspection import has_rows
from .merging import unchanged
from .native import mentions
from .reshape import Change, reshape
from .session import SQLiteSession
from .strategy import (
    can_be_added,
    comes_last,
    is_index,
    is_plain_rename,
    recreatable,
    remakes_without_column,
    with_column_renamed,
)
from .templates import SQLiteTemplates, literal


class DatabaseSchemaEditor(SQLiteTemplates, SQLiteSession, BaseDatabaseSchemaEditor):
    """Rebuilds what SQLite cannot alter.

    While ``cause`` is set, that is while a migration runs, changes of a table are held back and
    merged, so that many of them make one rebuild. Otherwise every call is carried out before it
    returns, as callers that know Django's editor expect.
    """

    # Values

    def quote_value(self, value: object) -> str:
        return literal(value)

    def prepare_default(self, value: object) -> str:
        return literal(value)

    def _collate_sql(self, collation: str) -> str:
        return f"COLLATE {collation}" if collation else ""

    def _with_transient_default(self, column: Column, field: Field) -> Column:
        # ADD COLUMN with a default that goes away again is a rebuild here.
        return column

    # Tables

    def _create_table(self, table: Table) -> None:
        late = tuple(replace(index, late=True) for index in table.indexes)
        self.plan(ddl.CreateTable(replace(table, indexes=late)))

    def _drop_table(self, name: str) -> None:
        self.outbox.flush_table(name)
        if not self.collect_sql and has_rows(self, name):
            self._tables_to_check.parents.add(strip_quotes(name))
        super()._drop_table(name)
        self.created.discard(strip_quotes(name))

    def alter_db_table(self, model: Model, old_db_table: str, new_db_table: str) -> None:
        self.created -= {strip_quotes(old_db_table), strip_quotes(new_db_table)}
        super().alter_db_table(model, old_db_table, new_db_table)

    # Indexes and constraints

    def add_constraint(self, model: Model, constraint: ModelConstraint) -> None:
        if is_index(constraint):
            super().add_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        kept = tuple(c for c in after.constraints if c.name != constraint.name)
        self._make_anew(lambda: replace(after, constraints=kept), after, sources)

    def remove_constraint(self, model: Model, constraint: ModelConstraint) -> None:
        if is_index(constraint):
            super().remove_constraint(model, constraint)
            return
        after, sources = self._reshaped(model, Change())
        removed = Constraint(name=constraint.name)
        before = replace(after, constraints=(*after.constraints, removed))
        self._make_anew(lambda: before, after, sources)

    def _delete_composed_index(
        self, model: Model, fields: Sequence[str], constraint_kwargs: dict[str, Any], sql: str
    ) -> None:
        options = model._meta
        columns = tuple(options.get_field(name).column for name in fields)
        unique = constraint_kwargs.get("unique", False)
        name = self._create_index_name(options.db_table, columns, "_uniq" if unique else "_idx")
        expected = self._expected(options.db_table)
        if expected and any(index.name == name for index in expected.indexes):
            self.plan(ddl.DropIndex(options.db_table, name))
            return
        self.outbox.flush_table(options.db_table)  # It may take the index along.
        if unique and self._has_unique_index(model, name, columns):
            statement = str(self._delete_constraint_sql(sql, model, name))
            self._drop(model, ddl.DropIndex(options.db_table, name, statement))
            return
        super()._delete_composed_index(model, fields, constraint_kwargs, sql)

    def _has_unique_index(self, model: Model, name: str, columns: tuple[str, ...]) -> bool:
        """Look for the index under the name of today, for which no catalogue has to be asked."""
        options = model._meta
        if name in {c.name for c in (*options.constraints, *options.indexes)}:
            return False
        return self.inspector.of(options.db_table).has_unique_index(name, columns)

    # Fields

    def _reshaped(self, model: Model, change: Change) -> tuple[Table, dict[str, Source]]:
        shape = reshape(self, model, change)
        return project_table(self, shape.model, shape.fields), shape.sources

    def add_field(self, model: Model, field: Field) -> None:
        super().add_field(model, field)
        if remakes_without_column(self, model, field):
            self._remake_table(model)

    def _add_column(self, model: Model, field: Field, column: Column) -> None:
        is_simple = can_be_added(self, field)
        table = model._meta.db_table
        indexes = self._field_indexes_sql(model, field)
        before = self._base_for_edit(model)
        if before and (is_simple or comes_last(self, model, column, before)):
            after = before.with_column(column)
            for sql in indexes:
                after = after.with_index(replace(_index_of(sql), late=is_simple))
            default = self.prepare_default(self.effective_default(field))
            constant = {column.name: Source(None, default)} if column.default is None else {}
            sources = unchanged(before) | constant
            if is_simple:
                self.plan(RebuildTable(before, after, sources))
            else:
                self._make_anew(partial(_given, before), after, sources)
            return
        if not is_simple:
            after, sources = self._reshaped(model, Change(created=field))
            self._make_anew(lambda: project_table(self, model), after, sources)
            return
        self.plan(ddl.AddColumn(table, column))
        if column.default is not None:
            # Otherwise the rows have NULL there, which points nowhere and may do so.
            self._tables_to_check.children.add(strip_quotes(table))
        self.outbox.defer(*indexes)

    def _base_for_edit(self, model: Model) -> Table | None:
        """Give the table that a simple change can be merged into, None if ALTER TABLE is better.

        Whoever uses the editor by hand asked for ALTER TABLE where SQLite has it, and gets it.
        """
        if expected := self._expected(model._meta.db_table):
            return expected
        return None if self.cause is None else recreatable(self, model)

    def _drop_column(self, model: Model, field: Field) -> None:
        is_constrained = (
            field.unique or field.db_index or (field.remote_field and field.db_constraint)
        )
        if is_constrained:
            after, sources = self._reshaped(model, Change(removed=field))
            self._make_anew(lambda: project_table(self, model), after, sources)
            return
        table, column = model._meta.db_table, field.column
        before = self._base_for_edit(model)
        if before and not mentions(before, column, self.quote_name, besides=column):
            after = before.without_column(column)
            self.plan(RebuildTable(before, after, unchanged(after)))
            return
        self.outbox.flush_table(table)
        # The model may not know of an index on the column, and SQLite does not drop it along.
        for index in (i for i in self.inspector.of(table).indexes if column in i.columns):
            self.plan(ddl.DropIndex(table, index.name))
        dropped = project_column(self, model, field)
        assert dropped is not None
        self.plan(ddl.DropColumn(table, dropped))

    def _alter_field(  # noqa: PLR0913 - the signature that packages override and call
        self,
        model: Model,
        old_field: Field,
        new_field: Field,
        old_type: str,
        new_type: str,
        old_db_params: Any,
        new_db_params: Any,
        strict: bool = False,
    ) -> None:
        if is_plain_rename(self, model, old_field, new_field):
            self._rename_column(model, old_field, new_field)
            if not self._field_should_be_indexed(model, old_field):
                self.plan(*map(typed, self._field_indexes_sql(model, new_field)))
            return
        self._rebuild_altered(model, [(old_field, new_field)])
        old, new = old_db_params.get("collation"), new_db_params.get("collation")
        if new_field.unique and (old_type, old) != (new_type, new):
            for related in dependent_models(model, new_field):
                same, sources = self._reshaped(related, Change())
                self._make_anew(partial(_given, same), same, sources)

    def _rebuild_altered(self, model: Model, altered: Sequence[tuple[Field, Field]]) -> None:
        after, sources = self._reshaped(model, Change(altered=altered))
        self._make_anew(lambda: self._before(model, altered), after, sources)

    def _before(self, model: Model, altered: Sequence[tuple[Field, Field]]) -> Table:
        """Describe the table before an alteration; the model may be the one from after it."""
        replaced = {f.name for pair in altered for f in pair}
        kept = [f for f in model._meta.local_concrete_fields if f.name not in replaced]
        return project_table(self, model, [*kept, *(old for old, _ in altered)])

    def _rename_column(self, model: Model, old_field: Field, new_field: Field) -> None:
        # References to the column, and expressions with it, are SQLite's to rewrite.
        table = model._meta.db_table
        ends = [project_column(self, model, field) for field in (old_field, new_field)]
        old, new = (column for column in ends if column is not None)
        renaming = ddl.RenameColumn(table, old, new)
        self.outbox.flush_before(Planned(renaming))
        before = self._base_for_edit(model)
        after = with_column_renamed(self, model, before, (old_field, new_field)) if before else None
        if before and after:
            sources = unchanged(after)
            sources[new_field.column] = Source(old_field.column)
            self.plan(RebuildTable(before, after, sources))
            return
        self.plan(renaming)

    def _remake_table(
        self,
        model: Model,
        create_field: Field | None = None,
        delete_field: Field | None = None,
        alter_fields: Sequence[tuple[Field, Field]] = (),
    ) -> None:
        """Rebuild a table by the name that Django's editor has for it; packages call that."""
        change = Change(created=create_field, removed=delete_field, altered=alter_fields or ())
        after, sources = self._reshaped(model, change)
        self._make_anew(lambda: self._before(model, change.altered), after, sources)

    def _alter_many_to_many(
        self, model: Model, old_field: Field, new_field: Field, strict: bool
    ) -> None:
        before, after = old_field.remote_field.through, new_field.remote_field.through
        pairs = link_fields(old_field, new_field)
        if before._meta.db_table == after._meta.db_table:
            self._rebuild_altered(before, pairs)
            return
        self.create_model(after)
        columns = [
            ("id", '"id"'),
            *((new.column, self.quote_name(old.column)) for old, new in pairs),
        ]
        self.plan(ddl.CopyRows(before._meta.db_table, after._meta.db_table, tuple(columns)))
        self.delete_model(before)


def _given(table: Table) -> Table:
    return table


def _index_of(sql: object) -> Index:
    made = made_of(sql)
    assert isinstance(made, Index)  # what is unique is an index here, too
    return made

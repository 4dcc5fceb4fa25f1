"""The schema editor that all backends share: Django's public API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from migrations_core.backends.base.planning import constraints, indexes
from migrations_core.backends.base.planning.alter_column import STEPS
from migrations_core.backends.base.planning.alteration import (
    Alteration,
    classify_alteration,
    field_differs,
)
from migrations_core.backends.base.planning.column_change import (
    ColumnAlteration,
    Step,
    TypeChange,
    compare_columns,
    forget_unsuitable,
)
from migrations_core.backends.base.planning.columns import addition, comments, removal
from migrations_core.backends.base.planning.indexes import Together
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, Made, Table

from .constraint_names import ConstraintNames
from .defaults import ColumnDefaults
from .models import Field, Model, ModelConstraint, ModelIndex
from .projection import project_column, project_table
from .relations import own_link_models, owns_link_table
from .third_party import FK_SUFFIX
from .wording import making


class BaseDatabaseSchemaEditor(ColumnDefaults):
    """Plans statements from models and sends them; a backend says how columns change."""

    alteration_steps: ClassVar[tuple[Step, ...]] = STEPS

    accepts_partial_models = True
    """Models need to hold no more than their own columns and the targets of these."""

    # Columns and their defaults

    def column_sql(
        self, model: Model, field: Field, include_default: bool = False
    ) -> tuple[str, list[object]] | tuple[None, None]:
        """Give the definition of a field's column, without its name, checks and references."""
        column = project_column(self, model, field)
        if column is None:
            return None, None
        if include_default:
            column = self._with_transient_default(column, field)
        definition, params = self.renderer.definition(column)
        return definition, list(params)

    def table_sql(self, model: Model) -> tuple[str, list[object]]:
        """Give the statement that creates the model's table; the rest goes to ``deferred_sql``."""
        table = project_table(self, model)
        self.outbox.defer_planned(*map(making, table.made_later))
        sql, params = self.renderer.render(ddl.CreateTable(table))
        return sql, list(params or ())

    def _field_should_be_altered(
        self, old_field: Field, new_field: Field, ignore: Iterable[str] | None = None
    ) -> bool:
        return field_differs(self, old_field, new_field, frozenset(ignore or ()))

    # Tables

    def create_model(self, model: Model) -> None:
        """Create the model's table, its indexes at the end, and the tables of its links."""
        self._create_table(project_table(self, model))
        for through in own_link_models(model):
            self.create_model(through)

    def _create_table(self, table: Table) -> None:
        self.plan(ddl.CreateTable(table))
        self.plan(*comments(table, self.dialect))
        self.outbox.defer_planned(*map(making, table.made_later))

    def delete_model(self, model: Model) -> None:
        """Drop the tables of the model's links and its own."""
        for through in own_link_models(model):
            self.delete_model(through)
        self._drop_table(model._meta.db_table)

    def _drop_table(self, name: str) -> None:
        self.plan(ddl.DropTable(name))

    def alter_db_table(self, model: Model, old_db_table: str, new_db_table: str) -> None:
        """Rename a table, and every mention of it in what is still deferred."""
        if self.dialect.same_table(old_db_table, new_db_table):
            return
        self.plan(ddl.RenameTable(old_db_table, new_db_table))

    def alter_db_table_comment(
        self, model: Model, old_db_table_comment: str | None, new_db_table_comment: str | None
    ) -> None:
        if self.sql_alter_table_comment and self.dialect.comments != "none":
            self.plan(ddl.CommentTable(model._meta.db_table, new_db_table_comment or ""))

    def alter_db_tablespace(
        self, model: Model, old_db_tablespace: str, new_db_tablespace: str
    ) -> None:
        if self.dialect.has_tablespaces:
            table = model._meta.db_table
            self.plan(ddl.RetablespaceTable(table, old_db_tablespace, new_db_tablespace))

    # Indexes and constraints

    def add_index(self, model: Model, index: ModelIndex) -> None:
        self._make_index(model, index)

    def _make_index(self, model: Model, index: ModelIndex, **options: Any) -> None:
        self.plan(*indexes.creation(self, model, index, **options))

    def remove_index(self, model: Model, index: ModelIndex) -> None:
        self._unmake_index(model, index)

    def _unmake_index(self, model: Model, index: ModelIndex, **options: Any) -> None:
        if not self._index_supported(index):
            return
        deferred = len(self.deferred_sql)
        sql = index.remove_sql(model, self, **options)
        if len(self.deferred_sql) == deferred:
            self._drop(model, ddl.DropIndex(model._meta.db_table, index.name, str(sql)))

    def _drop(self, model: Model, statement: ddl.DropIndex | ddl.DropConstraint) -> None:
        """Drop an index or a constraint of the model's options."""
        self.plan(statement)

    def rename_index(self, model: Model, old_index: ModelIndex, new_index: ModelIndex) -> None:
        table = model._meta.db_table
        if self._forget_deferred_constraint(table, old_index.name):
            self.add_index(model, new_index)
        elif self.dialect.renames_indexes:
            self.plan(*indexes.renaming(self, model, old_index.name, new_index.name))
        else:
            self.remove_index(model, old_index)
            self.add_index(model, new_index)

    def add_constraint(self, model: Model, constraint: ModelConstraint) -> None:
        if (statement := constraints.addition(self, model, constraint)) is not None:
            self.plan(self._known_constraint(statement, model, constraint))

    def _known_constraint(
        self, statement: ddl.Statement, model: Model, constraint: ModelConstraint
    ) -> ddl.Statement:
        """Say more of a constraint than its SQL tells, where that matters."""
        return statement

    def remove_constraint(self, model: Model, constraint: ModelConstraint) -> None:
        if self._forget_deferred_constraint(model._meta.db_table, constraint.name):
            return
        if sql := constraint.remove_sql(model, self):
            self._drop(model, constraints.removal(model, constraint, sql))

    def _forget_deferred_constraint(self, table: str, name: str) -> bool:
        """Drop the statement that was to create a unique index, and say whether there was one."""
        return self.outbox.forget_deferred(
            lambda entry: (
                (made := entry.made) is not None and (made.table, made.name) == (table, name)
            )
        )

    def alter_unique_together(
        self, model: Model, old_unique_together: Together, new_unique_together: Together
    ) -> None:
        """Drop and create the unique constraints over several columns."""
        going, coming = indexes.changes(old_unique_together, new_unique_together)
        for names in going:
            self._remove_unique_together(model, names)
        for names in coming:
            self.plan(*indexes.unique_together(self, model, names))

    def alter_index_together(
        self, model: Model, old_index_together: Together, new_index_together: Together
    ) -> None:
        """Drop and create the indexes over several columns, which historical migrations have."""
        going, coming = indexes.changes(old_index_together, new_index_together)
        for names in going:
            facts = {"index": True, "unique": False}
            self._delete_composed_index(model, names, facts, self.sql_delete_index)
        for names in coming:
            self.plan(*indexes.index_together(self, model, names))

    def _remove_unique_together(self, model: Model, names: Sequence[str]) -> None:
        table = model._meta.db_table
        columns = [model._meta.get_field(name).column for name in names]
        if self._forget_deferred_constraint(
            table, self._create_index_name(table, columns, "_uniq")
        ):
            return
        facts = {"unique": True, "primary_key": False}
        self._delete_composed_index(model, names, facts, self.sql_delete_unique)

    def _delete_composed_index(
        self, model: Model, fields: Sequence[str], constraint_kwargs: dict[str, Any], sql: str
    ) -> None:
        """Drop the one constraint over these fields."""
        name = indexes.name_of_composed(self, model, fields, constraint_kwargs)
        statement = str(self._delete_constraint_sql(sql, model, name))
        self._drop(model, ddl.DropIndex(model._meta.db_table, name, statement))

    def _constraint_names(
        self,
        model: Model,
        column_names: Sequence[str] | None = None,
        type_: str | None = None,
        exclude: Iterable[str] | None = None,
        **facts: bool | None,
    ) -> list[str]:
        exclude = frozenset(exclude or ())
        table = model._meta.db_table
        return ConstraintNames(self).names(
            table, column_names, exclude=exclude, type=type_, **facts
        )

    # Fields

    def add_field(self, model: Model, field: Field) -> None:
        """Add a field's column, or the table of its links."""
        if owns_link_table(field):
            self.create_model(field.remote_field.through)
        elif (column := project_column(self, model, field)) is not None:
            self._add_column(model, field, column)

    def remove_field(self, model: Model, field: Field) -> None:
        """Drop a field's column, or the table of its links."""
        if owns_link_table(field):
            self.delete_model(field.remote_field.through)
        elif field.db_parameters(connection=self.connection)["type"] is not None:
            self._drop_column(model, field)

    def alter_field(
        self, model: Model, old_field: Field, new_field: Field, strict: bool = False
    ) -> None:
        """Change what the database knows of a field from one field object to the other."""
        match classify_alteration(self, old_field, new_field):
            case Alteration.MANY_TO_MANY:
                self._alter_many_to_many(model, old_field, new_field, strict)
            case Alteration.COLUMN:
                old, new = (f.db_parameters(self.connection) for f in (old_field, new_field))
                types = old["type"], new["type"]
                self._alter_field(model, old_field, new_field, *types, old, new, strict)

    def _add_column(self, model: Model, field: Field, column: Column) -> None:
        self.plan(*addition(self, model, field, column))
        if column.reference and not self.sql_create_column_inline_fk:
            self.outbox.defer(self._create_fk_sql(model, field, FK_SUFFIX))
        self.outbox.defer(*self._field_indexes_sql(model, field))

    def _drop_column(self, model: Model, field: Field) -> None:
        self.plan(*removal(self, model, field))

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
        """Change a column; the types and parameters are those of the two fields."""
        change = compare_columns(self, model, old_field, new_field, strict=strict)
        self.plan(*(s for step in self.alteration_steps for s in step(change)))
        forget_unsuitable(self, change)

    def _type_change(self, model: Model, old_field: Field, new_field: Field) -> TypeChange:
        """Plan how a column comes to the type of the new field."""
        return TypeChange(changes=(self._set_type(new_field),))

    def _suits(self, change: ColumnAlteration, made: Made) -> bool:
        """Tell whether an index or foreign key that waits can still be made on the altered column."""
        return True

    def _set_type(self, field: Field) -> ddl.SetType:
        facts = field.db_parameters(connection=self.connection)
        return ddl.SetType(facts["type"], facts.get("collation") or "")

    def _full_definition(self, table: str, before: Column, after: Column) -> Column:
        return after  # as a statement writes it that has to say all about the column

    def _alter_many_to_many(
        self, model: Model, old_field: Field, new_field: Field, strict: bool
    ) -> None:
        """Rename the link table and point its foreign keys elsewhere."""
        before, after = old_field.remote_field.through, new_field.remote_field.through
        self.alter_db_table(before, before._meta.db_table, after._meta.db_table)
        for old_name, new_name in (
            (old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()),
            # Of a link of a model to itself both ends change.
            (old_field.m2m_field_name(), new_field.m2m_field_name()),
        ):
            ends = before._meta.get_field(old_name), after._meta.get_field(new_name)
            self.alter_field(after, *ends)

    def remove_procedure(self, procedure_name: str, param_types: Sequence[str] = ()) -> None:
        names = {
            "procedure": self.quote_name(procedure_name),
            "param_types": ",".join(param_types),
        }
        self.plan(ddl.Raw(self.sql_delete_procedure % names))

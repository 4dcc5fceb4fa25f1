"""Columns, which these servers want restated whenever more than their default changes."""

from __future__ import annotations

from dataclasses import replace

from migrations_core.backends.base.renderer import SQL, Filled, Renderer
from migrations_core.backends.base.wording import StatementWording
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

from .templates import MySQLTemplates

ALTER_TABLE = "ALTER TABLE %(table)s "
ADD_INDEX = f"{ALTER_TABLE}ADD INDEX %(name)s (%(columns)s)"
ADD_UNIQUE_INDEX = f"{ALTER_TABLE}ADD UNIQUE INDEX %(name)s (%(columns)s)"
DROP_INDEX = f"{ALTER_TABLE}DROP INDEX %(name)s"


class MySQLRenderer(Renderer):
    """Writes definitions as complete text: a comment may hold a percent sign beside a default."""

    editor: MySQLTemplates

    writers = {
        **Renderer.writers,
        ddl.AlterTable: lambda self, statement: self.alter_table(statement),
    }

    def definition(self, column: Column) -> tuple[str, tuple[object, ...]]:
        params = (*column.default_params, *column.generated_params)
        if not params:
            return super().definition(column)
        quote = self.editor.quote_value
        default, generated = column.default, column.generated
        if default is not None and column.default_params:
            default %= tuple(quote(value) for value in column.default_params)
        if generated is not None and column.generated_params:
            generated %= tuple(quote(value) for value in column.generated_params)
        complete = replace(
            column, default=default, default_params=(), generated=generated, generated_params=()
        )
        return super().definition(complete)

    def alter_column(self, statement: ddl.AlterColumn) -> Filled:
        if not self.restates(statement):
            return super().alter_column(statement)
        values = {
            "table": self.quote(statement.table),
            "changes": self.modification(changed(statement.after, statement.changes)),
        }
        return Filled(self.editor.sql_alter_column, values)

    def modification(self, column: Column) -> str:
        """Write a column with all its facts. That it is a key is no fact of the column's here."""
        definition, _ = self.definition(replace(column, primary_key=False, unique=False))
        parts = (definition, column.suffix, self.check(column))
        values = {
            "column": self.quote(column.name),
            "definition": " ".join(part for part in parts if part),
        }
        return self.editor.sql_modify_column % values

    def restates(self, statement: ddl.AlterColumn) -> bool:
        """Tell whether the whole column is written anew; ALTER COLUMN, which touches no rows, sets defaults only.

        MySQL has no such form for the types whose defaults are expressions.
        """
        if not all(isinstance(c, ddl.SetDefault | ddl.DropDefault) for c in statement.changes):
            return True
        dialect = self.editor.dialect
        return dialect.computes_limited_defaults and dialect.limits(statement.after.type)

    # Several in one

    def alter_table(self, statement: ddl.AlterTable) -> SQL:
        table = {"table": self.quote(statement.table)}
        clauses = ", ".join(filter(None, map(self.clause, statement.parts)))
        return ALTER_TABLE % table + clauses, None

    def clause(self, statement: ddl.Statement) -> str | None:
        """Write a statement as part of an ALTER TABLE, or give None where it has to be one by itself."""
        filled = self._alteration(statement)
        if filled is None or filled.params or not filled.template.startswith(ALTER_TABLE):
            return None
        return filled.template.removeprefix(ALTER_TABLE) % filled.values

    def _alteration(self, statement: ddl.Statement) -> Filled | None:
        """Give what a change of a table is written from; others may have templates that do not alter it."""
        match statement:
            case ddl.CreateIndex(index) if index.listed:
                values = {"name": self.quote(index.name), "columns": index.listed}
                return Filled(ADD_UNIQUE_INDEX if index.unique else ADD_INDEX, values)
            case ddl.DropIndex() | ddl.DropConstraint(kind="unique") if self._is_own(statement):
                return Filled(DROP_INDEX, {"name": self.quote(statement.name)})
            case ddl.DropConstraint() if not statement.sql:
                return self.dropped_constraint(statement)
            case ddl.AddConstraint(made) if isinstance(made.wording, StatementWording):
                return Filled(*made.wording.template_and_parts)
            case ddl.AddColumn():
                return self.add_column(statement)
            case ddl.DropColumn():
                return self.drop_column(statement)
            case ddl.AlterColumn():
                return self.alter_column(statement)
        return None

    def _is_own(self, statement: ddl.DropIndex | ddl.DropConstraint) -> bool:
        """Tell whether an index is dropped by nothing but a template, which others may have filled in."""
        names = self._quoted({"table": statement.table, "name": statement.name})
        templates = self.editor.sql_delete_index, self.editor.sql_delete_unique
        return not statement.sql or statement.sql in {template % names for template in templates}


def changed(column: Column, changes: tuple[ddl.ColumnChange, ...]) -> Column:
    """Give the column after the changes; ``column`` has its type already."""
    for change in changes:
        match change:
            case ddl.SetDefault(sql, params):
                column = replace(column, default=sql, default_params=params)
            case ddl.DropDefault():
                column = replace(column, default=None, default_params=())
            case ddl.SetNull(null):
                column = replace(column, null=null)
    return column

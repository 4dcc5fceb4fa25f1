"""Statements that only PostgreSQL has, and conversions while a type changes."""

from __future__ import annotations

from migrations_core.backends.base.renderer import SQL, Renderer
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

from .templates import PostgreSQLTemplates


class PostgreSQLRenderer(Renderer):
    """Adds identity columns and sequences."""

    editor: PostgreSQLTemplates

    writers = {
        **Renderer.writers,
        ddl.AddIdentity: lambda self, statement: self.add_identity(statement),
        ddl.ContinueIdentity: lambda self, statement: self.continue_identity(statement),
        ddl.DropIdentity: lambda self, statement: self.drop_identity(statement),
        ddl.DropSequence: lambda self, statement: self.drop_sequence(statement),
        ddl.RetypeSequence: lambda self, statement: self.retype_sequence(statement),
    }

    def set_type(self, column: Column, change: ddl.SetType) -> str:
        sql = super().set_type(column, change)
        if change.cast:
            values = {"column": self.quote(column.name), "type": change.type}
            sql += self.editor.sql_alter_column_cast % values
        return sql

    def add_identity(self, statement: ddl.AddIdentity) -> SQL:
        names = {"table": statement.table, "column": statement.column}
        return self.editor.sql_add_identity % self._quoted(names), None

    def continue_identity(self, statement: ddl.ContinueIdentity) -> SQL:
        table, column = self.quote(statement.table), self.quote(statement.column)
        values = {
            "table": table,
            "column": column,
            "table_text": self.editor.quote_value(table),
            "column_text": self.editor.quote_value(statement.column),
        }
        return self.editor.sql_continue_identity % values, None

    def drop_identity(self, statement: ddl.DropIdentity) -> SQL:
        names = {"table": statement.table, "column": statement.column}
        return self.editor.sql_drop_indentity % self._quoted(names), None

    def drop_sequence(self, statement: ddl.DropSequence) -> SQL:
        return self.editor.sql_delete_sequence % {"sequence": self.quote(statement.name)}, None

    def retype_sequence(self, statement: ddl.RetypeSequence) -> SQL:
        values = {"sequence": self.quote(statement.name), "type": statement.type}
        return self.editor.sql_alter_sequence_type % values, None

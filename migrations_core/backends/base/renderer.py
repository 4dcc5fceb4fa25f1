"""From a typed statement to SQL, by the editor's templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, assert_never

from django.db.backends.utils import split_identifier

from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, Table

from .third_party import ForeignKeyNames

SQL = tuple[str, tuple[object, ...] | None]
"""Text and parameters. None for parameters: the text is complete, a ``%`` in it is a ``%``."""


class Filled(NamedTuple):
    """What a statement is written from: one of the editor's templates, and what is filled in."""

    template: str
    values: Mapping[str, object]
    params: tuple[object, ...] | None = None

    @property
    def sql(self) -> SQL:
        return self.template % self.values, self.params


Writer = Callable[[Any, Any], SQL]
"""Writes a statement, given the renderer and the statement."""


class Renderer:
    """Writes statements for the database of one editor."""

    writers: ClassVar[Mapping[type, Writer]] = {
        ddl.CreateTable: lambda self, statement: self.create_table(statement),
        ddl.DropTable: lambda self, statement: self.drop_table(statement),
        ddl.RenameTable: lambda self, statement: self.rename_table(statement),
        ddl.RetablespaceTable: lambda self, statement: self.retablespace_table(statement),
        ddl.CommentTable: lambda self, statement: self.comment_table(statement),
        ddl.AddColumn: lambda self, statement: self.add_column(statement).sql,
        ddl.DropColumn: lambda self, statement: self.drop_column(statement).sql,
        ddl.RenameColumn: lambda self, statement: self.rename_column(statement),
        ddl.CommentColumn: lambda self, statement: self.comment_column(statement),
        ddl.AlterColumn: lambda self, statement: self.alter_column(statement).sql,
        ddl.FillNulls: lambda self, statement: self.fill_nulls(statement),
        ddl.FillColumn: lambda self, statement: self.fill_column(statement),
        ddl.CopyRows: lambda self, statement: self.copy_rows(statement),
        ddl.CreateIndex: lambda self, statement: self.create_index(statement),
        ddl.DropIndex: lambda self, statement: self.drop_index(statement),
        ddl.RenameIndex: lambda self, statement: self.rename_index(statement),
        ddl.AddConstraint: lambda self, statement: self.add_constraint(statement),
        ddl.DropConstraint: lambda self, statement: self.drop_constraint(statement),
        ddl.Raw: lambda self, statement: self.raw(statement),
    }
    """By statement: how it is written here. A backend overrides a method, and adds statements that only it has."""

    editor: ForeignKeyNames
    """Has the templates, and quotes names and values."""

    def __init__(self, editor: ForeignKeyNames) -> None:
        self.editor = editor
        self.quote = editor.quote_name

    def render(self, statement: ddl.Statement) -> SQL:
        return self.writers[type(statement)](self, statement)

    # Columns

    def definition(self, column: Column) -> tuple[str, tuple[object, ...]]:
        """Write a column as far as all databases agree on the order: what ``column_sql`` gives."""
        parts = [column.type]
        if column.collation:
            parts.append(self.editor._collate_sql(column.collation))
        if column.default is not None:
            parts.append(f"DEFAULT {column.default}")
        if column.generated:
            parts.append(column.generated)
        elif not column.null:
            parts.append("NOT NULL")
        elif self.editor.dialect.writes_null:
            parts.append("NULL")
        if column.primary_key:
            parts.append("PRIMARY KEY")
        elif column.unique:
            parts.append("UNIQUE")
        if column.tablespace and (column.unique or column.primary_key):
            ops = self.editor.connection.ops
            parts.append(ops.tablespace_sql(column.tablespace, inline=True))
        if column.comment and self.editor.dialect.comments == "in definitions":
            parts.append(self.editor._comment_sql(column.comment))
        return " ".join(parts), (*column.default_params, *column.generated_params)

    def check(self, column: Column) -> str:
        return self.editor.sql_check_constraint % {"check": column.check} if column.check else ""

    def inline_reference(
        self, column: Column, template: str | None, table: str = "", name: str = ""
    ) -> str:
        if not (template and column.reference):
            return ""
        namespace = split_identifier(table)[0]
        return template % {
            "name": self.quote(name),
            "namespace": f"{self.quote(namespace)}." if namespace else "",
            "column": self.quote(column.name),
            "deferrable": self.editor.dialect.deferrable,
            "to_table": self.quote(column.reference.table),
            "to_column": self.quote(column.reference.column),
            "on_delete_db": column.reference.on_delete,
        }

    # Tables

    def create_table(self, statement: ddl.CreateTable) -> SQL:
        table = statement.table
        lines: list[str] = []
        params: list[object] = []
        for column in table.columns:
            definition, extra = self.definition(column)
            reference = self.inline_reference(column, self.editor.sql_create_inline_fk)
            parts = (
                self.quote(column.name),
                definition,
                self.check(column),
                column.suffix,
                reference,
            )
            lines.append(" ".join(part for part in parts if part))
            params.extend(extra)
        # A constraint is complete text: a percent sign in it is no placeholder.
        lines.extend(
            constraint.sql.replace("%", "%%") if params else constraint.sql
            for constraint in table.constraints
        )
        if table.primary_key:
            lines.append(self.editor._pk_constraint_sql(table.primary_key.columns))
        sql = self.editor.sql_create_table % {
            "table": self.quote(table.name),
            "definition": ", ".join(lines),
        }
        # An empty list of parameters would make the driver look for placeholders in literals.
        return sql + self.table_options(table), tuple(params) or None

    def table_options(self, table: Table) -> str:
        if not table.tablespace:
            return ""
        sql = self.editor.connection.ops.tablespace_sql(table.tablespace)
        return f" {sql}" if sql else ""

    def drop_table(self, statement: ddl.DropTable) -> SQL:
        return self.editor.sql_delete_table % {"table": self.quote(statement.table)}, None

    def rename_table(self, statement: ddl.RenameTable) -> SQL:
        names = {"old_table": statement.before, "new_table": statement.after}
        return self.editor.sql_rename_table % self._quoted(names), None

    def retablespace_table(self, statement: ddl.RetablespaceTable) -> SQL:
        names = {
            "table": statement.table,
            "old_tablespace": statement.before,
            "new_tablespace": statement.after,
        }
        return self.editor.sql_retablespace_table % self._quoted(names), None

    def comment_table(self, statement: ddl.CommentTable) -> SQL:
        values = {
            "table": self.quote(statement.table),
            "comment": self.editor.quote_value(statement.comment),
        }
        return (self.editor.sql_alter_table_comment or "") % values, None

    # Changes of a table

    def add_column(self, statement: ddl.AddColumn) -> Filled:
        column = statement.column
        definition, params = self.definition(column)
        template = self.editor.sql_create_column_inline_fk
        reference = self.inline_reference(column, template, statement.table, statement.foreign_key)
        parts = (definition, column.suffix, self.check(column), reference)
        values = {
            "table": self.quote(statement.table),
            "column": self.quote(column.name),
            "definition": " ".join(part for part in parts if part),
        }
        return Filled(self.editor.sql_create_column, values, params or None)

    def drop_column(self, statement: ddl.DropColumn) -> Filled:
        names = {"table": statement.table, "column": statement.column.name}
        return Filled(self.editor.sql_delete_column, self._quoted(names))

    def rename_column(self, statement: ddl.RenameColumn) -> SQL:
        names = {
            "table": statement.table,
            "old_column": statement.before.name,
            "new_column": statement.after.name,
        }
        values = {**self._quoted(names), "type": statement.after.type}
        return self.editor.sql_rename_column % values, None

    def comment_column(self, statement: ddl.CommentColumn) -> SQL:
        values = {
            "table": self.quote(statement.table),
            "column": self.quote(statement.column.name),
            "comment": self.editor._comment_sql(statement.column.comment),
        }
        return (self.editor.sql_alter_column_comment or "") % values, None

    def alter_column(self, statement: ddl.AlterColumn) -> Filled:
        rendered = [self.column_change(statement.after, c) for c in statement.changes]
        values = {
            "table": self.quote(statement.table),
            "changes": ", ".join(sql for sql, _ in rendered),
        }
        params = _together([params for _, params in rendered])
        return Filled(self.editor.sql_alter_column, values, params)

    def column_change(self, column: Column, change: ddl.ColumnChange) -> SQL:
        """Write one change for the inside of an ALTER TABLE."""
        editor = self.editor
        params: tuple[object, ...] | None = None
        values = {"column": self.quote(column.name), "type": column.type}
        match change:
            case ddl.SetType():
                return self.set_type(column, change), None
            case ddl.SetDefault(sql, params):
                template, values["default"] = editor.sql_alter_column_default, sql
            case ddl.DropDefault():
                template = editor.sql_alter_column_no_default
                if column.null:
                    template = editor.sql_alter_column_no_default_null
            case ddl.SetNull(null):
                template = (
                    editor.sql_alter_column_null if null else editor.sql_alter_column_not_null
                )
            case _:
                assert_never(change)
        return template % values, params

    def set_type(self, column: Column, change: ddl.SetType) -> str:
        collation = self.editor._collate_sql(change.collation) if change.collation else ""
        values = {
            "column": self.quote(column.name),
            "type": change.type,
            "collation": f" {collation}" if collation else "",
            "comment": self.editor._comment_sql(column.comment) if column.comment else "",
        }
        return self.editor.sql_alter_column_type % values

    def fill_nulls(self, statement: ddl.FillNulls) -> SQL:
        values = {
            "table": self.quote(statement.table),
            "column": self.quote(statement.column),
            "default": statement.sql,
        }
        return self.editor.sql_update_with_default % values, statement.params

    def fill_column(self, statement: ddl.FillColumn) -> SQL:
        column = self.quote(statement.column)
        return f"UPDATE {self.quote(statement.table)} SET {column} = {statement.value}", None

    def copy_rows(self, statement: ddl.CopyRows) -> SQL:
        targets = ", ".join(self.quote(name) for name, _ in statement.columns)
        values = ", ".join(expression for _, expression in statement.columns)
        into, source = self.quote(statement.target), self.quote(statement.source)
        return f"INSERT INTO {into} ({targets}) SELECT {values} FROM {source}", None

    def create_index(self, statement: ddl.CreateIndex) -> SQL:
        return statement.index.sql, None

    def add_constraint(self, statement: ddl.AddConstraint) -> SQL:
        return statement.constraint.sql, None

    def drop_constraint(self, statement: ddl.DropConstraint) -> SQL:
        return (statement.sql, None) if statement.sql else self.dropped_constraint(statement).sql

    def dropped_constraint(self, statement: ddl.DropConstraint) -> Filled:
        names = {"table": statement.table, "name": statement.name}
        match statement.kind:
            case "foreign key":
                template = self.editor.sql_delete_fk
            case "unique":
                template = self.editor.sql_delete_unique
            case "check":
                template = self.editor.sql_delete_check
            case "primary key":
                template = self.editor.sql_delete_pk
            case "other":
                template = self.editor.sql_delete_constraint
            case _:
                assert_never(statement.kind)
        return Filled(template, self._quoted(names))

    def drop_index(self, statement: ddl.DropIndex) -> SQL:
        if statement.sql:
            return statement.sql, None
        names = {"table": statement.table, "name": statement.name}
        return self.editor.sql_delete_index % self._quoted(names), None

    def rename_index(self, statement: ddl.RenameIndex) -> SQL:
        return statement.sql, None

    def raw(self, statement: ddl.Raw) -> SQL:
        return statement.sql, statement.params

    def _quoted(self, names: dict[str, str]) -> dict[str, str]:
        return {key: self.quote(name) for key, name in names.items()}


def _together(params: list[tuple[object, ...] | None]) -> tuple[object, ...] | None:
    """Join the parameters of several parts; none at all if no part has any to fill in."""
    given = [part for part in params if part is not None]
    return tuple(value for part in given for value in part) if given else None

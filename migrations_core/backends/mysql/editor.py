"""The schema editor for MySQL and MariaDB."""

from __future__ import annotations

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.models import Connection, Field, Model, ModelConstraint
from migrations_core.backends.base.planning.column_change import ColumnAlteration
from migrations_core.backends.base.projection import columns_of_check
from migrations_core.backends.base.wording import about_columns, typed
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, ForeignKey, Made

from .foreign_key_indexes import missing_index
from .introspection import storage_engine, stored_column
from .merging import MergingRules
from .modify_column import full_definition
from .renderer import MySQLRenderer
from .templates import MySQLTemplates


class DatabaseSchemaEditor(MySQLTemplates, BaseDatabaseSchemaEditor):
    """Restates columns to change them. Every statement commits by itself."""

    renderer_class = MySQLRenderer
    renderer: MySQLRenderer

    def __init__(
        self, connection: Connection, collect_sql: bool = False, atomic: bool = True
    ) -> None:
        self.new_tables: set[str] = set()
        """Tables that are new, and empty as far as the editor knows."""
        super().__init__(connection, collect_sql, atomic)

    # Sending

    def merging_rules(self) -> MergingRules:
        renderer = self.renderer
        return MergingRules(
            is_clause=lambda statement: renderer.clause(statement) is not None,
            restates=renderer.restates,
            new_tables=self.new_tables,
        )

    def plan(self, *statements: ddl.Statement) -> None:
        super().plan(*statements)
        for statement in statements:
            self._note(statement)

    def _note(self, statement: ddl.Statement) -> None:
        match statement:
            case ddl.CreateTable(table):
                self.new_tables.add(table.name)
            case ddl.DropTable(name):
                self.new_tables.discard(name)
            case ddl.RenameTable(before, after) if before in self.new_tables:
                self.new_tables.remove(before)
                self.new_tables.add(after)

    def may_hold_back(self) -> bool:
        """No table can be altered in a transaction, which others may begin."""
        if self.cause is None or (self.connection.in_atomic_block and not self.collect_sql):
            return False
        is_plain = getattr(self.cause.operation, "only_calls_editor", False)
        return super().may_hold_back() and bool(is_plain)

    def before_foreign_sql(self, sql: str) -> None:
        super().before_foreign_sql(sql)
        self.new_tables.clear()

    def quote_value(self, value: object) -> str:
        if isinstance(value, bytes | bytearray | memoryview):
            return f"X'{bytes(value).hex()}'"
        self.connection.ensure_connection()
        driver = self.connection.connection
        # MySQLdb escapes text to bytes, PyMySQL to text.
        quoted = driver.escape(value, driver.encoders)
        return quoted.decode() if isinstance(quoted, bytes) else str(quoted)

    # Tables

    def create_model(self, model: Model) -> None:
        self.new_tables.add(model._meta.db_table)
        super().create_model(model)

    # Columns and their defaults

    def _is_limited_data_type(self, field: Field) -> bool:
        """Tell whether the type has no full-width index and, on MySQL, no constant default."""
        return self.dialect.limits(field.db_type(self.connection))

    def skip_default(self, field: Field) -> bool:
        """Texts and blobs are empty in new columns by themselves."""
        type_ = field.db_type(self.connection)
        if not type_ or not type_.lower().endswith(("blob", "text")):
            return False
        return self.effective_default(field) in ("", b"")

    def skip_default_on_alter(self, field: Field) -> bool:
        if self.skip_default(field):
            return True
        return self._is_limited_data_type(field) and self.dialect.computes_limited_defaults

    def _column_default_sql(self, field: Field) -> str:
        if self._is_limited_data_type(field) and self.dialect.computes_limited_defaults:
            return "(%s)"
        return super()._column_default_sql(field)

    def _comment_sql(self, comment: str | None) -> str:
        return f"COMMENT {super()._comment_sql(comment)}"

    def _add_column(self, model: Model, field: Field, column: Column) -> None:
        super()._add_column(model, field, column)
        if field.null and field.has_default() and self.skip_default(field):
            # It would be NULL in the rows that exist.
            value = self.quote_value(self.effective_default(field))
            self.plan(ddl.FillColumn(model._meta.db_table, field.column, value))

    def _full_definition(self, table: str, before: Column, after: Column) -> Column:
        self.before_looking_at(table)
        return full_definition(before, after, stored_column(self, table, before.name))

    def _suits(self, change: ColumnAlteration, made: Made) -> bool:
        before, after = change.before, change.after
        if isinstance(made, ForeignKey):
            are_texts = all(c.type.startswith(("varchar", "char")) for c in (before, after))
            return before.type == after.type or are_texts
        # MariaDB indexes the beginning of a text by itself.
        return self.dialect.is_mariadb or not self.dialect.limits(after.type)

    # Indexes

    def _field_should_be_indexed(self, model: Model, field: Field) -> bool:
        if not super()._field_should_be_indexed(model, field) or self._is_limited_data_type(field):
            return False
        if field.get_internal_type() != "ForeignKey" or not field.db_constraint:
            return True
        # InnoDB makes one for the foreign key; no other engine has foreign keys.
        return self._storage_engine(model._meta.db_table) != "InnoDB"

    def _storage_engine(self, table: str) -> str:
        if table in self.new_tables:
            return self.dialect.default_engine
        return storage_engine(self, table)

    def _drop(self, model: Model, statement: ddl.DropIndex | ddl.DropConstraint) -> None:
        if (missing := missing_index(self, model, statement.name)) is not None:
            self.plan(typed(missing))
        super()._drop(model, statement)

    def _known_constraint(
        self, statement: ddl.Statement, model: Model, constraint: ModelConstraint
    ) -> ddl.Statement:
        """A check joins other changes if it is known which columns it is about."""
        return about_columns(statement, columns_of_check(model, constraint))

"""The schema editor for MySQL and MariaDB."""

from __future__ import annotations

from typing import Any

from migrations_core.backends.base.channel import Batch, SentStatement
from migrations_core.backends.base.deferred import follow
from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

from .foreign_key_indexes import missing_index
from .introspection import storage_engine, stored_column
from .merging import clause
from .modify_column import full_definition
from .outbox import Outbox, batches, is_plain, planned_deferred, typed
from .renderer import MySQLRenderer
from .templates import MySQLTemplates


class DatabaseSchemaEditor(MySQLTemplates, BaseDatabaseSchemaEditor):
    """Restates columns to change them. Every statement commits by itself."""

    renderer_class = MySQLRenderer

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        super().__init__(connection, collect_sql, atomic)
        self._outbox = Outbox()

    # Sending

    def flush(self) -> None:
        """Send what was held back."""
        if self._outbox.planned:
            self._send_all(self._outbox.take())

    def _held_back(self) -> list[SentStatement]:
        return [SentStatement(batch.sql, batch.causes, False) for _, batch in self._outbox.planned]

    def _carry_out(self, *statements: ddl.Statement) -> None:
        if not self._may_hold_back():
            super()._carry_out(*statements)
            return
        for statement in statements:
            sql, params = self.renderer.render(statement)
            held = None if params else clause(statement, sql)
            if held is None:
                self.flush()
                super()._carry_out(statement)
            else:
                self._outbox.planned.append((held, Batch(sql, self._current_causes())))
                follow(self.deferred_sql, statement, self)
            self._outbox.note(statement)

    def _may_hold_back(self) -> bool:
        """Only for a migration that runs: everybody else expects a call to have its effect at once."""
        is_running = is_plain(self.cause) and self._is_entered and not self.collect_sql
        return is_running and not self.connection.in_atomic_block

    def _begin(self, cause: object) -> None:
        if not is_plain(cause):
            self.flush()

    def _send(self, sql: str, params: Any) -> None:
        self.flush()
        super()._send(sql, params)

    def _batches(self, deferred: list[tuple[Any, tuple[object, ...]]]) -> list[Batch]:
        if self.cause is None or self.collect_sql:
            return super()._batches(deferred)
        return batches(planned_deferred(deferred), self._outbox.new_tables)

    def _before_looking_at(self, table: str) -> None:
        if self._outbox.concerns(table):
            self.flush()

    def _note_foreign_sql(self, sql: str) -> None:
        self._outbox.new_tables.clear()

    def _add_index_sql(self, model: Any, sql: object) -> None:
        self._carry_out(typed(model._meta.db_table, sql))

    def quote_value(self, value: object) -> str:
        if isinstance(value, bytes | bytearray | memoryview):
            return f"X'{bytes(value).hex()}'"
        self.connection.ensure_connection()
        driver = self.connection.connection
        # MySQLdb escapes text to bytes, PyMySQL to text.
        quoted = driver.escape(value, driver.encoders)
        return quoted.decode() if isinstance(quoted, bytes) else str(quoted)

    # Tables

    def create_model(self, model: Any) -> None:
        self._outbox.new_tables.add(model._meta.db_table)
        super().create_model(model)

    # Columns and their defaults

    @property
    def combines_column_changes(self) -> bool:
        return True

    @property
    def renames_checks(self) -> bool:  # type: ignore[override]  # which server is known late
        """MySQL refuses to rename a column that a check names."""
        return bool(self.connection.mysql_is_mariadb)

    def _is_limited_data_type(self, field: Any) -> bool:
        """Tell whether the type has no full-width index and, on MySQL, no constant default."""
        type_ = field.db_type(self.connection)
        return type_ is not None and type_.lower() in self.connection._limited_data_types

    def skip_default(self, field: Any) -> bool:
        """Texts and blobs are empty in new columns by themselves."""
        type_ = field.db_type(self.connection)
        if not type_ or not type_.lower().endswith(("blob", "text")):
            return False
        return self.effective_default(field) in ("", b"")

    def skip_default_on_alter(self, field: Any) -> bool:
        if self.skip_default(field):
            return True
        return self._is_limited_data_type(field) and not self.connection.mysql_is_mariadb

    def _column_default_sql(self, field: Any) -> str:
        if self._is_limited_data_type(field) and not self.connection.mysql_is_mariadb:
            return "(%s)"
        return super()._column_default_sql(field)

    def _comment_sql(self, comment: str | None) -> str:
        return f"COMMENT {super()._comment_sql(comment)}"

    def _add_column(self, model: Any, field: Any, column: Column) -> None:
        super()._add_column(model, field, column)
        if field.null and field.has_default() and self.skip_default(field):
            # It would be NULL in the rows that exist.
            value = self.quote_value(self.effective_default(field))
            self._carry_out(ddl.FillColumn(model._meta.db_table, field.column, value))

    def _full_definition(self, table: str, before: Column, after: Column) -> Column:
        self._before_looking_at(table)
        return full_definition(before, after, stored_column(self, table, before.name))

    # Indexes

    def _field_should_be_indexed(self, model: Any, field: Any) -> bool:
        if not super()._field_should_be_indexed(model, field) or self._is_limited_data_type(field):
            return False
        if field.get_internal_type() != "ForeignKey" or not field.db_constraint:
            return True
        # InnoDB makes one for the foreign key; no other engine has foreign keys.
        return self._storage_engine(model._meta.db_table) != "InnoDB"

    def _storage_engine(self, table: str) -> str:
        if table in self._outbox.new_tables:
            return str(self.connection.features._mysql_storage_engine)
        return storage_engine(self, table)

    def _remove_index_sql(self, model: Any, name: str, sql: object) -> None:
        if (missing := missing_index(self, model, name)) is not None:
            self._send(str(missing), None)
        super()._remove_index_sql(model, name, sql)

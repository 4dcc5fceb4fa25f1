"""The schema editor for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.ddl_references import Columns, IndexColumns, Statement
from django.db.backends.postgresql.psycopg_any import sql as driver

from migrations_core.backends.base.editor import BaseDatabaseSchemaEditor
from migrations_core.backends.base.models import Field, Model, ModelIndex
from migrations_core.backends.base.planning.alter_column import STEPS
from migrations_core.backends.base.planning.column_change import ColumnAlteration, TypeChange
from migrations_core.schema.plan import Params
from migrations_core.schema.tables import ForeignKey, Made
from migrations_core.schema.types import fits

from . import pattern_indexes
from .channel import PostgreSQLChannel
from .renderer import PostgreSQLRenderer
from .templates import PostgreSQLTemplates
from .type_change import type_change
from .types import TYPES


class DatabaseSchemaEditor(PostgreSQLTemplates, BaseDatabaseSchemaEditor):
    """Alters tables in place, in one transaction with the rows."""

    renderer_class = PostgreSQLRenderer
    alteration_steps = (*STEPS, pattern_indexes.add, pattern_indexes.drop)
    channel_class = PostgreSQLChannel
    channel: PostgreSQLChannel

    def execute(self, sql: object, params: Params = ()) -> None:
        """Send a statement, parameters filled in: the server takes none in DDL."""
        if params == () and "%" not in str(sql):
            params = None  # nothing to be filled in
        is_connected = self.connection.connection is not None
        if params is not None and (is_connected or not self.collect_sql):
            ops: Any = self.connection.ops
            sql, params = ops.compose_sql(str(sql), params), None
        super().execute(sql, params)

    def before_foreign_sql(self, sql: str) -> None:
        super().before_foreign_sql(sql)
        self.channel.note_foreign_sql(sql)

    def quote_value(self, value: object) -> str:
        return str(driver.quote(value, self.connection.connection))

    # Columns

    def _type_change(self, model: Model, old_field: Field, new_field: Field) -> TypeChange:
        return type_change(self, model, (old_field, new_field), self._set_type(new_field))

    def _suits(self, change: ColumnAlteration, made: Made) -> bool:
        before, after = change.before.type, change.after.type
        if isinstance(made, ForeignKey):
            return fits(before, after, TYPES) or fits(after, before, TYPES)
        return pattern_indexes.suits(made, after)

    # Indexes

    def add_index(self, model: Model, index: ModelIndex, concurrently: bool = False) -> None:
        self._make_index(model, index, concurrently=concurrently)

    def remove_index(self, model: Model, index: ModelIndex, concurrently: bool = False) -> None:
        self._unmake_index(model, index, concurrently=concurrently)

    def _create_index_sql(
        self, model: Model, *, concurrently: bool = False, **options: Any
    ) -> Statement:
        template = self.sql_create_index_concurrently if concurrently else self.sql_create_index
        options["sql"] = options.get("sql") or template
        return super()._create_index_sql(model, **options)

    def _delete_index_sql(
        self, model: Model, name: str, sql: str | None = None, concurrently: bool = False
    ) -> Statement:
        template = self.sql_delete_index_concurrently if concurrently else self.sql_delete_index
        return super()._delete_index_sql(model, name, sql or template)

    def _index_columns(
        self,
        table: str,
        columns: Sequence[str],
        col_suffixes: Sequence[str],
        opclasses: Sequence[str] | None,
    ) -> Columns:
        if not opclasses:
            return super()._index_columns(table, columns, col_suffixes, opclasses)
        return IndexColumns(
            table, list(columns), self.quote_name, col_suffixes=col_suffixes, opclasses=opclasses
        )

    def _field_indexes_sql(self, model: Model, field: Field) -> list[Statement]:
        plain = super()._field_indexes_sql(model, field)
        of_pattern = pattern_indexes.pattern_index(self, model, field)
        return plain if of_pattern is None else [*plain, of_pattern]

"""What a column has for rows that say nothing: defaults of fields and of databases, and computed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Value

from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

from .models import Field
from .projection import implicit_default
from .session import EditorSession


class ColumnDefaults(EditorSession):
    """Defaults by the names that Django's editors have for them; a backend says what its database does otherwise."""

    def _with_transient_default(self, column: Column, field: Field) -> Column:
        """Add the default that a new column needs for the rows that exist."""
        if field.has_db_default() or self.skip_default(field):
            return column
        if field.null and self.skip_default_on_alter(field):
            # It could not be taken away again, and NULL does as well.
            return column
        default = self.effective_default(field)
        if default is None:
            return column
        setting = self._set_default(field, default)
        return replace(column, default=setting.sql, default_params=setting.params)

    def _set_default(self, field: Field, value: object) -> ddl.SetDefault:
        """Say how a value of the field becomes the column's default."""
        sql = self._column_default_sql(field)
        if self.dialect.has_literal_defaults:
            return ddl.SetDefault(sql % self.prepare_default(value))
        return ddl.SetDefault(sql, (value,))

    def skip_default(self, field: Field) -> bool:
        return False

    def skip_default_on_alter(self, field: Field) -> bool:
        return False

    def prepare_default(self, value: object) -> str:
        raise NotImplementedError("A backend with requires_literal_defaults writes them itself.")

    @staticmethod
    def _effective_default(field: Field) -> object:
        return implicit_default(field)

    def effective_default(self, field: Field) -> object:
        value: object = field.get_db_prep_save(self._effective_default(field), self.connection)
        return value

    def _column_default_sql(self, field: Field) -> str:
        return "%s"

    def db_default_sql(self, field: Field) -> tuple[str, Sequence[object]]:
        """Give the SQL of a field's ``db_default``, and its parameters where these may stand."""
        expression = field._db_default_expression
        template = self._column_default_sql(field) if isinstance(expression, Value) else "(%s)"
        sql, params = self._compiler(field.model).compile(expression)
        if self.dialect.has_literal_defaults:
            sql, params = sql % tuple(self.prepare_default(param) for param in params), ()
        return template % sql, params

    def _column_generated_persistency_sql(self, field: Field) -> str:
        return "STORED" if field.db_persist else "VIRTUAL"

    def _column_generated_sql(self, field: Field) -> tuple[str, Sequence[object]]:
        sql, params = field.generated_sql(self.connection)
        if self.dialect.has_literal_defaults:
            sql, params = sql % tuple(self.quote_value(param) for param in params), ()
        return (
            f"GENERATED ALWAYS AS ({sql}) {self._column_generated_persistency_sql(field)}",
            params,
        )

"""What planning asks of an editor: names and values that packages override, and what only the server knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db.backends.ddl_references import Statement

from migrations_core.backends.base.collected import Constraints
from migrations_core.backends.base.dialect import Dialect
from migrations_core.backends.base.models import Connection, Field, Model, ModelIndex, Row
from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Params
from migrations_core.schema.tables import Column


class Database(Protocol):
    """The connection of an editor, asked on the editor's own behalf."""

    connection: Connection
    collect_sql: bool

    @property
    def dialect(self) -> Dialect:
        """What is known of the database."""

    def quote_name(self, name: str) -> str: ...

    def query(self, sql: str, params: Params = ()) -> list[Row]:
        """Ask the database something."""

    def quietly(self) -> AbstractContextManager[None]:
        """Take what is sent in the block for the editor's own."""

    def before_looking_at(self, table: str) -> None:
        """Let the database have what is held back, as far as it concerns the table."""

    @property
    def inspected(self) -> Connection:
        """The connection through which names are looked up."""

    def inspected_place(self, table: str, column: str = "") -> tuple[str, str]:
        """Give the names under which a table and a column are found there."""

    def constraints_now(self, table: str, found: Constraints) -> Constraints:
        """Bring what was found there of a table's constraints up to date."""


class Naming(Protocol):
    """Names and texts of indexes and constraints, as ``models.Index`` and packages know the methods."""

    def _compiler(self, model: Model) -> Any: ...

    def _create_index_name(
        self, table_name: str, column_names: Sequence[str], suffix: str = ""
    ) -> str: ...

    def _create_index_sql(
        self,
        model: Model,
        *,
        fields: Sequence[Field] | None = None,
        suffix: str = "",
        opclasses: Sequence[str] = (),
    ) -> Statement: ...

    def _rename_index_sql(self, model: Model, old_name: str, new_name: str) -> Statement: ...

    def _create_unique_sql(self, model: Model, fields: Iterable[Field]) -> Statement | None: ...

    def _create_check_sql(self, model: Model, name: str, check: str) -> Statement | None: ...

    def _create_primary_key_sql(self, model: Model, field: Field) -> Statement: ...

    def _create_fk_sql(self, model: Model, field: Field, suffix: str) -> Statement: ...

    def _create_on_delete_sql(self, model: Model, field: Field) -> str: ...

    def _fk_constraint_name(self, model: Model, field: Field, suffix: str) -> object: ...

    def _field_indexes_sql(self, model: Model, field: Field) -> list[Statement]: ...

    def _field_should_be_indexed(self, model: Model, field: Field) -> bool: ...

    def _index_supported(self, index: ModelIndex) -> bool: ...


class Values(Protocol):
    """Defaults of columns, and other values in SQL."""

    def quote_value(self, value: object) -> str: ...

    def effective_default(self, field: Field) -> object: ...

    def prepare_default(self, value: object) -> str: ...

    def skip_default(self, field: Field) -> bool: ...

    def skip_default_on_alter(self, field: Field) -> bool: ...

    def db_default_sql(self, field: Field) -> tuple[str, Sequence[object]]: ...

    def _column_generated_persistency_sql(self, field: Field) -> str: ...

    def _column_generated_sql(self, field: Field) -> tuple[str, Sequence[object]]: ...

    def _set_default(self, field: Field, value: object) -> ddl.SetDefault: ...

    def _with_transient_default(self, column: Column, field: Field) -> Column: ...


class Planner(Database, Naming, Values, Protocol):
    """An editor on whose behalf statements are planned."""

    deferred_sql: list[Any]

    @property
    def sql_create_inline_fk(self) -> str | None:
        """How a foreign key is written along with its column in CREATE TABLE."""

    @property
    def sql_create_column_inline_fk(self) -> str | None:
        """How a foreign key is written along with a new column."""

    def _field_should_be_altered(
        self, old_field: Field, new_field: Field, ignore: Iterable[str] | None = None
    ) -> bool: ...

    def _constraint_names(
        self,
        model: Model,
        column_names: Sequence[str] | None = None,
        type_: str | None = None,
        exclude: Iterable[str] | None = None,
        **facts: bool | None,
    ) -> list[str]: ...

    def _full_definition(self, table: str, before: Column, after: Column) -> Column: ...

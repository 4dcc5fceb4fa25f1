"""Semi-private names of Django's editors that code outside of Django calls.

``models.Index`` and every ``BaseConstraint`` build their SQL through these methods, so do the
indexes and constraints of contrib.postgres, GIS, pgvector and many a project. They are no API
that anyone promised, but a drop-in has to answer to them. Our own planning uses them only to
ask an index or a constraint for its SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.backends.ddl_references import (
    Columns,
    Expressions,
    ForeignKeyName,
    IndexName,
    Statement,
    Table,
)
from django.db.backends.utils import split_identifier
from django.db.models import Deferrable
from django.db.models.sql import Query
from django.utils.functional import cached_property

from migrations_core.backends.base.quoting import quoted
from migrations_core.schema import statements as ddl

from .dialect import Dialect, gathered
from .models import Connection, Field, Model, ModelIndex, as_class
from .naming import index_name
from .outbox import Outbox
from .templates import Templates
from .wording import Creation

FK_SUFFIX = "_fk_%(to_table)s_%(to_column)s"


class IndexNames(Templates):
    """Indexes: what ``models.Index`` and its relatives call."""

    connection: Connection
    outbox: Outbox
    deferred_sql: list[Any]

    @cached_property
    def dialect(self) -> Dialect:
        """What is known of the database. Gathered when it is first wanted: some servers are asked who they are."""
        return gathered(Dialect, self.connection)

    def quote_name(self, name: str) -> str:
        return quoted(name, self.connection.ops.quote_name)

    def quote_value(self, value: object) -> str:
        raise NotImplementedError

    def _collate_sql(self, collation: str) -> str:
        return f"COLLATE {self.quote_name(collation)}" if collation else ""

    def _comment_sql(self, comment: str | None) -> str:
        return self.quote_value(comment or "")

    def _compiler(self, model: Model) -> Any:
        return Query(as_class(model), alias_cols=False).get_compiler(connection=self.connection)

    def _create_index_name(
        self, table_name: str, column_names: Sequence[str], suffix: str = ""
    ) -> str:
        return index_name(table_name, column_names, suffix, limit=self.dialect.longest_name)

    def _get_index_tablespace_sql(
        self, model: Model, fields: Sequence[Field], db_tablespace: str | None = None
    ) -> str:
        if db_tablespace is None:
            own = fields[0].db_tablespace if len(fields) == 1 else None
            db_tablespace = (
                own or settings.DEFAULT_INDEX_TABLESPACE or model._meta.db_tablespace or None
            )
        if db_tablespace is None:
            return ""
        return f" {self.connection.ops.tablespace_sql(db_tablespace)}"

    def _index_condition_sql(self, condition: str | None) -> str:
        return f" WHERE {condition}" if condition else ""

    def _index_include_sql(self, model: Model, columns: Sequence[str] | None) -> Statement | str:
        if not columns or not self.connection.features.supports_covering_indexes:
            return ""
        included = Columns(model._meta.db_table, list(columns), self.quote_name)
        return Statement(" INCLUDE (%(columns)s)", columns=included)

    def _index_columns(
        self,
        table: str,
        columns: Sequence[str],
        col_suffixes: Sequence[str],
        opclasses: Sequence[str] | None,
    ) -> Columns:
        return Columns(table, list(columns), self.quote_name, col_suffixes=col_suffixes)

    def _create_index_sql(  # noqa: PLR0913 - the signature that third-party indexes call
        self,
        model: Model,
        *,
        fields: Sequence[Field] | None = None,
        name: str | None = None,
        suffix: str = "",
        using: str = "",
        db_tablespace: str | None = None,
        col_suffixes: Sequence[str] = (),
        sql: str | None = None,
        opclasses: Sequence[str] = (),
        condition: str | None = None,
        include: Sequence[str] | None = None,
        expressions: Any = None,
    ) -> Statement:
        table = model._meta.db_table
        columns = [field.column for field in fields or ()]
        return Creation(
            "index",
            sql or self.sql_create_index,
            table=Table(table, self.quote_name),
            name=IndexName(table, columns, suffix, self._naming(name)),
            using=using,
            columns=(
                self._index_columns(table, columns, col_suffixes, opclasses)
                if columns
                else Expressions(table, expressions, self._compiler(model), self.quote_value)
            ),
            extra=self._get_index_tablespace_sql(model, fields or (), db_tablespace),
            condition=self._index_condition_sql(condition),
            include=self._index_include_sql(model, include),
        )

    def _naming(self, name: str | None) -> Callable[..., str]:
        """Give what names an index: as it was told, else after its table and columns as they are called then."""
        return self._quote_created_name if name is None else lambda *_: self.quote_name(name)

    def _quote_created_name(self, *args: Any, **kwargs: Any) -> str:
        return self.quote_name(self._create_index_name(*args, **kwargs))

    def _delete_index_sql(self, model: Model, name: str, sql: str | None = None) -> Statement:
        table = model._meta.db_table
        self.settle_names(table, name)
        return Statement(
            sql or self.sql_delete_index,
            table=Table(table, self.quote_name),
            name=self.quote_name(name),
        )

    def settle_names(self, table: str, dropped: str) -> None:
        """Forget an index that waits if it is to be dropped, and let those beside it keep the names that they have.

        Django's editor names what waits when it looks for the one that is dropped.
        """
        self.outbox.follow(ddl.DropIndex(table, dropped))

    def _rename_index_sql(self, model: Model, old_name: str, new_name: str) -> Statement:
        return Statement(
            self.sql_rename_index,
            table=Table(model._meta.db_table, self.quote_name),
            old_name=self.quote_name(old_name),
            new_name=self.quote_name(new_name),
        )

    def _field_should_be_indexed(self, model: Model, field: Field) -> bool:
        return bool(field.db_index and not field.unique)

    def _field_indexes_sql(self, model: Model, field: Field) -> list[Statement]:
        if not self._field_should_be_indexed(model, field):
            return []
        return [self._create_index_sql(model, fields=[field])]

    def _index_supported(self, index: ModelIndex) -> bool:
        expressions = self.connection.features.supports_expression_indexes
        return bool(expressions or not index.contains_expressions)

    def _model_indexes_sql(self, model: Model) -> list[Any]:
        options = model._meta
        if not options.managed or options.proxy or options.swapped:
            return []
        of_fields = [
            statement
            for field in options.local_fields
            for statement in self._field_indexes_sql(model, field)
        ]
        of_options = [
            index.create_sql(model, self)
            for index in options.indexes
            if self._index_supported(index)
        ]
        return of_fields + of_options


class ConstraintNames(IndexNames):
    """Constraints: what subclasses of ``BaseConstraint`` call."""

    def _constraint_parts(self, model: Model, name: str) -> dict[str, Any]:
        return {
            "table": Table(model._meta.db_table, self.quote_name),
            "name": self.quote_name(name),
        }

    def _delete_constraint_sql(self, template: str, model: Model, name: str) -> Statement:
        return Statement(template, **self._constraint_parts(model, name))

    def _check_sql(self, name: str, check: str) -> str:
        constraint = self.sql_check_constraint % {"check": check}
        return self.sql_constraint % {"name": self.quote_name(name), "constraint": constraint}

    def _create_check_sql(self, model: Model, name: str, check: str) -> Statement | None:
        if not self.connection.features.supports_table_check_constraints:
            return None
        return Creation(
            "check", self.sql_create_check, **self._constraint_parts(model, name), check=check
        )

    def _delete_check_sql(self, model: Model, name: str) -> Statement | None:
        if not self.connection.features.supports_table_check_constraints:
            return None
        return self._delete_constraint_sql(self.sql_delete_check, model, name)

    def _deferrable_constraint_sql(self, deferrable: Deferrable | None) -> str:
        match deferrable:
            case Deferrable.DEFERRED:
                return " DEFERRABLE INITIALLY DEFERRED"
            case Deferrable.IMMEDIATE:
                return " DEFERRABLE INITIALLY IMMEDIATE"
        return ""

    def _unique_index_nulls_distinct_sql(self, nulls_distinct: bool | None) -> str:
        if nulls_distinct is None:
            return ""
        return " NULLS DISTINCT" if nulls_distinct else " NULLS NOT DISTINCT"

    def _unique_supported(
        self,
        condition: str | None = None,
        deferrable: Deferrable | None = None,
        include: Sequence[str] | None = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> bool:
        features = self.connection.features
        demands = (
            (condition, "supports_partial_indexes"),
            (deferrable, "supports_deferrable_unique_constraints"),
            (include, "supports_covering_indexes"),
            (expressions, "supports_expression_indexes"),
            (nulls_distinct is not None, "supports_nulls_distinct_unique_constraints"),
        )
        return all(getattr(features, feature) for wanted, feature in demands if wanted)

    def _unique_sql(
        self, model: Model, fields: Iterable[Field], name: str, **options: Any
    ) -> str | None:
        """Give a constraint for ``CREATE TABLE``, or defer what only a unique index can do."""
        plain = {"condition", "include", "opclasses", "expressions"}
        if not self._unique_supported(**_without(options, "opclasses")):
            return None
        nulls_distinct = options.get("nulls_distinct")
        if any(options.get(key) for key in plain) or nulls_distinct is not None:
            sql = self._create_unique_sql(
                model, fields, name=name, **_without(options, "deferrable")
            )
            if sql:
                self.deferred_sql.append(sql)
            return None
        constraint = self.sql_unique_constraint % {
            "columns": ", ".join(self.quote_name(field.column) for field in fields),
            "deferrable": self._deferrable_constraint_sql(options.get("deferrable")),
        }
        return self.sql_constraint % {"name": self.quote_name(name), "constraint": constraint}

    def _unique_constraint_name(
        self, table: str, columns: Sequence[str], quote: bool = True
    ) -> IndexName:
        maker = self._quote_created_name if quote else self._create_index_name
        return IndexName(table, list(columns), "_uniq", maker)

    def _create_unique_sql(  # noqa: PLR0913 - the signature that third-party constraints call
        self,
        model: Model,
        fields: Iterable[Field],
        name: str | None = None,
        condition: str | None = None,
        deferrable: Deferrable | None = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] | None = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> Statement | None:
        if not self._unique_supported(condition, deferrable, include, expressions, nulls_distinct):
            return None
        table = model._meta.db_table
        columns = [field.column for field in fields]
        needs_index = condition or include or opclasses or expressions
        is_index = needs_index or self.dialect.unique_is_index
        return Creation(
            "unique index" if is_index else "unique",
            self.sql_create_unique_index if needs_index else self.sql_create_unique,
            table=Table(table, self.quote_name),
            name=(
                self._unique_constraint_name(table, columns)
                if name is None
                else self.quote_name(name)
            ),
            columns=(
                self._index_columns(table, columns, col_suffixes=(), opclasses=opclasses)
                if columns
                else Expressions(table, expressions, self._compiler(model), self.quote_value)
            ),
            condition=self._index_condition_sql(condition),
            deferrable=self._deferrable_constraint_sql(deferrable),
            include=self._index_include_sql(model, include),
            nulls_distinct=self._unique_index_nulls_distinct_sql(nulls_distinct),
        )

    def _delete_unique_sql(self, model: Model, name: str, **options: Any) -> Statement | None:
        if not self._unique_supported(**_without(options, "opclasses")):
            return None
        needs_index = any(
            options.get(key) for key in ("condition", "include", "opclasses", "expressions")
        )
        template = self.sql_delete_index if needs_index else self.sql_delete_unique
        return self._delete_constraint_sql(template, model, name)

    def _pk_constraint_sql(self, columns: Iterable[str]) -> str:
        quoted = ", ".join(self.quote_name(column) for column in columns)
        return self.sql_pk_constraint % {"columns": quoted}

    def _create_primary_key_sql(self, model: Model, field: Field) -> Statement:
        table = model._meta.db_table
        return Creation(
            "primary key",
            self.sql_create_pk,
            **self._constraint_parts(
                model, self._create_index_name(table, [field.column], suffix="_pk")
            ),
            columns=Columns(table, [field.column], self.quote_name),
        )

    def _delete_primary_key_sql(self, model: Model, name: str) -> Statement:
        return self._delete_constraint_sql(self.sql_delete_pk, model, name)


class ForeignKeyNames(ConstraintNames):
    """Foreign keys, where they are statements of their own."""

    def _create_on_delete_sql(self, model: Model, field: Field) -> str:
        """Give ``ON DELETE`` for Django 6.1's database-level actions, nothing for Python's."""
        render = getattr(field.remote_field.on_delete, "on_delete_sql", None)
        return str(render(self)) if render else ""

    def _fk_constraint_name(self, model: Model, field: Field, suffix: str) -> ForeignKeyName:
        target = field.target_field
        return ForeignKeyName(
            model._meta.db_table,
            [field.column],
            split_identifier(target.model._meta.db_table)[1],
            [target.column],
            suffix,
            self._quote_created_name,
        )

    def _create_fk_sql(self, model: Model, field: Field, suffix: str) -> Statement:
        table, target = model._meta.db_table, field.target_field
        to_table = target.model._meta.db_table
        return Creation(
            "foreign key",
            self.sql_create_fk or "",
            table=Table(table, self.quote_name),
            name=self._fk_constraint_name(model, field, suffix),
            column=Columns(table, [field.column], self.quote_name),
            to_table=Table(to_table, self.quote_name),
            to_column=Columns(to_table, [target.column], self.quote_name),
            deferrable=self.dialect.deferrable,
            on_delete_db=self._create_on_delete_sql(model, field),
        )

    def _delete_fk_sql(self, model: Model, name: str) -> Statement:
        return self._delete_constraint_sql(self.sql_delete_fk, model, name)


def _without(options: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in names}

"""From a rendered model to the table that it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import (
    CheckConstraint,
    CompositePrimaryKey,
    F,
    Func,
    Q,
    UniqueConstraint,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone

from migrations_core.schema.tables import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    Made,
    PrimaryKey,
    Reference,
    Table,
    Unique,
)

from .models import Field, Model, Options
from .planning.asking import Planner
from .third_party import FK_SUFFIX
from .wording import made_of


def project_column(editor: Planner, model: Model, field: Field) -> Column | None:
    """Describe a field's column, or give None for a field that has none."""
    connection = editor.connection
    parameters = field.db_parameters(connection=connection)
    if parameters["type"] is None:
        return None
    default, default_params = _default(editor, field)
    generated, generated_params = _generated(editor, field)
    return Column(
        name=field.column,
        type=parameters["type"],
        null=field.null,
        collation=parameters.get("collation") or "",
        default=default,
        default_params=tuple(default_params),
        generated=generated,
        generated_params=tuple(generated_params),
        primary_key=field.primary_key,
        unique=field.unique and not field.primary_key,
        check=parameters["check"] or None,
        suffix=field.db_type_suffix(connection=connection) or "",
        tablespace=_tablespace(editor, model, field),
        comment=field.db_comment or "",
        reference=_reference(editor, model, field),
        mentions=_mentions(model, field),
        has_constant_default=_has_constant_default(editor, field),
        generated_kind=editor._column_generated_persistency_sql(field) if field.generated else "",
    )


def project_renamed(editor: Planner, model: Model, field: Field, name: str) -> Column | None:
    """Describe a field's column as it would be under another name, which its check has, too."""
    double = copy(field)
    double.column = name
    return project_column(editor, model, double)


def _tablespace(editor: Planner, model: Model, field: Field) -> str:
    if not editor.dialect.has_tablespaces:
        return ""
    return field.db_tablespace or model._meta.db_tablespace or ""


def _default(editor: Planner, field: Field) -> tuple[str | None, Sequence[object]]:
    return editor.db_default_sql(field) if field.has_db_default() else (None, ())


def _has_constant_default(editor: Planner, field: Field) -> bool:
    """Tell whether the default is a value that is written as it is: not NULL, nor the argument of a function."""
    if not field.has_db_default():
        return False
    expression = field._db_default_expression
    if not isinstance(expression, Value):
        return False
    sql, _ = editor._compiler(field.model).compile(expression)
    return bool(sql == "%s")


def _generated(editor: Planner, field: Field) -> tuple[str | None, Sequence[object]]:
    return editor._column_generated_sql(field) if field.generated else (None, ())


def _mentions(model: Model, field: Field) -> tuple[str, ...]:
    """Give the columns that a generated one is computed from, none if that is not known."""
    return columns_named_in(model, field.expression) if field.generated else ()


def columns_of_check(model: Model, constraint: object) -> tuple[str, ...]:
    """Give the columns that a constraint's condition is about, none if that is not known."""
    condition = getattr(constraint, "condition", None)
    return columns_named_in(model, condition) if isinstance(condition, Q) else ()


def columns_named_in(model: Model, expression: Any) -> tuple[str, ...]:
    """Give the model's columns in an expression, none if it may have others than are found."""
    fields = model._meta.local_concrete_fields
    own = {name: field.column for field in fields for name in (field.attname, field.name)}
    named = dict.fromkeys(_named_in(expression))
    return tuple(own[name] for name in named) if named.keys() <= own.keys() else ()


UNKNOWN = ""
"""Stands for the names in a text, which are no field's."""


def _named_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, F):
        yield str(expression.name).partition(LOOKUP_SEP)[0]  # type: ignore[attr-defined]  # unknown to its stubs
    elif isinstance(expression, Q):
        for child in expression.children:
            if isinstance(child, tuple):
                yield child[0].partition(LOOKUP_SEP)[0]
                yield from _named_in(child[1])
            else:
                yield from _named_in(child)
    elif isinstance(expression, list | tuple):
        for each in expression:
            yield from _named_in(each)
    elif hasattr(expression, "get_source_expressions"):
        sources = expression.get_source_expressions()
        if not sources and not isinstance(expression, Value | Func):
            yield UNKNOWN  # SQL that a project wrote, or what only an expression of its own knows
        for source in sources:
            yield from _named_in(source)


def _reference(editor: Planner, model: Model, field: Field) -> Reference | None:
    if not (field.remote_field and field.db_constraint and editor.dialect.has_foreign_keys):
        return None
    target = field.remote_field.model._meta
    return Reference(
        table=target.db_table,
        column=target.get_field(field.remote_field.field_name).column,
        on_delete=editor._create_on_delete_sql(model, field),
    )


def project_table(editor: Planner, model: Model, fields: Iterable[Field] | None = None) -> Table:
    """Describe a model's table; with ``fields``, as if the model had these columns instead."""
    options = model._meta
    chosen = list(options.local_fields if fields is None else fields)
    columns = [project_column(editor, model, field) for field in chosen]
    constraints, deferred = table_constraints(editor, model)
    made = [
        made_of(sql)
        for sql in (
            *table_together(editor, model),
            *deferred,
            *_field_indexes(editor, model, chosen),
            *_option_indexes(editor, model, chosen),
        )
    ]
    return Table(
        name=options.db_table,
        columns=tuple(column for column in columns if column),
        primary_key=composite_primary_key(options.pk, chosen),
        constraints=constraints,
        foreign_keys=_foreign_keys(editor, model, chosen, columns),
        indexes=tuple(each for each in made if isinstance(each, Index)),
        uniques=tuple(each for each in made if isinstance(each, Unique)),
        tablespace=options.db_tablespace or "",
        comment=options.db_table_comment or "",
    )


def composite_primary_key(pk: Any, fields: Iterable[Field] = ()) -> PrimaryKey | None:
    """Give a composite key, unless one of the columns is the key by itself."""
    if not isinstance(pk, CompositePrimaryKey):
        return None
    if any(f.primary_key and not isinstance(f, CompositePrimaryKey) for f in fields):
        return None
    return PrimaryKey(tuple(pk.columns))


def table_constraints(editor: Planner, model: Model) -> tuple[tuple[Made, ...], list[object]]:
    """Ask every constraint for its place in ``CREATE TABLE``; what it defers comes second.

    Conditional unique constraints and the like put an index into ``deferred_sql`` when asked.
    """
    kept, editor.deferred_sql = editor.deferred_sql, []
    try:
        inline = [
            _in_create_table(model, constraint, constraint.name, str(sql))
            for constraint in model._meta.constraints
            if (sql := constraint.constraint_sql(model, editor))
        ]
        return tuple(inline), editor.deferred_sql
    finally:
        editor.deferred_sql = kept


def _in_create_table(model: Model, constraint: object, name: str, sql: str) -> Made:
    if type(constraint) is UniqueConstraint and constraint.fields:
        columns = tuple(model._meta.get_field(name).column for name in constraint.fields)
        return Unique(columns, name=name, sql=sql)
    if isinstance(constraint, CheckConstraint):
        return Check(columns_of_check(model, constraint), name=name, sql=sql)
    return Constraint(name=name, sql=sql)


def _foreign_keys(
    editor: Planner, model: Model, fields: Iterable[Field], columns: Iterable[Column | None]
) -> tuple[ForeignKey, ...]:
    """Describe the foreign keys that the database takes as statements of their own."""
    if editor.sql_create_inline_fk or not editor.dialect.has_foreign_keys:
        return ()
    found = []
    for field, column in zip(fields, columns, strict=True):
        if column and column.reference:
            sql = editor._create_fk_sql(model, field, FK_SUFFIX)
            key = made_of(sql)
            assert isinstance(key, ForeignKey)
            found.append(key)
    return tuple(found)


def table_together(editor: Planner, model: Model) -> list[object]:
    options = model._meta
    return [
        editor._create_unique_sql(model, [options.get_field(name) for name in names])
        for names in options.unique_together
    ]


def _is_indexable(options: Options) -> bool:
    return bool(options.managed and not options.proxy and not options.swapped)


def _field_indexes(editor: Planner, model: Model, fields: Iterable[Field]) -> list[object]:
    if not _is_indexable(model._meta):
        return []
    return [sql for field in fields for sql in editor._field_indexes_sql(model, field)]


def _option_indexes(editor: Planner, model: Model, fields: Sequence[Field]) -> list[object]:
    if not _is_indexable(model._meta):
        return []
    gone = {field.name for field in model._meta.local_concrete_fields} - {f.name for f in fields}
    return [
        index.create_sql(model, editor)
        for index in model._meta.indexes
        if editor._index_supported(index) and gone.isdisjoint(_names(index.fields))
    ]


def _names(fields: Iterable[str]) -> set[str]:
    return {name.removeprefix("-") for name in fields}


def _now_as(internal_type: str) -> object:
    if internal_type == "DateTimeField":
        return timezone.now()
    # Dates and times are naive in Django, so is the clock that they are read from.
    now = datetime.now()
    return {"DateField": now.date, "TimeField": now.time}.get(internal_type, lambda: now)()


def implicit_default(field: Field) -> object:
    """Give the field's default, or the one that its options imply, or None."""
    if field.has_default():
        return field.get_default()
    if field.generated:
        return None
    if not field.null and field.blank and field.empty_strings_allowed:
        return b"" if field.get_internal_type() == "BinaryField" else ""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return _now_as(field.get_internal_type())
    return None

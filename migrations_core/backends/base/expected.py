"""The table that a model's migration leads to, as far as it can be held against one that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import UniqueConstraint

from migrations_core.schema import existing, tables

from .planning.asking import Planner
from .projection import project_column


def expected_table(editor: Planner, model: Any) -> existing.Table:
    """Describe what is certain to be in a table that the editor would make.

    Indexes and checks are left out: another name or another wording of the same thing is no difference.
    """
    options = model._meta
    planned = [project_column(editor, model, field) for field in options.local_concrete_fields]
    columns = [column for column in planned if column]
    key = tuple(column.name for column in columns if column.primary_key)
    composite = tuple(getattr(options.pk, "columns", ()))
    return existing.Table(
        options.db_table,
        tuple(_column(column) for column in columns),
        primary_key=existing.PrimaryKey(key or composite) if key or composite else None,
        uniques=tuple(existing.Unique(names) for names in _unique_sets(options, columns)),
        foreign_keys=tuple(_foreign_keys(editor, columns)),
    )


def _column(column: tables.Column) -> existing.Column:
    return existing.Column(
        column.name, column.type, nullable=column.null, generated=column.generated
    )


def _unique_sets(options: Any, columns: list[tables.Column]) -> Iterator[tuple[str, ...]]:
    yield from ((column.name,) for column in columns if column.unique)
    for names in options.unique_together:
        yield _columns(options, names)
    for constraint in options.constraints:
        # Others become indexes, where the server has such indexes at all.
        if type(constraint) is UniqueConstraint and constraint.fields and not constraint.condition:
            yield _columns(options, constraint.fields)


def _columns(options: Any, names: Any) -> tuple[str, ...]:
    return tuple(options.get_field(name).column for name in names)


def _foreign_keys(editor: Planner, columns: list[tables.Column]) -> Iterator[existing.ForeignKey]:
    if not editor.connection.features.supports_foreign_keys:
        return
    for column in columns:
        target = column.reference
        # A name in quotes of its own leads into another schema: who knows what it is called there.
        if target and '"' not in target.table:
            yield existing.ForeignKey((column.name,), target.table, (target.column,))

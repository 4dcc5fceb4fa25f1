"""Indexes that foreign keys live on: the server makes one, or takes any that begins with the column."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.backends.ddl_references import Statement

from migrations_core.backends.base.constraint_names import ConstraintNames
from migrations_core.backends.base.deferred import of_column
from migrations_core.backends.base.models import Field, Model
from migrations_core.backends.base.outbox import Outbox
from migrations_core.backends.base.planning.asking import Planner
from migrations_core.schema.tables import ForeignKey


class KeyPlanner(Planner, Protocol):
    outbox: Outbox


def missing_index(editor: KeyPlanner, model: Model, dropped: str) -> Statement | None:
    """Give the index that a foreign key needs once the index ``dropped`` is gone, or None.

    The server drops the index that it made for a key as soon as another one begins with the
    column, and then refuses to drop that one.
    """
    constraints = ConstraintNames(editor).constraints(model._meta.db_table)
    indexes = {name: info["columns"] for name, info in constraints.items() if info["index"]}
    if not indexes.get(dropped):
        return None
    column = indexes[dropped][0]
    others = [name for name, columns in indexes.items() if columns[:1] == [column]]
    if others != [dropped]:
        return None
    fields = [f for f in model._meta.local_concrete_fields if _is_stored_as(editor, f, column)]
    # A key without a constraint has an index of its own, too, which the server may have dropped when it had one.
    is_key = any(field.get_internal_type() == "ForeignKey" for field in fields)
    if not fields or not (is_key or _has_constraint(editor, model, column, constraints)):
        return None
    return editor._create_index_sql(model, fields=fields, suffix="")


def _has_constraint(
    editor: KeyPlanner, model: Model, column: str, constraints: dict[str, Any]
) -> bool:
    waiting = of_column(editor.outbox.deferred, model._meta.db_table, column)
    return any(isinstance(entry.made, ForeignKey) for entry in waiting) or any(
        info["foreign_key"] and info["columns"] == [column] for info in constraints.values()
    )


def _is_stored_as(editor: KeyPlanner, field: Field, column: str) -> bool:
    return bool(editor.connection.introspection.identifier_converter(field.column) == column)

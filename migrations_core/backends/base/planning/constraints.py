"""Statements that add and drop the constraints of a model's options."""

from __future__ import annotations

from typing import Literal

from django.db.models import CheckConstraint, UniqueConstraint

from migrations_core.backends.base.models import Model, ModelConstraint
from migrations_core.backends.base.wording import typed
from migrations_core.schema import statements as ddl

from .asking import Planner


def addition(editor: Planner, model: Model, constraint: ModelConstraint) -> ddl.Statement | None:
    """Add a constraint, unless the database has none of its kind."""
    sql = constraint.create_sql(model, editor)
    return typed(sql) if sql else None


def removal(
    model: Model, constraint: ModelConstraint, sql: object
) -> ddl.DropIndex | ddl.DropConstraint:
    """Drop a constraint by the statement that it was asked for."""
    table = model._meta.db_table
    kind = kind_of(constraint)
    if kind == "index":
        return ddl.DropIndex(table, constraint.name, str(sql))
    return ddl.DropConstraint(table, constraint.name, kind, str(sql))


def kind_of(constraint: object) -> ddl.ConstraintKind | Literal["index"]:
    """Tell what a constraint of a model is to the database."""
    if isinstance(constraint, CheckConstraint):
        return "check"
    if not isinstance(constraint, UniqueConstraint):
        return "other"
    demands = ("condition", "include", "opclasses", "contains_expressions")
    return "index" if any(getattr(constraint, demand) for demand in demands) else "unique"

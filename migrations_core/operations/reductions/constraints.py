"""Reductions of operations on named constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.operations.constraints import AddConstraint, AlterConstraint, RemoveConstraint
from migrations_core.operations.lifecycle import CreateModel
from migrations_core.operations.registry import reduction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.constraints import BaseConstraint

    from migrations_core.operations.base import Operation

    Result = list[Operation] | None


@reduction(AddConstraint, RemoveConstraint)
def add_then_remove(add: AddConstraint, remove: RemoveConstraint, app_label: str) -> Result:
    return [] if _adds(add, remove) else None


@reduction(AddConstraint, AlterConstraint)
def add_then_alter(add: AddConstraint, alter: AlterConstraint, app_label: str) -> Result:
    return [add.__replace__(constraint=alter.constraint)] if _adds(add, alter) else None


@reduction(AlterConstraint, AlterConstraint)
@reduction(AlterConstraint, RemoveConstraint)
def alter_then_supersede(
    alter: AlterConstraint, later: AlterConstraint | RemoveConstraint, app_label: str
) -> Result:
    same_model = alter.model_name_lower == later.model_name_lower
    return [later] if same_model and alter.name == later.name else None


@reduction(CreateModel, AddConstraint)
def create_with_constraint(create: CreateModel, add: AddConstraint, app_label: str) -> Result:
    if create.name_lower != add.model_name_lower:
        return None
    return [_with_constraints(create, [*_constraints(create), add.constraint])]


@reduction(CreateModel, AlterConstraint)
def create_with_altered_constraint(
    create: CreateModel, alter: AlterConstraint, app_label: str
) -> Result:
    if create.name_lower != alter.model_name_lower:
        return None
    if alter.name not in {constraint.name for constraint in _constraints(create)}:
        return None  # an error that the migration should show, not hide
    others = [constraint for constraint in _constraints(create) if constraint.name != alter.name]
    return [_with_constraints(create, [*others, alter.constraint])]


@reduction(CreateModel, RemoveConstraint)
def create_without_constraint(
    create: CreateModel, remove: RemoveConstraint, app_label: str
) -> Result:
    if create.name_lower != remove.model_name_lower:
        return None
    constraints = [
        constraint for constraint in _constraints(create) if constraint.name != remove.name
    ]
    return [_with_constraints(create, constraints)]


def _adds(add: AddConstraint, later: AlterConstraint | RemoveConstraint) -> bool:
    same_model = add.model_name_lower == later.model_name_lower
    return same_model and add.constraint.name == later.name


def _constraints(create: CreateModel) -> Sequence[BaseConstraint]:
    constraints: Sequence[BaseConstraint] = create.options.get("constraints", [])
    return constraints


def _with_constraints(create: CreateModel, constraints: Sequence[BaseConstraint]) -> CreateModel:
    return create.__replace__(options={**create.options, "constraints": constraints})

"""Constraints of models that were kept: added, removed, altered where no database notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core import operations
from migrations_core.autodetector.relations import requirements_of_part
from migrations_core.autodetector.requirements import Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.constraints import BaseConstraint

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair


class ConstraintChanges(NamedTuple):
    added: Sequence[BaseConstraint] = ()
    removed: Sequence[BaseConstraint] = ()
    altered: Sequence[BaseConstraint] = ()


def removed_constraints(pair: Pair, answers: Answers) -> list[Proposal]:
    """Remove constraints."""
    return [
        Proposal(
            model.app_label,
            operations.RemoveConstraint(model_name=model.name, name=constraint.name),
        )
        for model in pair.kept_models
        for constraint in constraint_changes(pair, model).removed
    ]


def added_constraints(pair: Pair, answers: Answers) -> list[Proposal]:
    """Add constraints."""
    return [
        Proposal(
            model.app_label,
            operations.AddConstraint(model_name=model.name, constraint=constraint),
            requirements_of_part(pair, model, constraint),
        )
        for model in pair.kept_models
        for constraint in constraint_changes(pair, model).added
    ]


def altered_constraints(pair: Pair, answers: Answers) -> list[Proposal]:
    """Alter constraints in ways that concern the state only, such as an error message."""
    return [
        Proposal(
            model.app_label,
            operations.AlterConstraint(
                model_name=model.name, name=constraint.name, constraint=constraint
            ),
            requirements_of_part(pair, model, constraint),
        )
        for model in pair.kept_models
        for constraint in constraint_changes(pair, model).altered
    ]


def constraint_changes(pair: Pair, model: ModelPair) -> ConstraintChanges:
    """Compare the constraints of one model."""
    before, after = model.old_option("constraints"), model.new_option("constraints")
    if not before and not after:
        return ConstraintChanges()
    old = [pair.definition(each) for each in before]
    new = [pair.definition(each) for each in after]
    if old == new:
        return ConstraintChanges()
    by_name = {constraint.name: constraint for constraint in before}
    altered = [
        constraint
        for constraint in after
        if constraint.name in by_name
        and _is_altered(pair, model, by_name[constraint.name], constraint)
    ]
    names = {constraint.name for constraint in altered}
    return ConstraintChanges(
        [
            constraint
            for constraint, definition in zip(after, new, strict=True)
            if definition not in old and constraint.name not in names
        ],
        [
            constraint
            for constraint, definition in zip(before, old, strict=True)
            if definition not in new and constraint.name not in names
        ],
        altered,
    )


def _is_altered(
    pair: Pair, model: ModelPair, before: BaseConstraint, after: BaseConstraint
) -> bool:
    if pair.definition(before) == pair.definition(after):
        return False
    old_names = _renamed_with_column(model)
    return bool(_in_database(pair, before, {}) == _in_database(pair, after, old_names))


def _in_database(pair: Pair, constraint: BaseConstraint, old_names: dict[str, str]) -> Any:
    path, args, kwargs = pair.definition(constraint)
    kept = {name: value for name, value in kwargs.items() if name not in constraint.non_db_attrs}
    if "fields" in kept:
        kept["fields"] = tuple(old_names.get(name, name) for name in kept["fields"])
    return path, args, kept


def _renamed_with_column(model: ModelPair) -> dict[str, str]:
    """Give the old names of the renamed fields that kept a column of a given name."""
    return {
        name: old_name
        for name, old_name in model.renamed_fields.items()
        if (column := model.after.fields[name].db_column)
        and model.before.fields[old_name].db_column == column
    }

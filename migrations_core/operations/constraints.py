"""Operations on a model's named constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.operations.base import OperationCategory, StateOnly
from migrations_core.operations.indexes import IndexOperation

if TYPE_CHECKING:
    from django.db.models.constraints import BaseConstraint

    from migrations_core.operations.editors import Change, Transition
    from migrations_core.state import ProjectState


class _ConstraintOperation(IndexOperation):
    """An operation about one constraint of one model."""

    option_name = "constraints"
    _is_named_in_full = False


class AddConstraint(_ConstraintOperation):
    """Add a constraint to a model."""

    category = OperationCategory.ADDITION

    def __init__(self, model_name: str, constraint: BaseConstraint) -> None:
        self.model_name = model_name
        self.constraint = constraint

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_constraint(app_label, self.model_name_lower, self.constraint)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        return model, lambda: transition.editor.add_constraint(model, self.constraint)

    def _backwards(self, transition: Transition) -> Change:
        # The model without the constraint: a table may be rebuilt from it.
        model = transition.model_after(self.model_name)
        return model, lambda: transition.editor.remove_constraint(model, self.constraint)

    def describe(self) -> str:
        return f"Create constraint {self.constraint.name} on model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.constraint.name.lower()}"


class RemoveConstraint(_ConstraintOperation):
    """Remove a constraint from a model."""

    category = OperationCategory.REMOVAL

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    @property
    def goes_by_name(self) -> bool:
        return True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_constraint(app_label, self.model_name_lower, self.name)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        before = transition.state_before(self.model_name)
        return model, lambda: transition.editor.remove_constraint(
            model, before.get_constraint_by_name(self.name)
        )

    def _backwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        after = transition.state_after(self.model_name)
        return model, lambda: transition.editor.add_constraint(
            model, after.get_constraint_by_name(self.name)
        )

    def describe(self) -> str:
        return f"Remove constraint {self.name} from model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name.lower()}"


class AlterConstraint(StateOnly, _ConstraintOperation):
    """Change what a constraint says to Python code only, such as its error message."""

    category = OperationCategory.ALTERATION

    def __init__(self, model_name: str, name: str, constraint: BaseConstraint) -> None:
        self.model_name = model_name
        self.name = name
        self.constraint = constraint

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_constraint(app_label, self.model_name_lower, self.name, self.constraint)

    def describe(self) -> str:
        return f"Alter constraint {self.name} on {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.model_name_lower}_{self.constraint.name.lower()}"

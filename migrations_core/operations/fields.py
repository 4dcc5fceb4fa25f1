"""Operations on one field: add, remove, alter, rename."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from migrations_core.operations.base import Operation, OperationCategory
from migrations_core.operations.editors import field_of
from migrations_core.operations.footprint import Footprint, about, of_field

if TYPE_CHECKING:
    from django.db.models import Model

    from migrations_core.deconstruction import AnyField
    from migrations_core.operations.editors import Change, Transition
    from migrations_core.state import ProjectState


class FieldOperation(Operation):
    """An operation about one field of one model."""

    _is_named_in_full = False

    def __init__(self, model_name: str, name: str, field: AnyField | None = None) -> None:
        self.model_name = model_name
        self.name = name
        self.field = field

    @cached_property
    def model_name_lower(self) -> str:
        return self.model_name.lower()

    @cached_property
    def name_lower(self) -> str:
        return self.name.lower()

    def is_same_model_operation(self, operation: Any) -> bool:
        return bool(self.model_name_lower == operation.model_name_lower)

    def is_same_field_operation(self, operation: Any) -> bool:
        # Unlike models, fields are known by their names to the letter: t and T may stand in one model.
        return self.is_same_model_operation(operation) and self.name == operation.name

    def footprint(self, app_label: str) -> Footprint:
        model, field = self.model_name_lower, self.field
        own = (model, self.name_lower)
        if field is None or not (field.remote_field or field.generated):
            return about(own)
        return Footprint((own,), (own, *of_field(field, (app_label, model))))

    def references_field(self, model_name: str, name: str, app_label: str) -> bool:
        # As in Django, references_model() of a subclass has no say in this.
        return self.footprint(app_label).names_field(model_name, name)

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        return not operation.references_field(self.model_name, self.name, app_label)


def needs_no_more_than_the_key_of(model_name: str, operation: Operation) -> bool:
    """Tell whether an operation is about a field of another model, which refers to this one by its primary key at most.

    A foreign key to another field may wait for the constraint that makes it unique.
    """
    if not isinstance(operation, FieldOperation) or operation.model_name_lower == model_name:
        return False
    return not any(getattr(operation.field, "to_fields", None) or ())


class _FieldDefinition(FieldOperation):
    """What AddField and AlterField share: a new definition, perhaps with a default for existing rows only."""

    field: AnyField

    def __init__(
        self, model_name: str, name: str, field: AnyField, preserve_default: bool = True
    ) -> None:
        self.preserve_default = preserve_default
        super().__init__(model_name, name, field)

    def _defined_field(self, model: type[Model]) -> AnyField:
        """Take the field from a rendered model, with the default for existing rows in its place."""
        field = field_of(model, self.name)
        return field if self.preserve_default else with_default(field, self.field.default)


class AddField(_FieldDefinition):
    """Add a field to a model."""

    category = OperationCategory.ADDITION

    footprint = FieldOperation.footprint

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        return super().can_reduce_through(operation, app_label) or self._is_passed_by(operation)

    def _is_passed_by(self, operation: Operation) -> bool:
        """Tell whether a field of another model refers to this model's key, which is not the field that is added."""
        if self.field.primary_key or not needs_no_more_than_the_key_of(
            self.model_name_lower, operation
        ):
            return False
        # The fields of an intermediary model are named by that which leads through it.
        return not getattr(getattr(operation, "field", None), "many_to_many", False)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_field(
            app_label, self.model_name_lower, self.name, self.field, self.preserve_default
        )

    def _forwards(self, transition: Transition) -> Change:
        before, after = transition.models(self.model_name)
        return after, lambda: transition.editor.add_field(before, self._defined_field(after))

    def _backwards(self, transition: Transition) -> Change:
        model = transition.model_before(self.model_name)
        return model, lambda: transition.editor.remove_field(model, field_of(model, self.name))

    def describe(self) -> str:
        return f"Add field {self.name} to {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.name_lower}"


class RemoveField(FieldOperation):
    """Remove a field from a model."""

    category = OperationCategory.REMOVAL
    _unwritten = ("field",)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_field(app_label, self.model_name_lower, self.name)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_before(self.model_name)
        return model, lambda: transition.editor.remove_field(model, field_of(model, self.name))

    def _backwards(self, transition: Transition) -> Change:
        before, after = transition.models(self.model_name)
        return after, lambda: transition.editor.add_field(before, field_of(after, self.name))

    def describe(self) -> str:
        return f"Remove field {self.name} from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name_lower}"


class AlterField(_FieldDefinition):
    """Give a field another definition: type, null, default, relation, anything but its name."""

    category = OperationCategory.ALTERATION

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_field(
            app_label, self.model_name_lower, self.name, self.field, self.preserve_default
        )

    def _forwards(self, transition: Transition) -> Change:
        before, after = transition.models(self.model_name, (self.name, self.name))
        return after, lambda: transition.editor.alter_field(
            before, field_of(before, self.name), self._defined_field(after)
        )

    def _undone_by(self) -> AlterField:
        return self

    def describe(self) -> str:
        return f"Alter field {self.name} on {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.model_name_lower}_{self.name_lower}"


class RenameField(FieldOperation):
    """Rename a field, and its column unless ``db_column`` fixes that."""

    category = OperationCategory.ALTERATION

    def __init__(self, model_name: str, old_name: str, new_name: str) -> None:
        self.old_name = old_name
        self.new_name = new_name
        super().__init__(model_name, old_name)

    @cached_property
    def old_name_lower(self) -> str:
        return self.old_name.lower()

    @cached_property
    def new_name_lower(self) -> str:
        return self.new_name.lower()

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.rename_field(app_label, self.model_name_lower, self.old_name, self.new_name)

    def _forwards(self, transition: Transition) -> Change:
        return self._renaming(transition, self.old_name, self.new_name)

    def _backwards(self, transition: Transition) -> Change:
        return self._renaming(transition, self.new_name, self.old_name)

    def _renaming(self, transition: Transition, old_name: str, new_name: str) -> Change:
        before, after = transition.models(self.model_name, (old_name, new_name))
        return after, lambda: transition.editor.alter_field(
            before, field_of(before, old_name), field_of(after, new_name)
        )

    def describe(self) -> str:
        return f"Rename field {self.old_name} on {self.model_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rename_{self.old_name_lower}_{self.model_name_lower}_{self.new_name_lower}"

    def footprint(self, app_label: str) -> Footprint:
        model = self.model_name_lower
        both = (model, self.old_name_lower), (model, self.new_name_lower)
        return Footprint(both, both, renames=True)

    references_field = Operation.references_field

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        return not (
            operation.references_field(self.model_name, self.old_name, app_label)
            or operation.references_field(self.model_name, self.new_name, app_label)
        )


def with_default(field: AnyField, default: Any) -> AnyField:
    """Copy a bound field with another default; the model keeps its own, as rendered models are shared."""
    duplicate = copy.copy(field)
    duplicate.default = default
    # Field caches the function that gives the default.
    vars(duplicate).pop("_get_default", None)
    return duplicate

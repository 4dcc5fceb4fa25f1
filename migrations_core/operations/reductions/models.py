"""Reductions between operations that create, delete and rename whole models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.operations.fields import FieldOperation
from migrations_core.operations.lifecycle import CreateModel, DeleteModel, ModelOperation
from migrations_core.operations.registry import reduction
from migrations_core.operations.renaming import RenameModel
from migrations_core.state import ProjectState

if TYPE_CHECKING:
    from migrations_core.operations.base import Operation

    Result = list[Operation] | None


@reduction(CreateModel, DeleteModel)
def create_then_delete(create: CreateModel, delete: DeleteModel, app_label: str) -> Result:
    # A proxy stays: deleting it is what tells the state to forget it, and it has no table to save.
    if create.name_lower != delete.name_lower or create.options.get("proxy", False):
        return None
    return []


@reduction(CreateModel, RenameModel)
def create_then_rename(create: CreateModel, rename: RenameModel, app_label: str) -> Result:
    if create.name_lower != rename.old_name_lower:
        return None
    # What the model's fields say of the model itself is the state's to know.
    state = ProjectState()
    create.state_forwards(app_label, state)
    rename.state_forwards(app_label, state)
    after = state.model_states[app_label, rename.new_name_lower].fields
    fields = [(name, after[name]) for name, _ in create.fields]
    return [create.__replace__(name=rename.new_name, fields=fields)]


@reduction(RenameModel, RenameModel)
def rename_twice(first: RenameModel, second: RenameModel, app_label: str) -> Result:
    if first.new_name_lower != second.old_name_lower:
        return None
    if first.old_name == second.new_name:
        return []
    return [first.__replace__(new_name=second.new_name)]


@reduction(ModelOperation, RenameModel)
@reduction(FieldOperation, RenameModel)
def rename_after_mention(
    earlier: ModelOperation | FieldOperation, rename: RenameModel, app_label: str
) -> bool | None:
    """Keep a renaming behind what calls the model by its old name, or another model by its new one.

    Django lets it overtake a foreign key to the model, which then points at nothing.
    """
    if isinstance(earlier, DeleteModel):
        return None  # it may have referred to anything, but names only itself
    names = (rename.old_name, rename.new_name)
    return False if any(earlier.references_model(name, app_label) for name in names) else None

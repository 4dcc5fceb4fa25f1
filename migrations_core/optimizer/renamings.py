"""Have a model bear its last name from the beginning, where all in between can be said with that name.

The optimizer moves a renaming to the creation of its model only past what does not mention the model. Django moves it
past everything, and leaves foreign keys that point at nothing. Here the mentions are renamed as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from migrations_core.operations import (
    CreateModel,
    DeleteModel,
    RenameModel,
)
from migrations_core.operations.base import Operation
from migrations_core.operations.fields import FieldOperation
from migrations_core.operations.indexes import IndexOperation
from migrations_core.operations.lifecycle import ModelOperation
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.optimizer.stuck import OPAQUE, add_in_place_of_altering, creation_of
from migrations_core.state import ModelState, ProjectState


def optimize_with_renamings(operations: Iterable[Any], app_label: str) -> list[Any]:
    """Optimize operations of one app, renamings of models that are created among them included."""
    optimizer = MigrationOptimizer()
    # What stays behind the creation of its model may have to do with an index that Django only makes at the end.
    optimizer.looks_further = True
    optimized = optimizer.optimize(operations, app_label)
    folded = optimized
    while (more := _folded_once(folded, app_label)) is not folded:
        folded = more
    return optimized if folded is optimized else optimize_with_renamings(folded, app_label)


def _folded_once(operations: list[Any], app_label: str) -> list[Any]:
    return add_in_place_of_altering(fold_renamings(operations, app_label), app_label)


def fold_renamings(operations: list[Any], app_label: str) -> list[Any]:
    """Take out the first renaming that can go, with all that is named by it changed; else give the same list."""
    for position, rename in enumerate(operations):
        if not isinstance(rename, RenameModel):
            continue
        start = creation_of(operations[:position], rename.old_name_lower)
        if start is None:
            continue
        between = operations[start + 1 : position]
        if all(_can_be_changed(each, rename, app_label) for each in between):
            changed = [
                _under_new_name(each, rename, app_label) for each in operations[start:position]
            ]
            return [*operations[:start], *changed, *operations[position + 1 :]]
    return operations


def _can_be_changed(operation: Any, rename: RenameModel, app_label: str) -> bool:
    """Tell whether an operation is one that can be read, and leaves the names to this model."""
    if not isinstance(operation, Operation) or isinstance(operation, OPAQUE):
        return False
    if isinstance(operation, RenameModel):
        taken = {rename.old_name_lower, rename.new_name_lower}
        return taken.isdisjoint((operation.old_name_lower, operation.new_name_lower))
    if isinstance(operation, DeleteModel):
        return operation.name_lower not in (rename.old_name_lower, rename.new_name_lower)
    return not operation.references_model(rename.new_name, app_label)


def _under_new_name(operation: Any, rename: RenameModel, app_label: str) -> Any:
    if not operation.references_model(rename.old_name, app_label) or isinstance(
        operation, (DeleteModel, RenameModel)
    ):
        return operation
    changes = dict(_changes(operation, rename, app_label))
    return operation.__replace__(**changes)


def _changes(operation: Any, rename: RenameModel, app_label: str) -> Iterator[tuple[str, Any]]:
    match operation:
        case CreateModel():
            after = _renamed(
                ModelState(
                    app_label, operation.name, dict(operation.fields), bases=tuple(operation.bases)
                ),
                rename,
            )
            yield "name", after.name
            yield "fields", list(after.fields.items())
            yield "bases", after.bases
        case ModelOperation():
            yield "name", rename.new_name
        case FieldOperation() | IndexOperation():
            model = _model_name(operation, rename)
            yield "model_name", model
            if isinstance(operation, FieldOperation) and operation.field is not None:
                fields = {operation.name: operation.field}
                after = _renamed(ModelState(app_label, operation.model_name, fields), rename)
                yield "field", after.fields[operation.name]


def _model_name(operation: FieldOperation | IndexOperation, rename: RenameModel) -> str:
    """Give the name by which the operation calls its model, in the case in which it writes names."""
    if operation.model_name_lower != rename.old_name_lower:
        return operation.model_name
    is_lower = operation.model_name == operation.model_name_lower
    return rename.new_name_lower if is_lower else rename.new_name


def _renamed(model: ModelState, rename: RenameModel) -> ModelState:
    """Give a model as it is once a model, itself perhaps, has its new name."""
    state = ProjectState({(model.app_label, rename.old_name_lower): _empty(model, rename)})
    state.add_model(model)
    state.rename_model(model.app_label, rename.old_name, rename.new_name)
    is_itself = model.name_lower == rename.old_name_lower
    return state[model.app_label, rename.new_name_lower if is_itself else model.name_lower]


def _empty(model: ModelState, rename: RenameModel) -> ModelState:
    return ModelState(model.app_label, rename.old_name, {})

"""Reductions of operations on named indexes."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from migrations_core.operations.indexes import AddIndex, RemoveIndex, RenameIndex
from migrations_core.operations.lifecycle import CreateModel
from migrations_core.operations.registry import reduction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Index

    from migrations_core.operations.base import Operation

    Result = list[Operation] | None


@reduction(AddIndex, RemoveIndex)
def add_then_remove(add: AddIndex, remove: RemoveIndex, app_label: str) -> Result:
    # On MySQL two tables may have an index of one name each.
    if add.model_name_lower != remove.model_name_lower or add.index.name != remove.name:
        return None
    return []


@reduction(AddIndex, RenameIndex)
def add_then_rename(add: AddIndex, rename: RenameIndex, app_label: str) -> Result:
    if add.model_name_lower != rename.model_name_lower or add.index.name != rename.old_name:
        return None
    return [add.__replace__(index=_renamed(add.index, rename))]


@reduction(RenameIndex, RemoveIndex)
def rename_then_remove(rename: RenameIndex, remove: RemoveIndex, app_label: str) -> Result:
    same_model = rename.model_name_lower == remove.model_name_lower
    if not same_model or not rename.old_name or rename.new_name != remove.name:
        return None
    return [remove.__replace__(name=rename.old_name)]


@reduction(RenameIndex, RenameIndex)
def rename_twice(first: RenameIndex, second: RenameIndex, app_label: str) -> Result:
    if (
        first.model_name_lower != second.model_name_lower
        or not second.old_name
        or first.new_name_lower != second.old_name_lower
    ):
        return None
    if first.old_name == second.new_name:
        return []
    return [first.__replace__(new_name=second.new_name)]


@reduction(CreateModel, AddIndex)
def create_with_index(create: CreateModel, add: AddIndex, app_label: str) -> Result:
    if create.name_lower != add.model_name_lower:
        return None
    return [_with_indexes(create, [*create.options.get("indexes", []), add.index])]


@reduction(CreateModel, RemoveIndex)
def create_without_index(create: CreateModel, remove: RemoveIndex, app_label: str) -> Result:
    if create.name_lower != remove.model_name_lower:
        return None
    indexes = create.options.get("indexes", [])
    return [_with_indexes(create, [index for index in indexes if index.name != remove.name])]


@reduction(CreateModel, RenameIndex)
def create_with_renamed_index(create: CreateModel, rename: RenameIndex, app_label: str) -> Result:
    indexes = create.options.get("indexes", [])
    names = {index.name for index in indexes}
    if create.name_lower != rename.model_name_lower or rename.old_name not in names:
        return None
    return [_with_indexes(create, [_renamed(index, rename) for index in indexes])]


def _renamed(index: Index, rename: RenameIndex) -> Index:
    if index.name != rename.old_name:
        return index
    renamed = copy(index)
    renamed.name = rename.new_name
    return renamed


def _with_indexes(create: CreateModel, indexes: Sequence[Index]) -> CreateModel:
    return create.__replace__(options={**create.options, "indexes": indexes})

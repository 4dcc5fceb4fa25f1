"""Reductions of what is done to a model that is deleted later: it need not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.operations.constraints import RemoveConstraint
from migrations_core.operations.fields import FieldOperation
from migrations_core.operations.indexes import IndexOperation, RemoveIndex
from migrations_core.operations.lifecycle import DeleteModel
from migrations_core.operations.options import ModelOptionOperation
from migrations_core.operations.registry import reduction
from migrations_core.operations.renaming import RenameModel

if TYPE_CHECKING:
    from migrations_core.operations.base import Operation

    Result = list[Operation] | None


@reduction(ModelOptionOperation, DeleteModel)
def set_then_delete(option: ModelOptionOperation, delete: DeleteModel, app_label: str) -> Result:
    return [delete] if option.name_lower == delete.name_lower else None


@reduction(FieldOperation, DeleteModel)
@reduction(IndexOperation, DeleteModel)
def change_then_delete(
    change: FieldOperation | IndexOperation, delete: DeleteModel, app_label: str
) -> Result:
    return [delete] if change.model_name_lower == delete.name_lower else None


@reduction(RenameModel, DeleteModel)
def rename_then_delete(rename: RenameModel, delete: DeleteModel, app_label: str) -> Result:
    if rename.new_name_lower != delete.name_lower:
        return None
    return [delete.__replace__(name=rename.old_name)]


@reduction(DeleteModel, IndexOperation)
def index_after_deletion(delete: DeleteModel, later: IndexOperation, app_label: str) -> bool | None:
    """Keep new names of indexes and constraints behind a deletion: the deleted table may have one that is the same."""
    return None if isinstance(later, (RemoveConstraint, RemoveIndex)) else False

"""Operations on models under the names that ``django.db.migrations.operations.models`` gives them."""

from migrations_core.operations.constraints import AddConstraint, AlterConstraint, RemoveConstraint
from migrations_core.operations.indexes import AddIndex, IndexOperation, RemoveIndex, RenameIndex
from migrations_core.operations.lifecycle import CreateModel, DeleteModel, ModelOperation
from migrations_core.operations.options import (
    AlterIndexTogether,
    AlterModelManagers,
    AlterModelOptions,
    AlterModelTable,
    AlterModelTableComment,
    AlterOrderWithRespectTo,
    AlterTogetherOptionOperation,
    AlterUniqueTogether,
    ModelOptionOperation,
)
from migrations_core.operations.renaming import RenameModel

__all__ = [
    "AddConstraint",
    "AddIndex",
    "AlterConstraint",
    "AlterIndexTogether",
    "AlterModelManagers",
    "AlterModelOptions",
    "AlterModelTable",
    "AlterModelTableComment",
    "AlterOrderWithRespectTo",
    "AlterTogetherOptionOperation",
    "AlterUniqueTogether",
    "CreateModel",
    "DeleteModel",
    "IndexOperation",
    "ModelOperation",
    "ModelOptionOperation",
    "RemoveConstraint",
    "RemoveIndex",
    "RenameIndex",
    "RenameModel",
]

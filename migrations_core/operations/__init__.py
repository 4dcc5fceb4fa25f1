"""Every operation that a migration can consist of; this is the only place that lists them.

What else needs to know them asks here: the counterparts of Django's (``interop``), the writer, ``migrations_core``.
"""

from migrations_core.operations import reductions as reductions
from migrations_core.operations.base import Operation, written_by_signature
from migrations_core.operations.constraints import AddConstraint as AddConstraint
from migrations_core.operations.constraints import AlterConstraint as AlterConstraint
from migrations_core.operations.constraints import RemoveConstraint as RemoveConstraint
from migrations_core.operations.fields import AddField as AddField
from migrations_core.operations.fields import AlterField as AlterField
from migrations_core.operations.fields import RemoveField as RemoveField
from migrations_core.operations.fields import RenameField as RenameField
from migrations_core.operations.indexes import AddIndex as AddIndex
from migrations_core.operations.indexes import RemoveIndex as RemoveIndex
from migrations_core.operations.indexes import RenameIndex as RenameIndex
from migrations_core.operations.lifecycle import CreateModel as CreateModel
from migrations_core.operations.lifecycle import DeleteModel as DeleteModel
from migrations_core.operations.options import AlterIndexTogether as AlterIndexTogether
from migrations_core.operations.options import AlterModelManagers as AlterModelManagers
from migrations_core.operations.options import AlterModelOptions as AlterModelOptions
from migrations_core.operations.options import AlterModelTable as AlterModelTable
from migrations_core.operations.options import AlterModelTableComment as AlterModelTableComment
from migrations_core.operations.options import AlterOrderWithRespectTo as AlterOrderWithRespectTo
from migrations_core.operations.options import AlterUniqueTogether as AlterUniqueTogether
from migrations_core.operations.renaming import RenameModel as RenameModel
from migrations_core.operations.special import RunPython as RunPython
from migrations_core.operations.special import RunSQL as RunSQL
from migrations_core.operations.special import SeparateDatabaseAndState as SeparateDatabaseAndState

OPERATIONS: dict[str, type[Operation]] = {
    name: value
    for name, value in list(globals().items())
    if isinstance(value, type) and issubclass(value, Operation) and value is not Operation
}

for _operation in OPERATIONS.values():
    written_by_signature(_operation)

__all__ = [*OPERATIONS, "reductions"]  # the names are the keys

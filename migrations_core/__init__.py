"""A migration framework for Django projects; ``import migrations_core as migrations`` mirrors
``django.db.migrations``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrations_core.migration import Migration, swappable_dependency
    from migrations_core.operations import (
        AddConstraint,
        AddField,
        AddIndex,
        AlterConstraint,
        AlterField,
        AlterIndexTogether,
        AlterModelManagers,
        AlterModelOptions,
        AlterModelTable,
        AlterModelTableComment,
        AlterOrderWithRespectTo,
        AlterUniqueTogether,
        CreateModel,
        DeleteModel,
        RemoveConstraint,
        RemoveField,
        RemoveIndex,
        RenameField,
        RenameIndex,
        RenameModel,
        RunPython,
        RunSQL,
        SeparateDatabaseAndState,
    )

__all__ = [
    "AddConstraint",
    "AddField",
    "AddIndex",
    "AlterConstraint",
    "AlterField",
    "AlterIndexTogether",
    "AlterModelManagers",
    "AlterModelOptions",
    "AlterModelTable",
    "AlterModelTableComment",
    "AlterOrderWithRespectTo",
    "AlterUniqueTogether",
    "CreateModel",
    "DeleteModel",
    "Migration",
    "RemoveConstraint",
    "RemoveField",
    "RemoveIndex",
    "RenameField",
    "RenameIndex",
    "RenameModel",
    "RunPython",
    "RunSQL",
    "SeparateDatabaseAndState",
    "swappable_dependency",
]


def __getattr__(name: str) -> object:
    # Late: the package is an app itself, and Django imports it before any model may be.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    of_migration = name in ("Migration", "swappable_dependency")
    module = import_module(f"{__name__}.{'migration' if of_migration else 'operations'}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

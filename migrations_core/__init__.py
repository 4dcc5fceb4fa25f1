"""A migration framework for Django projects; ``import migrations_core as migrations`` mirrors
``django.db.migrations``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrations_core.migration import Migration as Migration
    from migrations_core.migration import swappable_dependency as swappable_dependency
    from migrations_core.operations import *  # noqa: F403  # every operation

OF_MIGRATION = ("Migration", "swappable_dependency")


def __getattr__(name: str) -> object:
    # Late: the package is an app itself, and Django imports it before any model may be.
    if name == "__all__":
        return [*OF_MIGRATION, *_operations()]
    if name in OF_MIGRATION:
        value: object = getattr(import_module(f"{__name__}.migration"), name)
    elif name[0].isupper() and name in _operations():
        value = _operations()[name]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *OF_MIGRATION, *_operations()})


def _operations() -> dict[str, object]:
    operations: dict[str, object] = import_module(f"{__name__}.operations").OPERATIONS
    return operations

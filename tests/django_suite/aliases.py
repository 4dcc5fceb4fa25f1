"""An import hook under which ``django.db.migrations`` and the migration commands are
migrations_core's modules.

Both names lead to one module object, so that ``is``, ``isinstance`` and
``mock.patch("django.db.migrations...")`` mean the same thing whichever name a test uses.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

COMMANDS = (
    "makemigrations",
    "migrate",
    "optimizemigration",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
)

PACKAGES = {"django.db.migrations": "migrations_core"} | {
    f"django.core.management.commands.{name}": f"migrations_core.management.commands.{name}"
    for name in COMMANDS
}

MIRRORED_PATCHES: dict[str, dict[str, str]] = {}
"""Modules of Django that stay themselves, and the module of ours that sees what a test patches in
them: ``{"django.module": {"attribute": "migrations_core.module"}}``."""


def install() -> None:
    """Answer the aliased names from now on; no module of Django's framework may have been imported
    yet."""
    early = [name for name in sys.modules if target_of(name)]
    if early:
        raise RuntimeError(f"Imported before the hook was installed: {', '.join(early)}")
    sys.meta_path.insert(0, _AliasFinder())
    for name, attributes in MIRRORED_PATCHES.items():
        _mirror_patches(importlib.import_module(name), attributes)


def target_of(name: str) -> str | None:
    """Return the name of our module for an aliased one.

    >>> target_of("django.db.migrations.operations.base")
    'migrations_core.operations.base'
    """
    for alias, target in PACKAGES.items():
        if name == alias or name.startswith(f"{alias}."):
            return target + name[len(alias) :]
    return None


class _AliasFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        ours = target_of(fullname)
        return ModuleSpec(fullname, _AliasLoader(ours)) if ours else None


class _AliasLoader(Loader):
    """Hand out a module that has another name, without leaving a trace on it."""

    def __init__(self, ours: str) -> None:
        self.ours = ours

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self.ours)
        self.own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has stamped the alias' spec on the module that it was given.
        module.__spec__ = self.own_spec


def _mirror_patches(module: ModuleType, attributes: dict[str, str]) -> None:
    """Make assignments to some attributes of Django's module reach ours too."""
    before = {name: getattr(module, name) for name in attributes}
    ours = {name: importlib.import_module(target) for name, target in attributes.items()}
    own_values = {name: getattr(target, name) for name, target in ours.items()}

    class Mirrored(ModuleType):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name in ours:
                setattr(ours[name], name, own_values[name] if value is before[name] else value)

    module.__class__ = Mirrored

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

MIRRORED_PATCHES = {
    "django.db.backends.base.schema": {
        "datetime": "migrations_core.backends.base.projection",
        "timezone": "migrations_core.backends.base.projection",
    },
}
"""Modules that stay Django's, and the module of ours that sees what a test patches in them."""

BASE_EDITOR = "BaseDatabaseSchemaEditor"
"""The class that tests patch to see every statement: Django's editors do not run, so it is ours."""


def install() -> None:
    """Answer the aliased names from now on; nothing of Django's framework may be imported yet."""
    early = [name for name in sys.modules if target_of(name)]
    if early:
        raise RuntimeError(f"Imported before the hook was installed: {', '.join(early)}")
    sys.meta_path.insert(0, _AliasFinder())
    for name, attributes in MIRRORED_PATCHES.items():
        _mirror_patches(importlib.import_module(name), attributes)
    _replace_base_editor()


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
        if ours is None:
            return None
        return ModuleSpec(fullname, _AliasLoader(ours))


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
    originals = {name: getattr(module, name) for name in attributes}
    own_values: dict[str, object] = {}

    class Mirrored(ModuleType):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name in attributes:
                ours = importlib.import_module(attributes[name])
                own = own_values.setdefault(name, getattr(ours, name))
                setattr(ours, name, own if value is originals[name] else value)

    module.__class__ = Mirrored


def _replace_base_editor() -> None:
    # Whoever gets one of Django's editors all the same, by SQLite's name, gets one that is all Django's.
    importlib.import_module("django.db.backends.sqlite3.schema")
    ours = importlib.import_module("migrations_core.backends.base.editor")
    theirs = importlib.import_module("django.db.backends.base.schema")
    setattr(theirs, BASE_EDITOR, getattr(ours, BASE_EDITOR))

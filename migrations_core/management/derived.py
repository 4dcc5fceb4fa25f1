"""Commands that a project has of its own under the names of Django's: they come before ours, and sit on ours.

A project's ``makemigrations`` is mostly derived from Django's and changes something on the way. It has to be found
wherever ``migrations_core`` stands in ``INSTALLED_APPS``, and what it is derived from has to be ours.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management import find_commands, get_commands

NAMES = (
    "makemigrations",
    "migrate",
    "optimizemigration",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
)
DJANGOS = "django.core.management.commands."
OURS = "migrations_core.management.commands."


def install() -> None:
    """Give way to the commands of the project, and be what they are derived from."""
    if not any(isinstance(finder, _DjangosCommands) for finder in sys.meta_path):
        sys.meta_path.insert(0, _DjangosCommands())
    for name in NAMES:
        if module := sys.modules.get(DJANGOS + name):
            _put_ours(module)
    _give_way()


def _give_way() -> None:
    """Let the command of another app be the one that its name stands for, as it would be beside Django's.

    Django takes the command of the app that stands first, and remembers all of them in this dictionary.
    """
    commands = get_commands()
    for config in reversed(list(apps.get_app_configs())):
        if config.name != "migrations_core":
            own = find_commands(str(Path(config.path) / "management"))
            commands.update(dict.fromkeys({*own} & {*NAMES}, config.name))


class _DjangosCommands(MetaPathFinder):
    """Finds Django's modules where everybody finds them, and puts our classes into them when they are imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.removeprefix(DJANGOS) not in NAMES:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((each for each in found if each), None)
        if spec and spec.loader:
            _replace_afterwards(spec.loader)
        return spec


def _replace_afterwards(loader: Any) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        _put_ours(module)

    loader.exec_module = exec_module


def _put_ours(module: ModuleType) -> None:
    ours = importlib.import_module(OURS + module.__name__.rpartition(".")[2])
    module.Command = ours.Command  # type: ignore[attr-defined]  # every such module has one

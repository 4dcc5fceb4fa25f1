"""Apps whose migrations end in more than one: nobody can tell what to go to or to go on from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from migrations_core.exceptions import ConflictingMigrationsError

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader

Conflicts = dict[str, list[str]]
"""The names of an app's last migrations, by app label."""


def conflicts_of(loader: MigrationLoader, app_labels: Collection[str] = ()) -> Conflicts:
    """Find the conflicts of some apps, by default of all."""
    conflicts = loader.detect_conflicts()
    if not app_labels:
        return conflicts
    return {label: names for label, names in conflicts.items() if label in app_labels}


def refuse_conflicts(conflicts: Mapping[str, Collection[str]]) -> None:
    """Refuse to go on while there are any, and name the command that helps."""
    if conflicts:
        leaves = "; ".join(f"{', '.join(names)} in {app}" for app, names in conflicts.items())
        raise ConflictingMigrationsError(
            "Conflicting migrations detected; multiple leaf nodes in the migration graph: "
            f"({leaves}).\nTo fix them run 'python manage.py makemigrations --merge'",
            leaves=conflicts,
        )

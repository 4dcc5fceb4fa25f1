"""Forget applied migrations whose files are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.exceptions import MigrationKey
from migrations_core.values import frozen

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader


@frozen
class Prunable:
    """What could be forgotten for one app, and the squashed migrations that forbid it."""

    keys: list[MigrationKey]
    needed_by: list[MigrationKey]


def find_prunable(loader: MigrationLoader, app_label: str) -> Prunable:
    """Compare the history with the files of one app.

    A squashed migration that may not be recorded yet is judged by the records of what it replaces; forgetting those
    would make it look unapplied.
    """
    on_disk = loader.disk_migrations
    keys = sorted(
        key for key in loader.applied_migrations if key[0] == app_label and key not in on_disk
    )
    needed_by = [
        key
        for key, migration in loader.replacements.items()
        if any(tuple(replaced) in keys for replaced in migration.replaces)
    ]
    return Prunable(keys, needed_by)

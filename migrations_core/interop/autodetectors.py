"""Which autodetector a project means: ours, unless somebody has put another one in its place or changed Django's.

Django's is a class of many methods that call each other, and who changes one of them counts on the others and on
operations of Django's. So a class that was derived from it, or that was changed itself, is used as it is, on our
states.
"""

from __future__ import annotations

import sys
from typing import Any

from migrations_core.interop.convert import operation
from migrations_core.interop.patches import is_patched

AUTODETECTOR = "autodetector", "MigrationAutodetector"
COMMANDS = "django.core.management.commands"


def meant_by_project(ours: type, command: str) -> Any:
    """Return the class to detect changes with.

    Projects set ``autodetector`` on the classes of Django's commands, and others change Django's autodetector.
    """
    stock = getattr(
        sys.modules.get("django.db.migrations.autodetector"), "MigrationAutodetector", None
    )
    if stock is None or stock is ours:
        return ours
    command_class = getattr(sys.modules.get(f"{COMMANDS}.{command}"), "Command", None)
    chosen = getattr(command_class, "autodetector", stock)
    return chosen if chosen is not stock or is_patched(*AUTODETECTOR) else ours


def accept_migrations(changes: dict[str, list[Any]]) -> None:
    """Make ours of the operations that somebody's autodetector found."""
    for migrations in changes.values():
        for migration in migrations:
            migration.operations = [operation(op) for op in migration.operations]

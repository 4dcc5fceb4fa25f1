"""Which apps have model changes that no migration holds yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from migrations_core.interop.autodetector import MigrationAutodetector
from migrations_core.state import ProjectState

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader


def apps_with_unwritten_changes(autodetector: Any, loader: MigrationLoader) -> list[str]:
    """Return the labels, sorted; none with Django's own autodetector, which does not read our states: nobody looked."""
    if autodetector is MigrationAutodetector:
        return []
    detected = autodetector(loader.project_state(), ProjectState.from_apps(apps))
    return sorted(detected.changes(graph=loader.graph))

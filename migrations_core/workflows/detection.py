"""What the models of a project have that no migration holds yet, and what of it no migration can carry out."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.apps import apps

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.interop.autodetectors import accept_migrations, meant_by_project
from migrations_core.memory import no_collection
from migrations_core.questioner import MigrationQuestioner
from migrations_core.state import ProjectState
from migrations_core.values import frozen

if TYPE_CHECKING:
    from migrations_core.autodetector import Refusal
    from migrations_core.loader import MigrationLoader
    from migrations_core.migration import Migration

    Changes = dict[str, list[Migration]]


@frozen
class Detected:
    """New migrations by app, and what was found that can only fail or lose data."""

    changes: Changes
    refusals: tuple[Refusal, ...] = ()
    before: ProjectState | None = None
    """What the migrations that there are lead to."""


def autodetector_of(command: Any, name: str) -> Any:
    """Give the autodetector of a command, or what the project has set or changed on Django's command of this name."""
    chosen = command.autodetector
    return meant_by_project(chosen, name) if chosen is MigrationAutodetector else chosen


@no_collection()
def detector_for(autodetector: Any, loader: MigrationLoader, questioner: Any = None) -> Any:
    """Give an autodetector, an instance of the class given, between the migrations and the models."""
    before, after = loader.project_state(), ProjectState.from_apps(apps)
    return autodetector(before, after, questioner or MigrationQuestioner())


def detect(
    detector: Any,
    loader: MigrationLoader,
    app_labels: Collection[str] = (),
    *,
    migration_name: str | None = None,
) -> Detected:
    """Find the changes of some apps and of those that they need, by default of all."""
    changes = detector.changes(
        graph=loader.graph,
        trim_to_apps=app_labels or None,
        convert_apps=app_labels or None,
        migration_name=migration_name,
    )
    if not isinstance(detector, MigrationAutodetector):
        accept_migrations(changes or {})
    # Autodetectors of other people need not know the method.
    refusals = getattr(detector, "refusals", tuple)
    return Detected(changes or {}, tuple(refusals()), getattr(detector, "from_state", None))


def apps_with_unwritten_changes(autodetector: Any, loader: MigrationLoader) -> list[str]:
    """Return the labels of apps that need new migrations, sorted."""
    return sorted(detector_for(autodetector, loader).changes(graph=loader.graph))

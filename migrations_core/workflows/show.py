"""The history of a project: every migration with its place in the order and whether it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from migrations_core.exceptions import MigrationKey
from migrations_core.values import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from migrations_core.loader import MigrationLoader


class Standing(Enum):
    """Whether a migration is applied; the value is what a user reads between brackets."""

    APPLIED = "X"
    UNAPPLIED = " "
    UNRECORDED = "-"
    """Everything that a squashed migration replaces is applied, the migration itself has no record yet."""


@frozen
class Listed:
    """One migration in the list of its app."""

    name: str
    replaced_count: int
    standing: Standing
    applied_at: datetime | None


def list_app(
    loader: MigrationLoader, recorded: Collection[MigrationKey], app_label: str
) -> list[Listed]:
    """Return an app's migrations from the oldest to the newest."""
    return [_listed(loader, recorded, key) for key in _ordered_keys(loader, app_label)]


def _ordered_keys(loader: MigrationLoader, app_label: str) -> list[MigrationKey]:
    leaves = loader.graph.leaf_nodes(app_label)
    keys = (key for leaf in leaves for key in loader.graph.forwards_plan(leaf))
    return list(dict.fromkeys(key for key in keys if key[0] == app_label))


def _listed(
    loader: MigrationLoader, recorded: Collection[MigrationKey], key: MigrationKey
) -> Listed:
    applied: Any = loader.applied_migrations.get(key)
    if not applied:
        standing = Standing.UNAPPLIED
    elif key in recorded:
        standing = Standing.APPLIED
    else:
        standing = Standing.UNRECORDED
    return Listed(
        name=key[1],
        replaced_count=len(loader.disk_migrations[key].replaces),
        standing=standing,
        # A squashed migration that is applied through what it replaces has no row and no time.
        applied_at=getattr(applied, "applied", None),
    )


@frozen
class Planned:
    """One migration in the order of application."""

    key: MigrationKey
    parents: list[MigrationKey]
    applied: bool


def full_plan(loader: MigrationLoader, app_labels: Collection[str]) -> Iterator[Planned]:
    """Yield every migration in the order of application, or those that the named apps need."""
    graph = loader.graph
    leaves = [key for key in graph.leaf_nodes() if not app_labels or key[0] in app_labels]
    keys = dict.fromkeys(key for leaf in leaves for key in graph.forwards_plan(leaf))
    for key in keys:
        parents = sorted(parent.key for parent in graph.node_map[key].parents)
        yield Planned(key, parents, applied=key in loader.applied_migrations)

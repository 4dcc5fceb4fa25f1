"""What a run of ``migrate`` tells while it is on its way, in the order in which it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrations_core.exceptions import MigrationKey

if TYPE_CHECKING:
    from django.db.models import Model

    from migrations_core.interop.signals import Plan
    from migrations_core.loader import MigrationLoader
    from migrations_core.workflows.prune import Prunable
    from migrations_core.workflows.targets import Targets


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another run has the lock, and is waited for."""

    holder: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Another run has the lock, and nothing is done here."""

    holder: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Files and history are read and fit together."""

    loader: MigrationLoader


@dataclass(frozen=True, slots=True)
class Pruning:
    """What can be forgotten is known; it is going to be, unless squashed migrations forbid it."""

    prunable: Prunable


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The row of a migration is going to be deleted."""

    key: MigrationKey


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The row of a migration is deleted."""

    key: MigrationKey


@dataclass(frozen=True, slots=True)
class Planned:
    """What has to be done is known."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Starting:
    """It is going to be done; ``to_sync`` are the apps that get their tables without migrations."""

    targets: Targets
    to_sync: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synchronizing:
    """``pre_migrate`` is sent, and apps without migrations are going to get their tables."""


@dataclass(frozen=True, slots=True)
class CreatingTables:
    """It is known which of their tables are missing."""


@dataclass(frozen=True, slots=True)
class CreatingTable:
    """One of them is going to be created."""

    app_label: str
    model: type[Model]


@dataclass(frozen=True, slots=True)
class ConcludingTables:
    """What had to wait for all of them comes now."""


@dataclass(frozen=True, slots=True)
class Running:
    """Migrations are going to be run, with what receivers of ``pre_migrate`` inserted."""

    plan: Plan
    loader: MigrationLoader


Event = (
    Waiting
    | Skipped
    | Loaded
    | Pruning
    | Forgetting
    | Forgotten
    | Planned
    | Starting
    | Synchronizing
    | CreatingTables
    | CreatingTable
    | ConcludingTables
    | Running
)

Tell = Callable[[Event], None]


def tell_nobody(event: Event) -> None:
    """Be quiet."""

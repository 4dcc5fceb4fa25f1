"""What a run of ``migrate`` tells while it is on its way, in the order in which it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migrations_core.exceptions import MigrationKey
from migrations_core.values import frozen

if TYPE_CHECKING:
    from django.db.models import Model

    from migrations_core.interop.signals import Plan
    from migrations_core.loader import MigrationLoader
    from migrations_core.workflows.prune import Prunable
    from migrations_core.workflows.targets import Targets


@frozen
class Waiting:
    """Another run has the lock, and is waited for."""

    holder: str


@frozen
class Skipped:
    """Another run has the lock, and nothing is done here."""

    holder: str


@frozen
class Loaded:
    """Files and history are read and fit together."""

    loader: MigrationLoader


@frozen
class Pruning:
    """What can be forgotten is known; it is going to be, unless squashed migrations forbid it."""

    prunable: Prunable


@frozen
class Forgetting:
    """The row of a migration is going to be deleted."""

    key: MigrationKey


@frozen
class Forgotten:
    """The row of a migration is deleted."""

    key: MigrationKey


@frozen
class Planned:
    """What has to be done is known."""

    plan: Plan


@frozen
class Starting:
    """It is going to be done; ``to_sync`` are the apps that get their tables without migrations."""

    targets: Targets
    to_sync: tuple[str, ...]


@frozen
class Synchronizing:
    """``pre_migrate`` is sent, and apps without migrations are going to get their tables."""


@frozen
class CreatingTables:
    """It is known which of their tables are missing."""


@frozen
class CreatingTable:
    """One of them is going to be created."""

    app_label: str
    model: type[Model]


@frozen
class ConcludingTables:
    """What had to wait for all of them comes now."""


@frozen
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

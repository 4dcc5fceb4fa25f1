"""What goes into one squashed migration: operations, and what has to be applied before and after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from migrations_core.exceptions import MigrationKey
from migrations_core.migration import Migration
from migrations_core.operations.base import Operation
from migrations_core.operations.special import RunPython, RunSQL, SeparateDatabaseAndState
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.optimizer.renamings import optimize_with_renamings
from migrations_core.values import frozen
from migrations_core.workflows.symbols import as_written, unique

SCRIPTS = (RunPython, RunSQL, SeparateDatabaseAndState)


@frozen
class Barrier:
    """An operation that stays, and what comes after it and could be combined if there were none of the kind."""

    operation: Any
    migration: Migration
    """Where the operation comes from."""
    blocked: list[Any]


@frozen
class Squash:
    """One squashed migration, not yet written, and how it came about."""

    migration: Migration
    replaced: Sequence[Migration]
    operations_before: int
    barriers: list[Barrier] = field(default_factory=list)


def squash(replaced: Sequence[Migration], name: str, *, initial: bool, optimize: bool) -> Squash:
    """Combine migrations of one app, in the order of application, into one."""
    app_label = replaced[0].app_label
    operations = [operation for each in replaced for operation in each.operations]
    optimized = optimize_with_renamings(operations, app_label) if optimize else operations
    migration = Migration(name, app_label)
    migration.operations = optimized
    migration.dependencies = list(dependencies(replaced))
    migration.run_before = list(waiting(replaced))
    migration.replaces = [(each.app_label, each.name) for each in replaced]
    migration.atomic = all(each.atomic for each in replaced)
    migration.initial = initial or None
    barriers = list(_barriers(replaced, optimized, app_label)) if optimize else []
    return Squash(migration, replaced, len(operations), barriers)


def dependencies(replaced: Sequence[Migration]) -> Iterator[MigrationKey]:
    """Yield what the migrations depend on, other than each other; each once."""
    inside = _names(replaced)
    return unique(
        dependency
        for each in replaced
        for dependency in as_written(each)
        if tuple(dependency) not in inside and not _is_own_start(each, dependency)
    )


def waiting(replaced: Sequence[Migration]) -> Iterator[MigrationKey]:
    """Yield what has to wait for the migrations, other than each other; each once."""
    inside = _names(replaced)
    keys = (key for each in replaced for key in as_written(each, "run_before"))
    return unique(key for key in keys if tuple(key) not in inside)


def _is_own_start(migration: Migration, dependency: MigrationKey) -> bool:
    # Some first migrations name their own app's first one (ticket 22325).
    return dependency == (migration.app_label, "__first__")


def _names(replaced: Iterable[Migration]) -> set[MigrationKey]:
    """Return all names by which others may know the migrations: their own, and those that they replace."""
    return {
        key
        for each in replaced
        for key in ((each.app_label, each.name), *((app, name) for app, name in each.replaces))
    }


def is_script(operation: Any) -> bool:
    """Tell an operation of which nobody knows what it does: the user's own code, or somebody else's class."""
    return isinstance(operation, SCRIPTS) or not isinstance(operation, Operation)


def _barriers(
    replaced: Sequence[Migration], optimized: Sequence[Any], app_label: str
) -> Iterator[Barrier]:
    """Yield the operations that nothing is moved across, with what comes after them and was stopped by one."""
    origins = {id(operation): each for each in replaced for operation in each.operations}
    movable = [operation for operation in optimized if not is_script(operation)]
    # Not one barrier at a time: of two in a row neither would seem to be in the way.
    combined = {id(operation) for operation in MigrationOptimizer().optimize(movable, app_label)}
    barrier: Barrier | None = None
    for operation in optimized:
        if is_script(operation):
            if barrier:
                yield barrier
            barrier = Barrier(operation, origins.get(id(operation), replaced[0]), [])
        elif barrier and id(operation) not in combined:
            barrier.blocked.append(operation)
    if barrier:
        yield barrier

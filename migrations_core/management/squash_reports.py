"""What squashing says: why it could not be better, and whether to go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from migrations_core.failures import description_of

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey
    from migrations_core.loader import MigrationLoader
    from migrations_core.workflows.squash import SquashGroup
    from migrations_core.workflows.squash.combining import Barrier, Squash

MOST_BLOCKED = 5


def reasons_for_parts(found: Sequence[SquashGroup], loader: MigrationLoader) -> Iterator[str]:
    """Say of every app with several parts what it has to wait for in between."""
    earlier: dict[str, set[MigrationKey]] = {}
    for part in found:
        label = part.range.app_label
        before = earlier.setdefault(label, set())
        if before and (awaited := _awaited(part, before, loader)):
            waiting, other, needed = (".".join(key) for key in awaited)
            yield f"{label} is cut: {waiting} needs {other}, which needs {needed}."
        before.update((migration.app_label, migration.name) for migration in part.migrations)


def _awaited(
    part: SquashGroup, before: set[MigrationKey], loader: MigrationLoader
) -> tuple[MigrationKey, MigrationKey, MigrationKey] | None:
    """Return a migration of the part, what it needs of another app, and what that needs of an earlier part."""
    for migration in part.migrations:
        key = (migration.app_label, migration.name)
        for parent in loader.graph.parents_of(key):
            plan = loader.graph.forwards_plan(parent)
            if parent[0] != key[0] and (needed := [other for other in plan if other in before]):
                return key, parent, needed[-1]
    return None


def reasons_for_scripts(squash: Squash, *, verbose: bool) -> Iterator[str]:
    """Say of every script that stays what it keeps apart; ``verbose``: also of those that keep nothing apart."""
    for barrier in squash.barriers:
        if barrier.blocked or verbose:
            yield f"  {_named(barrier)} stays in its place: it is not elidable. {_blocked(barrier)}"


def left_out(squashes: Sequence[Squash]) -> Iterator[str]:
    """Name the scripts that are not in the squashed migrations because they are elidable."""
    names = [
        f"{script_name(operation)} of {migration}"
        for squash in squashes
        for migration in squash.replaced
        for operation in migration.operations
        if getattr(operation, "elidable", False) and operation not in squash.migration.operations
    ]
    if names:
        yield f"Left out as elidable, with the rows that they make: {', '.join(names)}."


def _named(barrier: Barrier) -> str:
    return f"{script_name(barrier.operation)} of {barrier.migration.name}"


def script_name(operation: Any) -> str:
    """Name an operation by its class and by the function that it calls."""
    code = getattr(getattr(operation, "code", None), "__name__", "")
    return type(operation).__name__ + (f" {code}" if code else "")


def _blocked(barrier: Barrier) -> str:
    if not barrier.blocked:
        return "It keeps nothing from being combined."
    listed = [description_of(operation) for operation in barrier.blocked]
    shown = "; ".join(listed[:MOST_BLOCKED])
    rest = f"; and {len(listed) - MOST_BLOCKED} more" if len(listed) > MOST_BLOCKED else ""
    return f"Because of it these are not combined with earlier operations: {shown}{rest}."


def wishes_to_proceed(stdout: Any) -> bool:
    """Ask until somebody says yes or no; nothing is no, and leaving (Ctrl-C, end of input) ends the command."""
    while True:
        stdout.write("Do you wish to proceed? [y/N] ", ending="")
        stdout.flush()
        try:
            answer = input()[:1].lower()
        except (KeyboardInterrupt, EOFError):
            stdout.write("\nCancelled.")
            sys.exit(1)
        if answer in ("", "y", "n"):
            return answer == "y"

"""Squashed migrations: which of them take the place of what they replace, decided from what is applied."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from migrations_core.exceptions import CircularDependencyError, MigrationKey
from migrations_core.graph.order import depth_first_order, find_cycle
from migrations_core.values import frozen


class Squashed(Protocol):
    """A migration that replaces others, which may be squashed migrations in turn."""

    @property
    def replaces(self) -> Sequence[MigrationKey]: ...


Replacements = Mapping[MigrationKey, Squashed]


@frozen
class Decision:
    """What becomes of one squashed migration."""

    key: MigrationKey
    applied: bool
    """All that it was squashed from is applied, so it is."""
    usable: bool
    """All or none of that is applied; halfway the replaced migrations have to be run one by one."""


def decide(
    replacements: Replacements,
    applied: Container[MigrationKey],
    keys: Iterable[MigrationKey],
    done: set[MigrationKey],
) -> Iterator[Decision]:
    """Yield a decision for ``keys`` and the squashed migrations that they replace, those first.

    What is in ``done`` has been decided before; what is yielded is added to it.
    """
    keys = list(keys)

    def nested(key: MigrationKey) -> list[MigrationKey]:
        return [replaced for replaced in replacements[key].replaces if replaced in replacements]

    _refuse_cycle(find_cycle(keys, nested))
    for key in depth_first_order(keys, lambda key: nested(key)[::-1], done):
        statuses = {origin in applied for origin in origins(key, replacements)}
        yield Decision(key, applied=False not in statuses, usable=len(statuses) < 2)


def origins(key: MigrationKey, replacements: Replacements) -> set[MigrationKey]:
    """Return what a squashed migration was made from in the end, squashed migrations in between resolved."""
    reached: set[MigrationKey] = set()

    def replaced_by(key: MigrationKey) -> Sequence[MigrationKey]:
        return replacements[key].replaces if key in replacements else ()

    walk = depth_first_order([key], replaced_by, reached)
    return {node for node in walk if node not in replacements}


def all_replaced_applied(
    key: MigrationKey, replacements: Replacements, applied: Container[MigrationKey]
) -> bool:
    """Return whether ``key`` is a squashed migration and all that it replaces is applied, directly or in turn."""
    pending, seen = [key], {key}
    while pending:
        current = pending.pop()
        if current not in replacements:
            return False
        missing = [r for r in replacements[current].replaces if r not in applied and r not in seen]
        seen.update(missing)
        pending += missing
    return True


def _refuse_cycle(cycle: list[MigrationKey]) -> None:
    if cycle:
        path = " -> ".join(f"{app}.{name}" for app, name in (*cycle, cycle[0]))
        raise CircularDependencyError(
            f"Cyclical squash replacement found, starting at {cycle[0]}: {path}. A migration cannot replace one "
            "that replaces it.",
            tuple(cycle),
        )

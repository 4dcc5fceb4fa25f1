"""From targets to steps: what to apply or unapply, in which order. Pure functions; no database, no files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from migrations_core.exceptions import InvalidMigrationPlan, MigrationKey
from migrations_core.graph import MigrationGraph, Node

Target = tuple[str, str | None]
"""A migration to arrive at; without a name, the app is to have none applied."""


class Step(NamedTuple):
    """One migration in one direction; equal to the (migration, backwards) pair that Django's API speaks of."""

    migration: Any
    backwards: bool


def steps_to(
    graph: MigrationGraph, targets: Iterable[Target], applied: Collection[MigrationKey]
) -> list[Step]:
    """Return the steps that bring a database with ``applied`` to each target in turn.

    A target that is applied is where its own app goes back to: what follows it there is unapplied, with all that
    depends on it, and nothing else. Linear in the size of the graph unless targets of both directions alternate.
    """
    applied = set(applied)
    steps: list[Step] = []
    # What earlier targets have settled is not walked again, until a target of the other direction unsettles it.
    settled: dict[bool, set[Node]] = {True: set(), False: set()}
    for app_label, name in targets:
        backwards = name is None or (app_label, name) in applied
        starts = _starts(graph, app_label, name, backwards=backwards)
        walked = graph.walk(starts, settled[backwards], forwards=not backwards)
        keys = [key for key in walked if (key in applied) is backwards]
        if keys:
            settled[not backwards].clear()
        applied.symmetric_difference_update(keys)
        steps += [Step(graph.nodes[key], backwards) for key in keys]
    return steps


def _starts(
    graph: MigrationGraph, app_label: str, name: str | None, *, backwards: bool
) -> list[MigrationKey]:
    if name is None:
        return graph.root_nodes(app_label)
    if not backwards:
        return [(app_label, name)]
    return [key for key in graph.children_of((app_label, name)) if key[0] == app_label]


def full_order(graph: MigrationGraph) -> list[Any]:
    """Return every migration in the order in which an empty database gets them."""
    return [graph.nodes[key] for key in graph.walk(graph.leaf_nodes(), set())]


def is_backwards(plan: Sequence[tuple[Any, bool]]) -> bool:
    """Return the direction of a plan; refuse one that has both."""
    directions = {backwards for _, backwards in plan}
    if len(directions) > 1:
        raise InvalidMigrationPlan(
            "Migration plans with both forwards and backwards migrations are not supported. Please split your "
            "migration process into separate plans of only forwards OR backwards migrations.",
            plan,
        )
    return True in directions


def in_order(plan: Sequence[tuple[Any, bool]], order: Iterable[Any]) -> list[Any]:
    """Return the migrations of a plan as they come in ``order``; refuse what does not come there."""
    planned = {migration: migration for migration, _ in plan}
    ordered = [planned.pop(migration) for migration in order if migration in planned]
    if planned:
        names = ", ".join(sorted(str(migration) for migration in planned))
        raise InvalidMigrationPlan(
            f"The plan names migrations that are not in the graph: {names}.", plan
        )
    return ordered


def remaining(
    graph: MigrationGraph, plan: Sequence[tuple[Any, bool]], applied: Collection[MigrationKey]
) -> list[Any]:
    """Return what is applied once a backwards plan is through, in the order of application.

    Refuse a plan that would leave something applied without what it depends on: no state describes that.
    """
    leaving = {(migration.app_label, migration.name) for migration, _ in plan}
    left = [
        migration
        for migration in full_order(graph)
        if (key := (migration.app_label, migration.name)) in applied and key not in leaving
    ]
    for migration in left:
        for parent in graph.parents_of((migration.app_label, migration.name)):
            if parent in leaving:
                raise InvalidMigrationPlan(
                    f"The plan unapplies {'.'.join(parent)} and leaves {migration} applied, which depends on it.",
                    plan,
                )
    return left

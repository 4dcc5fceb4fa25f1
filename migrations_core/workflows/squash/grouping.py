"""Cut histories into as few squashed migrations as the dependencies between apps allow.

A squashed migration stands for all of its migrations at once: it depends on all that they depend on, and whatever
depends on one of them depends on it. Where two apps need each other in turns, one migration for each app would be a
circle. So an app gets another squashed migration wherever it has to wait for a migration of another app that in turn
waits for it.

The cuts lie between migrations and not between operations. Otherwise no ``replaces`` could say what part of a squashed
history a database has that stopped in the middle: see docs/decisions/0007.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from migrations_core.exceptions import MigrationKey
from migrations_core.values import frozen

MOST_STATES = 2000
"""So many arrangements are tried for the fewest cuts; in larger tangles the app that gets furthest goes first."""

Parents = Callable[[MigrationKey], Iterable[MigrationKey]]


@frozen
class Arrangement:
    """Groups made so far, in an order in which they can be applied."""

    done: frozenset[MigrationKey]
    groups: tuple[tuple[MigrationKey, ...], ...] = ()


def group(
    ranges: Mapping[str, Sequence[MigrationKey]],
    nodes: Sequence[MigrationKey],
    parents: Parents,
) -> list[list[MigrationKey]]:
    """Return groups of migrations of one app each that can be squashed together, in the order of application.

    ``ranges`` has for each app what is to be squashed; ``nodes`` are all migrations of the project; both are in the
    order of application. Those outside the ranges stay what they are, and may force cuts, too.
    """
    problem = _Problem(ranges, nodes, parents)
    best = problem.solve()
    return [list(keys) for keys in best.groups]


class _Problem:
    def __init__(
        self,
        ranges: Mapping[str, Sequence[MigrationKey]],
        nodes: Sequence[MigrationKey],
        parents: Parents,
    ) -> None:
        self.ranges = ranges
        self.parents = {key: frozenset(parents(key)) for key in nodes}
        ranged = {key for keys in ranges.values() for key in keys}
        self.outside = [key for key in nodes if key not in ranged]

    def solve(self) -> Arrangement:
        """Search breadth first, so that the first complete arrangement has the fewest groups."""
        start = self._settled(Arrangement(frozenset()))
        generation, seen = [start], {start.done}
        while True:
            following: dict[frozenset[MigrationKey], Arrangement] = {}
            for arrangement in generation:
                if len(arrangement.done) == len(self.parents):
                    return arrangement
                for app_label in self.ranges:
                    advanced = self._advanced(arrangement, app_label)
                    if advanced is not None and advanced.done not in seen:
                        seen.add(advanced.done)
                        following[advanced.done] = advanced
            generation = list(following.values())
            if len(seen) > MOST_STATES:
                generation = [max(generation, key=lambda arrangement: len(arrangement.done))]

    def _settled(self, arrangement: Arrangement) -> Arrangement:
        """Do whatever costs nothing: migrations that are not squashed, and apps that can be finished."""
        while True:
            before = arrangement.done
            outside = self._reachable(self.outside, before)
            arrangement = Arrangement(before.union(outside), arrangement.groups)
            for keys in self.ranges.values():
                reachable = self._reachable(keys, arrangement.done)
                if reachable and all(key in arrangement.done or key in reachable for key in keys):
                    arrangement = _with_group(arrangement, reachable)
            if arrangement.done == before:
                return arrangement

    def _advanced(self, arrangement: Arrangement, app_label: str) -> Arrangement | None:
        reachable = self._reachable(self.ranges[app_label], arrangement.done)
        return self._settled(_with_group(arrangement, reachable)) if reachable else None

    def _reachable(
        self, keys: Iterable[MigrationKey], done: frozenset[MigrationKey]
    ) -> dict[MigrationKey, None]:
        """Return those of ``keys`` that need nothing but what is done and each other."""
        found: dict[MigrationKey, None] = {}
        # All sequences here are in the order of application, so one look at each key is enough.
        for key in keys:
            if key not in done and all(p in done or p in found for p in self.parents[key]):
                found[key] = None
        return found


def _with_group(arrangement: Arrangement, keys: Iterable[MigrationKey]) -> Arrangement:
    keys = tuple(keys)
    return Arrangement(arrangement.done.union(keys), (*arrangement.groups, keys))

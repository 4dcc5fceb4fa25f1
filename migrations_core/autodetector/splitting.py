"""Cut the ordered operations of all apps into migrations that can depend on each other without a circle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core.autodetector.ordering import Check, Fulfilment, requirements_of
from migrations_core.autodetector.requirements import (
    OperationDependency,
    fulfils,
    is_weak,
    models_of_any,
    resolved,
)
from migrations_core.exceptions import UnorderableChangesError
from migrations_core.failures import description_of
from migrations_core.migration import Migration

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey

FIRST = "__first__"

LeafOf = Callable[[str], "MigrationKey | None"]


class _Fallback(IntEnum):
    """What is done to get on when the former did not help."""

    WHOLE = 0
    """An app gets a migration when all of its operations can go into it."""
    CUT_SHORT = 1
    """One app gets a migration of the operations up to the first that has to wait."""
    OUT_OF_ORDER = 2
    """One app gets a migration of what can go in, past operations on other models that have to wait."""


_Left = tuple[str, Any]
"""An app label and one of its operations that are left to do."""


class _Cut(NamedTuple):
    """The operations of an app that can go into a migration now, and what that has to depend on."""

    operations: list[Any]
    dependencies: dict[MigrationKey, None]


@dataclass
class _Queue:
    """What is left to do in one app."""

    left: list[Any]
    fulfilment: Fulfilment
    done: set[int] = field(default_factory=set)

    def waited_for(self, requirement: OperationDependency) -> list[Any]:
        return [each for each in self.fulfilment.of(requirement) if id(each) not in self.done]

    def take(self, operations: Sequence[Any]) -> None:
        self.done.update(map(id, operations))
        self.left = [operation for operation in self.left if id(operation) not in self.done]


def split(
    operations: Mapping[str, Sequence[Any]],
    existing_apps: set[str],
    leaf_of: LeafOf = lambda app_label: None,
    *,
    check: Check = fulfils,
) -> dict[str, list[Migration]]:
    """Give the migrations of each app, named ``auto_1``, ``auto_2`` ..., with what they depend on in other apps.

    ``leaf_of`` gives the last migration that an app has already. Raises UnorderableChangesError when nothing
    can be done first.
    """
    return _Splitter(operations, existing_apps, leaf_of, check=check).run()


class _Splitter:
    """Take turns among the apps; resort to the next measure when a round brought nothing, to the first when one did."""

    def __init__(
        self,
        operations: Mapping[str, Sequence[Any]],
        existing_apps: set[str],
        leaf_of: LeafOf,
        *,
        check: Check,
    ) -> None:
        self.queues = {
            app_label: _Queue(list(of_app), Fulfilment(of_app, check))
            for app_label, of_app in sorted(operations.items())
        }
        self.existing_apps = existing_apps
        self.leaf_of = leaf_of
        self.fallback = _Fallback.WHOLE
        self.migrations: dict[str, list[Migration]] = {}

    def run(self) -> dict[str, list[Migration]]:
        while any(queue.left for queue in self.queues.values()):
            if self._round():
                continue
            if self.fallback is _Fallback.OUT_OF_ORDER:
                raise UnorderableChangesError(
                    (app_label, description_of(operation))
                    for app_label, operation in self._circle()
                )
            self.fallback = _Fallback(self.fallback + 1)
        return self.migrations

    def _round(self) -> bool:
        progress = False
        for app_label, queue in self.queues.items():
            cut = self._cut(app_label, queue)
            is_whole = len(cut.operations) == len(queue.left)
            if cut.operations and (is_whole or self.fallback > _Fallback.WHOLE):
                queue.take(cut.operations)
                self._add_migration(app_label, cut)
                progress, self.fallback = True, _Fallback.WHOLE
        return progress

    def _cut(self, app_label: str, queue: _Queue) -> _Cut:
        cut = _Cut([], {})
        passed: set[str] = set()
        for operation in queue.left:
            # Order among operations on one model means something even where no requirement says so.
            waits = passed & _models_touched(app_label, operation)
            needed = None if waits else self._needed(app_label, operation)
            if needed is not None:
                cut.operations.append(operation)
                cut.dependencies.update(needed)
            elif self.fallback is _Fallback.OUT_OF_ORDER:
                passed.update(models_of_any(operation))
            else:
                break
        return cut

    def _needed(self, app_label: str, operation: Any) -> dict[MigrationKey, None] | None:
        """Give the migrations of other apps that an operation needs; None while it has to wait for them."""
        needed: dict[MigrationKey, None] = {}
        for requirement in requirements_of(operation):
            target = resolved(requirement)
            if target.app_label == app_label:
                continue
            queue = self.queues.get(target.app_label)
            if queue and queue.waited_for(target):
                return None
            if is_weak(requirement) and not (queue and queue.fulfilment.of(target)):
                continue
            key = self._migration_for(requirement, target)
            if key is None:
                return None
            needed[key] = None
        return needed

    def _circle(self) -> list[_Left]:
        """Give operations each of which has to come before the next one, when every one that is left waits."""
        first = next(label for label, queue in self.queues.items() if queue.left)
        way = [(first, self.queues[first].left[0])]
        seen = {id(way[0][1]): 0}
        while id((following := self._waits_for(*way[-1]))[1]) not in seen:
            seen[id(following[1])] = len(way)
            way.append(following)
        return way[seen[id(following[1])] :][::-1]

    def _waits_for(self, app_label: str, operation: Any) -> _Left:
        """Give one of those that keep an operation that is left from being the next."""
        for requirement in requirements_of(operation):
            target = resolved(requirement)
            queue = self.queues.get(target.app_label)
            if queue and target.app_label != app_label and (found := queue.waited_for(target)):
                return target.app_label, found[0]
        touched = _models_touched(app_label, operation)
        earlier = takewhile(lambda each: each is not operation, self.queues[app_label].left)
        return app_label, next(each for each in earlier if touched & {*models_of_any(each)})

    def _migration_for(
        self, requirement: OperationDependency, target: OperationDependency
    ) -> MigrationKey | None:
        if target is not requirement:
            return requirement.app_label, requirement.model_name
        if target.app_label in self.migrations:
            return target.app_label, self.migrations[target.app_label][-1].name
        if self.fallback > _Fallback.WHOLE:
            return self.leaf_of(target.app_label) or (target.app_label, FIRST)
        # That app may get a migration yet, in this round or the next.
        return None

    def _add_migration(self, app_label: str, cut: _Cut) -> None:
        of_app = self.migrations.setdefault(app_label, [])
        migration = Migration(f"auto_{len(of_app) + 1}", app_label)
        migration.operations = cut.operations
        migration.dependencies = list(cut.dependencies)
        migration.initial = app_label not in self.existing_apps
        if of_app:
            migration.dependencies.append((app_label, of_app[-1].name))
        of_app.append(migration)


def _models_touched(app_label: str, operation: Any) -> set[str]:
    required = map(resolved, requirements_of(operation))
    named = {each.model_name_lower for each in required if each.app_label == app_label}
    return named.union(models_of_any(operation))

"""Put the operations of each app into an order in which every one comes after what it requires."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from migrations_core.autodetector.requirements import (
    OperationDependency,
    RequirementType,
    fulfils,
    is_weak,
    models_of,
    resolved,
)
from migrations_core.exceptions import UnorderableChangesError
from migrations_core.failures import description_of

Check = Callable[[Any, OperationDependency], bool]


class Fulfilment:
    """Which of one app's operations fulfil a requirement, found by the model instead of by looking at them all."""

    def __init__(self, operations: Iterable[Any], check: Check = fulfils) -> None:
        self._check = check
        self._operations = list(operations)
        self._by_model: dict[str, list[Any]] = {}
        for operation in self._operations:
            for model_name in models_of(operation):
                self._by_model.setdefault(model_name, []).append(operation)

    def of(self, requirement: OperationDependency) -> list[Any]:
        """Give the operations that fulfil a requirement on this app."""
        candidates = (
            self._by_model.get(requirement.model_name_lower, ())
            if self._check is fulfils
            # A subclass's own check may know of operations and requirements that we do not.
            else self._operations
        )
        found = [operation for operation in candidates if self._check(operation, requirement)]
        return _first_of_each_class(found) if requirement.type in _STAYS_FULFILLED else found


_STAYS_FULFILLED = {RequirementType.ALTER_FOO_TOGETHER}
"""What holds from the first operation on: a group that is grown later has no field that was to leave it."""


def _first_of_each_class(operations: Iterable[Any]) -> list[Any]:
    first: dict[type, Any] = {}
    for operation in operations:
        first.setdefault(type(operation), operation)
    return list(first.values())


def ordered(app_label: str, operations: Sequence[Any], check: Check = fulfils) -> list[Any]:
    """Sort one app's operations; raises UnorderableChangesError when they require each other."""
    edges = list(_edges(app_label, operations, Fulfilment(operations, check)))
    followed = [edge for edge in edges if not edge.weak]
    weak = [edge for edge in edges if edge.weak]
    try:
        order = _sorted(operations, followed)
    except CycleError as error:
        # Python's name for the nodes; the first comes again at the end.
        circle = [(app_label, description_of(operation)) for operation in error.args[1][:-1]]
        raise UnorderableChangesError(circle) from error
    while broken := _broken(order, weak):
        weak = [edge for edge in weak if edge not in broken]
        followed += _possible(operations, followed, broken)
        order = _sorted(operations, followed)
    return order


def _possible(operations: Sequence[Any], followed: list[_Edge], wanted: list[_Edge]) -> list[_Edge]:
    """Give as many of the wanted edges as can be followed together with the others."""
    try:
        _sorted(operations, followed + wanted)
    except CycleError:
        if len(wanted) == 1:
            return []
    else:
        return wanted
    middle = len(wanted) // 2
    first = _possible(operations, followed, wanted[:middle])
    return first + _possible(operations, followed + first, wanted[middle:])


class _Edge(NamedTuple):
    before: Any
    after: Any
    weak: bool


def _edges(app_label: str, operations: Iterable[Any], fulfilment: Fulfilment) -> Iterator[_Edge]:
    for operation in operations:
        for requirement in requirements_of(operation):
            target = resolved(requirement)
            if target.app_label == app_label:
                for before in fulfilment.of(target):
                    yield _Edge(before, operation, is_weak(requirement))


def _sorted(operations: Iterable[Any], edges: Iterable[_Edge]) -> list[Any]:
    before: dict[int, list[Any]] = {}
    for edge in edges:
        before.setdefault(id(edge.after), []).append(edge.before)
    sorter: TopologicalSorter[Any] = TopologicalSorter()
    for operation in operations:
        # Nodes come in the order in which they are mentioned first: an operation before what it requires.
        sorter.add(operation)
        sorter.add(operation, *before.get(id(operation), ()))
    return list(sorter.static_order())


def _broken(order: Iterable[Any], edges: Iterable[_Edge]) -> list[_Edge]:
    positions = {id(operation): position for position, operation in enumerate(order)}
    return [edge for edge in edges if positions[id(edge.before)] > positions[id(edge.after)]]


def ordered_apps(
    operations: Mapping[str, Sequence[Any]], check: Check = fulfils
) -> dict[str, list[Any]]:
    """Sort the operations of every app; the apps come in the order of their labels."""
    return {
        app_label: ordered(app_label, of_app, check)
        for app_label, of_app in sorted(operations.items())
    }


def requirements_of(operation: Any) -> Iterable[OperationDependency]:
    """Give what an operation was proposed with."""
    # Django's name for it: subclasses of the autodetector read and write it.
    return operation._auto_deps  # type: ignore[no-any-return]

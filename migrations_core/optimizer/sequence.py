"""A list of operations in which those that name a model or a field are found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any

from migrations_core.optimizer.footprints import Entry, Key, entry

Position = tuple[int, ...]
"""A place in the list. Sorted as tuples are, so that there is always room below a place: (3, 0), (3, 1)."""

Positions = list[Position]


class Sequence:
    """Operations by position, with indexes over what they name. Positions in the indexes are sorted."""

    def __init__(self, operations: Iterable[Any], app_label: str) -> None:
        self.app_label = app_label
        self._operations: dict[Position, Any] = {}
        self._entries: dict[Position, Entry] = {}
        self._all: Positions = []
        self._by_subject: defaultdict[Key, Positions] = defaultdict(list)
        self._by_reference: defaultdict[Key, Positions] = defaultdict(list)
        self._meet_all: Positions = []
        self._opaque: Positions = []
        self._refer_to_all: Positions = []
        for number, operation in enumerate(operations):
            self._put((number,), operation)

    def __getitem__(self, position: Position) -> Any:
        return self._operations[position]

    def __contains__(self, position: Position) -> bool:
        return position in self._operations

    def positions(self) -> Positions:
        return self._all

    def operations(self) -> list[Any]:
        return [self._operations[position] for position in self._all]

    def insert(self, place: Position, operations: list[Any]) -> Positions:
        """Put operations where one was removed; give their positions."""
        if len(operations) == 1:
            self._put(place, operations[0])
            return [place]
        positions = [(*place, number) for number in range(len(operations))]
        for position, operation in zip(positions, operations, strict=True):
            self._put(position, operation)
        return positions

    def remove(self, position: Position) -> None:
        for index in self._indexes_of(self._entries.pop(position)):
            del index[bisect_left(index, position)]
        del self._operations[position]

    def may_meet_after(self, position: Position) -> Iterator[Position]:
        """Yield the later operations that may combine with one, or be in its way because of what they name."""
        keys = self._entries[position]
        if keys.meets_all:
            return _between(self._all, position)
        found = [_between(self._by_reference[key], position) for key in keys.subjects]
        return _merged(*found, _between(self._meet_all, position))

    def may_meet_before(self, position: Position) -> Iterator[Position]:
        """Yield the earlier operations for which ``may_meet_after`` yields this one."""
        return self._with_subjects(self._entries[position], None, position)

    def may_stop(self, later: Position, position: Position) -> Iterator[Position]:
        """Yield the operations between two that ``later`` may not be able to move in front of."""
        keys = self._entries[later]
        if keys.refers_to_all:
            return _between(self._all, position, later)
        opaque = _between(self._opaque, position, later)
        return _merged(self._with_subjects(keys, position, later), opaque)

    def first_not_passing(
        self, position: Position, later: Position, asked: dict[Position, bool]
    ) -> Position | None:
        """Find the first between two that may not move in front of ``position``.

        ``asked`` holds the answers of those that had to be asked; the others' are known.
        """
        stopping = (other for other, passes in asked.items() if not passes)
        keys = self._entries[position]
        known = self._all if keys.opaque else self._refer_to_all
        not_asked = (other for other in _between(known, position, later) if other not in asked)
        return next(_merged(stopping, not_asked), None)

    def _with_subjects(
        self, keys: Entry, start: Position | None, end: Position
    ) -> Iterator[Position]:
        if keys.meets_all:
            return _between(self._all, start, end)
        found = [_between(self._by_subject[key], start, end) for key in keys.references]
        return _merged(*found, _between(self._meet_all, start, end))

    def _put(self, position: Position, operation: Any) -> None:
        self._operations[position] = operation
        keys = self._entries[position] = entry(operation, self.app_label)
        for index in self._indexes_of(keys):
            insort(index, position)

    def _indexes_of(self, keys: Entry) -> Iterator[Positions]:
        yield self._all
        for key in keys.subjects:
            yield self._by_subject[key]
        for key in keys.references:
            yield self._by_reference[key]
        if keys.meets_all:
            yield self._meet_all
        if keys.opaque:
            yield self._opaque
        if keys.refers_to_all:
            yield self._refer_to_all


def _between(
    positions: Positions, start: Position | None, end: Position | None = None
) -> Iterator[Position]:
    at = 0 if start is None else bisect_right(positions, start)
    while at < len(positions) and (end is None or positions[at] < end):
        yield positions[at]
        at += 1


def _merged(*sorted_positions: Iterable[Position]) -> Iterator[Position]:
    """Merge sorted positions, each once."""
    previous = None
    for position in merge(*sorted_positions):
        if position != previous:
            yield position
        previous = position

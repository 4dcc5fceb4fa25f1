"""Carry out reductions in the order that Django does, asking only the pairs whose answer can matter."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from migrations_core.optimizer.sequence import Position, Sequence
from migrations_core.values import frozen


@frozen
class Combination:
    """Two operations and what stands for both."""

    earlier: Position
    later: Position
    result: list[Any]
    at_later: bool
    """Whether the result takes the place of the later one, rather than that of the earlier."""


@frozen
class Blocked:
    """An operation that would combine with a later one, if others were not in the way of both."""

    last: Position | None
    """The one beyond which nobody looked; None if there is no such."""
    by: tuple[Position, ...]
    """What would have to change before it is worth while to look again."""


class Reducer:
    """The reduction of one list.

    As in Django's, an operation that would combine with one that it cannot meet is left alone, unless the reducer
    ``looks_further``: a later one may be able to pass what is in the way.

    An operation is settled when nothing can be done with it as the earlier of a pair. It stays settled until an
    operation that it combines with appears, or one goes that it was blocked by.
    """

    def __init__(
        self, operations: Iterable[Any], app_label: str, *, looks_further: bool = False
    ) -> None:
        self.app_label = app_label
        self.looks_further = looks_further
        self.reductions = 0
        self._sequence = Sequence(operations, app_label)
        self._unsettled = list(self._sequence.positions())
        self._is_unsettled = set(self._unsettled)
        self._blocked: dict[Position, Blocked] = {}
        self._waiting_for: defaultdict[Position, set[Position]] = defaultdict(set)

    def run(self) -> list[Any]:
        """Reduce as far as possible and give the operations that are left."""
        while self._unsettled:
            position = heapq.heappop(self._unsettled)
            if position not in self._is_unsettled:
                continue
            self._is_unsettled.remove(position)
            match self._look_ahead(position):
                case Combination() as combination:
                    self._carry_out(combination)
                case Blocked() as blocked:
                    self._wait(position, blocked)
        return self._sequence.operations()

    def _look_ahead(self, position: Position) -> Combination | Blocked | None:
        """Find what the operation combines with: the first that it could, whether or not they can meet."""
        asked: dict[Position, bool] = {}
        blocked_by: tuple[Position, ...] = ()
        for later in self._sequence.may_meet_after(position):
            # Behind what is stuck, only what may move in front of that is worth asking, and may be asked at all.
            stuck = self._first_in_front_of(position, later) if blocked_by else None
            if stuck is not None:
                blocked_by += (later, stuck)
                continue
            result = self._reduce(position, later)
            if not isinstance(result, list):
                asked[later] = bool(result)
                continue
            in_its_way = self._sequence.first_not_passing(position, later, asked)
            if in_its_way is None:
                return Combination(position, later, result, at_later=True)
            in_others_way = self._first_in_front_of(position, later)
            if in_others_way is None:
                return Combination(position, later, result, at_later=False)
            blocked_by += (later, in_its_way, in_others_way)
            if not self.looks_further:
                return Blocked(later, blocked_by)
            asked[later] = False
        return Blocked(None, blocked_by) if blocked_by else None

    def _first_in_front_of(self, position: Position, later: Position) -> Position | None:
        """Find what ``later`` may not move in front of on its way to ``position``."""
        for between in self._sequence.may_stop(later, position):
            if self._reduce(between, later) is not True:
                return between
        return None

    def _reduce(self, earlier: Position, later: Position) -> Any:
        first, second = self._sequence[earlier], self._sequence[later]
        result = first.reduce(second, self.app_label)
        # Nothing gained, and doing it again and again would never end.
        return False if result == [first, second] else result

    def _wait(self, position: Position, blocked: Blocked) -> None:
        self._blocked[position] = blocked
        for other in blocked.by:
            self._waiting_for[other].add(position)

    def _carry_out(self, combination: Combination) -> None:
        self.reductions += 1
        earlier, later = combination.earlier, combination.later
        for gone in (earlier, later):
            self._sequence.remove(gone)
            self._is_unsettled.discard(gone)
            self._blocked.pop(gone, None)
        for gone in (earlier, later):
            for position in self._waiting_for.pop(gone, ()):
                self._unsettle(position)
        place = later if combination.at_later else earlier
        for position in self._sequence.insert(place, combination.result):
            self._is_unsettled.add(position)
            heapq.heappush(self._unsettled, position)
            self._unsettle_partners_of(position)

    def _unsettle_partners_of(self, new: Position) -> None:
        for position in list(self._sequence.may_meet_before(new)):
            blocked = self._blocked.get(position)
            if position in self._is_unsettled or (
                blocked and blocked.last is not None and blocked.last < new
            ):
                continue
            if isinstance(self._reduce(position, new), list):
                self._unsettle(position)

    def _unsettle(self, position: Position) -> None:
        if position in self._sequence and position not in self._is_unsettled:
            self._blocked.pop(position, None)
            self._is_unsettled.add(position)
            heapq.heappush(self._unsettled, position)

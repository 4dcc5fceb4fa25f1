"""Fewer operations with the same effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrations_core.interop.patches import counterpart
from migrations_core.optimizer.engine import Reducer

__all__ = ["MigrationOptimizer"]


class MigrationOptimizer:
    """Make less of a list of operations of one app, by what their ``reduce()`` says of pairs of them."""

    looks_further = False
    """Whether to get further than Django, for files that are to be as short as possible."""

    def optimize(self, operations: Iterable[Any], app_label: str) -> list[Any]:
        """Give an equal or shorter list that leads to the same state and the same schema.

        The first operation that can be combined with a later one is, until none can. Either it moves to the later one,
        when all in between may move in front of it, or the later one moves to it, when it may move in front of all in
        between.
        """
        if app_label is None:
            raise TypeError("app_label must be a str.")
        reducer = Reducer(operations, app_label, looks_further=self.looks_further)
        optimized = reducer.run()
        # Django's tests ask how often it looked through the list: once for each reduction, and once more.
        self._iterations = reducer.reductions + 1
        return optimized


counterpart(MigrationOptimizer, "optimizer")

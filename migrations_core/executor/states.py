"""The states that migrations are unapplied in, last first, without keeping all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isqrt
from typing import Any

from migrations_core.state import ProjectState

KEPT_AT_LEAST = 64
"""As many states are cheap enough to be kept, rather than computed twice."""


def state_after(state: ProjectState, migrations: Iterable[Any]) -> ProjectState:
    """Return ``state`` itself, changed by the migrations."""
    for migration in migrations:
        state = migration.mutate_state(state, preserve=False)
    return state


def states_before(base: ProjectState, migrations: Sequence[Any]) -> Iterator[ProjectState]:
    """Yield the state before each of the migrations that follow on ``base``, in reverse order.

    Of n states some two times the square root of n are kept at a time; each is computed twice at most.
    """
    size = max(KEPT_AT_LEAST, isqrt(len(migrations)) + 1)
    segments = [migrations[start : start + size] for start in range(0, len(migrations), size)]
    starts = [base.clone()] if segments else []
    for segment in segments[:-1]:
        starts.append(state_after(starts[-1].clone(), segment))
    for segment in reversed(segments):
        states = [starts.pop()]
        for migration in segment[:-1]:
            states.append(migration.mutate_state(states[-1]))
        while states:
            yield states.pop()

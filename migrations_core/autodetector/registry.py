"""Differs that other packages add."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from migrations_core.autodetector.differs import DIFFERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrations_core.autodetector.differs import Differ

D = TypeVar("D", bound="Differ")

LAST = tuple(DIFFERS)[-1]


class RegisteredDiffer(NamedTuple):
    differ: Differ
    after: str


registered: list[RegisteredDiffer] = []


def differ(*, after: str = LAST) -> Callable[[D], D]:
    """Register a differ, a function from a Pair and Answers to a list of Proposals.

    Where requirements leave a choice, its operations are written after those of the differ named ``after``.
    """
    if after not in DIFFERS:
        msg = f"There is no differ '{after}'; there are {', '.join(DIFFERS)}."
        raise ValueError(msg)

    def register(function: D) -> D:
        registered.append(RegisteredDiffer(function, after))
        return function

    return register

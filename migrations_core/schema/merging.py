"""Fewer statements that do the same: what is planned later joins what is planned already.

A statement joins an earlier one if both may be one, and if it would do the same before all that was asked for in
between. Pure: what may be one, and what may change places, says a database's ``Rules``.
"""

from __future__ import annotations

from typing import Protocol

from .plan import Planned


class Rules(Protocol):
    """What a database lets be merged."""

    def waits(self, planned: Planned) -> bool:
        """Tell whether it is worth holding back."""

    def join(self, earlier: Planned, later: Planned) -> Planned | None:
        """Make one of two, or give None where both at once would not do what one after the other does."""

    def commute(self, earlier: Planned, later: Planned) -> bool:
        """Tell whether the later one would do the same before the earlier one."""


def merge(waiting: tuple[Planned, ...], later: Planned, rules: Rules) -> tuple[Planned, ...] | None:
    """Give what waits with one more statement, in the earliest place that it may have, or at the end.

    None if it has no place there, since it is not to wait.
    """
    found = None
    for place in range(len(waiting) - 1, -1, -1):
        joined = rules.join(waiting[place], later)
        if joined is not None:
            found = place, joined
        if not rules.commute(waiting[place], later):
            break
    if found is None:
        return (*waiting, later) if rules.waits(later) else None
    place, joined = found
    return (*waiting[:place], joined, *waiting[place + 1 :])


def merged(planned: tuple[Planned, ...], rules: Rules) -> tuple[Planned, ...]:
    """Merge what was planned, in its order."""
    waiting: tuple[Planned, ...] = ()
    for each in planned:
        waiting = merge(waiting, each, rules) or (*waiting, each)
    return waiting

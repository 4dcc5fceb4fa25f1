"""The plan of a migration as a value: what the database is to be told, why, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from migrations_core.values import frozen

if TYPE_CHECKING:
    from .statements import Statement


Params = Sequence[Any] | Mapping[str, Any] | None
"""Values for the placeholders of a statement, as whoever wrote it gave them."""


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """An operation that is being carried out: on its behalf statements are planned.

    ``migration`` is its (app label, name), ``position`` its place in the file, from 1. An operation that a receiver
    of a signal put in has no position, one that somebody carries out by hand has no migration either. Two operations
    may be written alike: a cause is equal to itself only.
    """

    operation: Any
    migration: tuple[str, str] | None = None
    position: int | None = None


Causes = tuple[Cause, ...]
"""Several where the work of several operations has become one statement, none for what nobody's operation asked for."""


@frozen
class Planned:
    """A statement with those on whose behalf it is; ``at_end`` if it waits for the end of the migration.

    ``parts`` is what was planned before it became one statement, if it was more.
    """

    statement: Statement
    causes: Causes = ()
    at_end: bool = False
    parts: tuple[Planned, ...] = ()

    def instead(self, statement: Statement) -> Planned:
        """Plan another statement on the same behalf."""
        return replace(self, statement=statement)


@frozen
class Batch:
    """What goes to the server at once: complete SQL, its parameters, and what is carried out by it.

    None for ``params``: the text has no placeholders, a ``%`` in it is a ``%``.
    """

    planned: Planned
    sql: str
    params: Params = None

    @property
    def causes(self) -> Causes:
        return self.planned.causes


def together(planned: Iterable[Planned]) -> Causes:
    """Give the causes of all, each once."""
    return tuple(dict.fromkeys(cause for each in planned for cause in each.causes))

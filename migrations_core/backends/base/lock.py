"""The lock of one run of ``migrate`` on a database: what every kind of it can do, and who is known to have it."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, Protocol

from migrations_core.values import frozen


@frozen
class Holder:
    """Who has a lock, as far as others can tell."""

    key: object
    """What tells this holder from all others at the same time."""
    pid: int | None = None
    host: str = ""
    since: datetime | None = None
    session: str = ""
    """How the server calls the session, where that says more than its number."""


@frozen
class Taker:
    """This process, as it wants to be known to others."""

    pid: int = field(default_factory=os.getpid)
    host: str = field(default_factory=socket.gethostname)
    since: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))


class NoSessionError(Exception):
    """What a session holds would not hold here: statements may reach different sessions, or other servers."""


class RunLock(Protocol):
    """A lock that ends with its holder, whatever becomes of that."""

    key: object
    """By what others know that this one is the holder; known once the lock was taken."""

    def acquire(self) -> bool:
        """Take the lock without waiting, and say whether that was possible."""

    def is_held(self) -> bool:
        """Say whether it is still held, once it was taken."""

    def holder(self) -> Holder | None:
        """Look who has it; None if nobody has, or nobody can be seen."""

    def release(self) -> None:
        """Let go, if it is still held."""


class SessionLock:
    """A lock that belongs to the session of a connection, and ends with it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.key: object = None
        self._held_on: Any = None

    def is_held(self) -> bool:
        """A connection that was lost is made anew when it is used next, without its locks."""
        return self._held_on is not None and self.connection.connection is self._held_on

    def _hold(self, key: object) -> None:
        self.key = key
        self._held_on = self.connection.connection

    def _ask(self, sql: str, params: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the first row, empty if there is none."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return tuple(cursor.fetchone() or ())


Query = tuple[str, Sequence[object]]
"""SQL, and its values."""


def finds_alone(cursor: Any, query: Query) -> bool:
    """Tell whether a query finds a row."""
    cursor.execute(*query)
    return bool(cursor.fetchall())

"""One run at a time: who may change a database, what happens to those who come meanwhile, and what they are told."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from django.db import Error

from migrations_core import conf
from migrations_core.backends.base.lock import Holder, NoSessionError
from migrations_core.backends.locks import lease, session_lock
from migrations_core.exceptions import LockedError, LockLostError
from migrations_core.values import frozen

if TYPE_CHECKING:
    from datetime import datetime

    from migrations_core.backends.base.lock import RunLock

IfLocked = Literal["wait", "fail", "skip"]
IF_LOCKED: tuple[IfLocked, ...] = ("wait", "fail", "skip")
KINDS = ("session", "lease", "none")

SAID_AFTER = 2.0
"""Seconds of waiting about which nothing is said."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.5

logger = logging.getLogger("migrations_core")


@frozen
class LockPolicy:
    """How a run is kept apart from others; by default as the setting has it."""

    kind: str = field(default_factory=lambda: conf.one_of("LOCK", KINDS))
    if_locked: str = field(default_factory=lambda: conf.one_of("IF_LOCKED", IF_LOCKED))
    wait: float | None = field(default_factory=lambda: conf.seconds("LOCK_WAIT", None))
    """Seconds to wait at most; None: as long as it takes."""

    @property
    def patience(self) -> float:
        """Seconds for which to try again."""
        if self.if_locked != "wait":
            return 0
        return float("inf") if self.wait is None else self.wait


@frozen
class Held:
    """A lock that somebody in this process has."""

    connection: Any
    lock: RunLock
    thread: int = field(default_factory=threading.get_ident)


_held: list[Held] = []


def run_lock(
    connection: Any, policy: LockPolicy, on_wait: Callable[[str], None]
) -> AbstractContextManager[object]:
    """Take the lock of a database, and give the block during which it is held, or raise LockedError.

    ``on_wait`` is told once who has it.
    """
    if policy.kind == "none":
        return nullcontext()
    lock = lease(connection) if policy.kind == "lease" else session_lock(connection)
    try:
        is_taken = _take(lock, connection, policy, on_wait)
    except NoSessionError:
        lock = lease(connection)
        is_taken = _take(lock, connection, policy, on_wait)
    return _holding(Held(connection, lock)) if is_taken else nullcontext()


@contextmanager
def _holding(held: Held) -> Iterator[None]:
    _held.append(held)
    try:
        yield
    finally:
        _held.remove(held)
        _release(held.lock)


def verify_lock(connection: Any) -> None:
    """Raise LockLostError if a lock of this run went with its connection, and somebody else has it now."""
    for held in _held_here():
        if held.connection is not connection or held.lock.is_held():
            continue
        if not held.lock.acquire():
            raise LockLostError(connection.alias, description_of(held.lock.holder()))
        logger.warning("The lock of %r was lost with its connection, and taken again.", connection)


def description_of(holder: Holder | None) -> str:
    """Say who it is, from where and since when, as far as that is known."""
    if holder is None:
        return "somebody who cannot be seen"
    known = [
        f"process {holder.pid}" if holder.pid else "",
        f"on {holder.host}" if holder.host else "",
    ]
    process = " ".join(filter(None, known))
    session = f"({holder.session})" if process and holder.session else holder.session
    who = " ".join(filter(None, (process, session)))
    return f"{who}, since {_time(holder.since)}" if holder.since else who


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname()}"


def _take(
    lock: RunLock, connection: Any, policy: LockPolicy, on_wait: Callable[[str], None]
) -> bool:
    """Try for as long as the policy says; return False for a run inside of a run, which would wait for itself."""
    begin = time.monotonic()
    pause, has_said = SHORTEST_PAUSE, False
    while not lock.acquire():
        holder = lock.holder()
        if holder is not None and _is_ours(holder):
            return False
        waited = time.monotonic() - begin
        if waited >= policy.patience:
            waited = waited if policy.patience else 0
            raise LockedError(connection.alias, description_of(holder), waited)
        if waited >= SAID_AFTER and not has_said:
            on_wait(description_of(holder))
            has_said = True
        time.sleep(min(pause * random.uniform(0.5, 1), policy.patience - waited))
        pause = min(2 * pause, LONGEST_PAUSE)
    return True


def _held_here() -> list[Held]:
    """Give the locks of this thread; what another one has is somebody else's."""
    return [held for held in _held if held.thread == threading.get_ident()]


def _is_ours(holder: Holder) -> bool:
    return holder.key in {held.lock.key for held in _held_here()}


def _release(lock: RunLock) -> None:
    try:
        lock.release()
    except Error as error:
        # With the connection that is lost the lock is, too.
        logger.warning("The lock of the run could not be given back: %s", error)

"""Databases that can be locked, and runs that have them already."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from migrations_core.executor.lock import LockPolicy, run_lock
from tests.servers import VENDORS, connected, on_server

KINDS = ("sqlite", *VENDORS, "postgresql lease", "mysql lease")
"""A vendor, and the lock that is not its own."""


@contextmanager
def lockable(kind: str, folder: Path) -> Iterator[Any]:
    """Give a connection to an empty database that others can reach, too."""
    vendor = kind.split()[0]
    if vendor == "sqlite":
        with connected({"NAME": folder / "db.sqlite3"}) as connection:
            yield connection
    else:
        with on_server(vendor) as connection:
            yield connection


def policy(kind: str, **wish: Any) -> LockPolicy:
    return LockPolicy(kind="lease" if kind.endswith("lease") else "session", **wish)


@contextmanager
def in_another_thread(work: Callable[[], Any]) -> Iterator[None]:
    """Have the block of a context manager open in another thread, which closes its connections."""
    begun, end = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with work():
                begun.set()
                end.wait(30)
        finally:
            begun.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        end.set()
        thread.join()


@contextmanager
def other_run(connection: Any, kind: str, seconds: float | None = None) -> Iterator[None]:
    """Have another run hold the lock during the block, or let go after some seconds."""
    alias = connection.alias

    @contextmanager
    def held() -> Iterator[None]:
        with run_lock(connections[alias], policy(kind, if_locked="fail"), lambda holder: None):
            yield

    with ExitStack() as stack:
        stack.enter_context(in_another_thread(held))
        if seconds is not None:
            timer = threading.Timer(seconds, stack.close)
            timer.start()
            stack.callback(timer.cancel)
        yield


def this_process() -> str:
    return f"process {os.getpid()} on {os.uname().nodename}"

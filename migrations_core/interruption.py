"""Ctrl-C and SIGTERM while migrations run: they wait for a moment at which it can be told what was done."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from types import FrameType
from typing import Any

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
)
"""The last one is Windows' Ctrl-Break; SIGTERM ends a process there without asking it."""

UNTOUCHED = (signal.SIG_DFL, signal.default_int_handler)
"""The handlers that nobody has chosen, and that may be replaced for a while."""

SAME = 0.5
"""Seconds in which a second signal is the first one, passed on once more by a program that has started this one."""

WILL_STOP = (
    "\n{} has come: stopping as soon as the statement or function that is running ends. "
    "Once more, and it ends now.\n"
)
ENDS_NOW = "\n{} has come again: ending now. Run the command again to go on.\n"
BETWEEN = "All that was begun is done and recorded, run the command again for the rest"


class Interruption(KeyboardInterrupt):
    """A signal has ended a run, at a moment that is safe."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(name_of(number))

    @property
    def returncode(self) -> int:
        """The status of a process that the signal has ended, as shells count it."""
        return 128 + self.number


class Listener:
    """What has come, and how many blocks want it to wait.

    A handler written in Python does not run before a statement's driver returns, so a thread of its own speaks to the
    user, and ends the process if it is told to.
    """

    def __init__(self, handlers: Mapping[int, Any], write: Callable[[str], object]) -> None:
        self.postponing = 0
        self.shields = 0
        self.pending: int | None = None
        self.handlers = handlers
        """Those that were there before, by the signals that are taken."""
        self._write = write
        self._first: float | None = None

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Take a signal, in the main thread."""
        if not self.postponing:
            raise Interruption(number)
        self.pending = number

    def stop_if_pending(self) -> None:
        number, self.pending = self.pending, None
        if number is not None:
            raise Interruption(number)

    def hear(self, ear: socket.socket) -> None:
        """Take note of signals, in the thread, until the other end is closed."""
        while received := ear.recv(1):
            number = received[0]
            if number not in self.handlers:
                continue
            now = time.monotonic()
            if self._first is None:
                self._first = now
                if self.postponing:
                    self._write(WILL_STOP.format(name_of(number)))
            elif now - self._first > SAME:
                self._write(ENDS_NOW.format(name_of(number)))
                os._exit(128 + number)


_listener: Listener | None = None


@contextmanager
def listening() -> Iterator[None]:
    """Take the signals during the block, unless somebody else does, or it is not for this thread to do so."""
    found = {number: signal.getsignal(number) for number in SIGNALS}
    handlers = {number: found[number] for number in found if found[number] in UNTOUCHED}
    if not handlers or threading.current_thread() is not threading.main_thread():
        yield
        return
    global _listener
    _let_children_go()
    listener = _listener = Listener(handlers, _write_to_terminal)
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    thread = threading.Thread(target=listener.hear, args=(ear,), daemon=True)
    for number in handlers:
        signal.signal(number, listener.on_signal)
    wakes = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    thread.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakes)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        _listener = None
        mouth.close()
        thread.join()
        ear.close()


@contextmanager
def postponed() -> Iterator[None]:
    """Let signals wait during the block, for its end or for a safe moment in it."""
    listener = _listener
    if listener is None:
        yield
        return
    listener.postponing += 1
    try:
        yield
    finally:
        listener.postponing -= 1
    if not listener.postponing:
        try:
            listener.stop_if_pending()
        except Interruption as interruption:
            interruption.add_note(BETWEEN)
            raise


@contextmanager
def without_safe_moments() -> Iterator[None]:
    """Let nothing in the block be cut off: nobody could tell how far it had come."""
    listener = _listener
    if listener is None:
        yield
        return
    listener.shields += 1
    try:
        yield
    finally:
        listener.shields -= 1


def safe_moment() -> None:
    """Raise Interruption if a signal waits for a moment like this one."""
    if _listener is not None and _listener.pending is not None and not _listener.shields:
        _listener.stop_if_pending()


def name_of(number: int) -> str:
    return signal.Signals(number).name


def _write_to_terminal(text: str) -> None:
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


@cache
def _let_children_go() -> None:
    """See to it that a process which a migration forks has its signals for itself."""
    register: Any = getattr(os, "register_at_fork", None)
    if register is not None:
        register(after_in_child=_forget)


def _forget() -> None:
    global _listener
    if _listener is None:
        return
    listener, _listener = _listener, None
    signal.set_wakeup_fd(-1)
    for number, handler in listener.handlers.items():
        signal.signal(number, handler)

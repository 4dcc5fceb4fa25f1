"""Show how far a run has come, as long as it lasts."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 2 if sys.stdout.isatty() else 20
TAIL_BYTES = 2000
LONGEST = 60
PERCENT = re.compile(r"\[ *(\d+)%\]$")
MARKS = re.compile(r"[.sxXFE]+")  # of pytest, before the line has its percentage
BEGIN = time.monotonic()


@contextmanager
def shown(state: Callable[[], str]) -> Iterator[None]:
    """Print a line whenever the state has changed, every few seconds at most."""
    ended = threading.Event()
    thread = threading.Thread(target=_show, args=(state, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _show(state: Callable[[], str], ended: threading.Event) -> None:
    last = ""
    while not ended.wait(SECONDS):
        now = state()
        if now != last:
            minutes, seconds = divmod(int(time.monotonic() - BEGIN), 60)
            print(f"{minutes:3}:{seconds:02}  {now}", flush=True)
        last = now


def position(log: Path) -> str:
    """Return how far a command has come by what it printed last: a percentage, or the line itself."""
    lines = [line for line in _tail(log).splitlines() if line.strip()]
    lines = [line for line in lines if not MARKS.fullmatch(line)]
    for line in reversed(lines):
        if percent := PERCENT.search(line):
            return f"{percent[1]} %"
    return lines[-1].strip()[:LONGEST] if lines else "started"


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""

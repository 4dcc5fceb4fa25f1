"""Servers and steps end with whoever started them, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from places import SetupError
from servers import processes
from servers.processes import Account, serving

SCRIPTS = Path(__file__).parents[2] / "scripts"
LISTEN = (
    "import os, socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1])));"
    "open(sys.argv[2], 'w').write(f'{os.getpid()} {os.geteuid()}'); time.sleep(60)"
)


def listener(note: Path) -> Callable[[int], list[str | Path]]:
    return lambda port: ["/usr/bin/env", "python3", "-c", LISTEN, str(port), note]


def runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def within_seconds(condition: Callable[[], bool]) -> bool:
    return any(condition() or time.sleep(0.05) for _ in range(200))


@pytest.fixture(autouse=True)
def logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave the logs of the user's own runs alone."""
    monkeypatch.setattr(processes, "LOGS", tmp_path)


@pytest.fixture
def note() -> Iterator[Path]:
    """A file that a server can write, whoever it runs as."""
    account = Account()
    with account.directory() as directory:
        yield directory / "note"


def test_a_server_runs_as_long_as_the_block_and_not_as_root(note: Path) -> None:
    def ready(port: int) -> bool:
        return note.exists() and bool(note.read_text())

    with serving(Account(), listener(note), ready, "test"):
        pid, user = map(int, note.read_text().split())
        assert runs(pid)
    assert not runs(pid)
    assert user != 0


def test_a_server_ends_when_the_block_fails(note: Path) -> None:
    def ready(port: int) -> bool:
        return note.exists() and bool(note.read_text())

    with suppress(KeyboardInterrupt), serving(Account(), listener(note), ready, "test"):
        pid = int(note.read_text().split()[0])
        raise KeyboardInterrupt
    assert not runs(pid)


def test_a_server_of_a_run_in_the_background_of_a_shell_ends_at_once(note: Path) -> None:
    def ready(port: int) -> bool:
        return note.exists() and bool(note.read_text())

    before = signal.signal(signal.SIGQUIT, signal.SIG_IGN)  # as such shells have it
    try:
        with serving(Account(), listener(note), ready, "test"):
            begin = time.monotonic()
    finally:
        signal.signal(signal.SIGQUIT, before)

    assert time.monotonic() - begin < processes.SECONDS_TO_END


def test_a_server_that_does_not_start_is_refused_with_its_own_words() -> None:
    def command(port: int) -> list[str | Path]:
        return ["/bin/sh", "-c", "echo the disk is full >&2; exit 1"]

    with (
        pytest.raises(SetupError, match=r"The server test does not start[^$]*the disk is full"),
        serving(Account(), command, lambda port: False, "test"),
    ):
        pass


def test_what_a_killed_run_left_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "MEMORY_DISK", tmp_path / "none")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    for owner in (ended.pid, os.getpid()):
        (tmp_path / f"migrations-core-{owner}-x").mkdir()

    with Account().directory() as directory:
        left = sorted(path.name for path in tmp_path.iterdir() if path != directory)

    assert left == [f"migrations-core-{os.getpid()}-x"]


INTERRUPTED = """
import signal, sys
# A shell that starts a run in the background has it ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {scripts!r})
from pathlib import Path
import steps
from steps import Step, run_stages
steps.LOGS = Path({logs!r})
stage = [Step("interrupted " + str(i), ("/bin/sh", "-c", "sleep 61 & echo $! > {note}; wait")) for i in (1,)]
run_stages([stage])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_a_step_started_ends_when_the_run_is_interrupted(tmp_path: Path) -> None:
    note = tmp_path / "note"
    source = INTERRUPTED.format(scripts=str(SCRIPTS), note=note, logs=str(tmp_path))
    run = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.DEVNULL)
    assert within_seconds(lambda: note.exists() and bool(note.read_text()))

    run.send_signal(signal.SIGINT)

    assert run.wait(20) != 0
    assert within_seconds(lambda: not runs(int(note.read_text())))

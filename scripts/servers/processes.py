"""Start a server as a child, unprivileged and on loopback only, and end it whatever happens."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from places import LOGS, SetupError

HOST = "127.0.0.1"
USER = "tests"
SECONDS_TO_START = 60
SECONDS_TO_END = 20
ATTEMPTS = 3
PREFIX = "migrations-core-"  # the number of the process follows
MEMORY_DISK = Path("/dev/shm")
MEMORY_DISK_BYTES = 4 * 2**30
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

Command = Sequence[str | Path]


class Account:
    """Who runs a server: ourselves, unless we are root, who must not."""

    def __init__(self, *names: str) -> None:
        """Take the first of the names that exists."""
        self.entry = _first_account(*names, "nobody") if os.geteuid() == 0 else None

    def run(self, command: Command) -> None:
        """Run a command to its end."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._identity(),
        )
        if done.returncode:
            raise SetupError(f"{Path(command[0]).name} fails: {done.stdout.strip()}")

    def start(self, command: Command, log: Path) -> subprocess.Popen[bytes]:
        """Start a server, out of reach of the Ctrl-C that is meant for what uses it."""
        with log.open("wb") as output:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_be_mortal,
                **self._identity(),
            )

    @contextmanager
    def directory(self) -> Iterator[Path]:
        """Give a directory of this account's own, in memory where there is plenty of that."""
        parent = _parent()
        _remove_what_killed_runs_left(parent)
        prefix = f"{PREFIX}{os.getpid()}-"
        with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name:
            if self.entry:
                os.chown(name, self.entry.pw_uid, self.entry.pw_gid)
            yield Path(name)

    def _identity(self) -> dict[str, object]:
        if not self.entry:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}


@contextmanager
def serving(
    account: Account, command: Callable[[int], Command], ready: Callable[[int], bool], name: str
) -> Iterator[int]:
    """Give the port on which the server of a command listens; end the server with the block."""
    process, port = _started(account, command, ready, name)
    try:
        yield port
    finally:
        _end(process)


def _started(
    account: Account, command: Callable[[int], Command], ready: Callable[[int], bool], name: str
) -> tuple[subprocess.Popen[bytes], int]:
    log = LOGS / f"{name}-server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):  # someone else may take the port between the two calls
        port = _free_port()
        process = account.start(command(port), log)
        try:
            if _becomes(process, lambda port=port: ready(port)):
                return process, port
        except BaseException:
            _end(process)
            raise
        _end(process)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise SetupError("\n".join([f"The server {name} does not start. It says:", *said[-15:]]))


def _becomes(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server at once: nothing that it holds is wanted any more."""
    for signal_ in (signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(signal_)
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            continue
        return


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _first_account(*names: str) -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = next((known[name] for name in names if name in known), None)
    if found is None:
        raise SetupError(f"A server must not run as root, and none of {', '.join(names)} exists.")
    return found


def _parent() -> Path:
    """Return where to make directories."""
    usable = os.access(MEMORY_DISK, os.W_OK)
    if usable and shutil.disk_usage(MEMORY_DISK).free >= MEMORY_DISK_BYTES:
        return MEMORY_DISK
    return Path(tempfile.gettempdir())


def _remove_what_killed_runs_left(parent: Path) -> None:
    """Nobody else does, and in memory it would stay until the machine is restarted."""
    for left in parent.glob(f"{PREFIX}*-*"):
        maker = left.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdecimal() and not _is_running(int(maker)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        pass
    return True


def _be_mortal() -> None:
    """Have signals end this process, which a shell may have had its background ignore."""
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if sys.platform == "linux":  # when the script is killed, and can end nothing any more
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGQUIT)

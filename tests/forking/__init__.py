"""Run scripts as ``subprocess.run([sys.executable, ...])`` does, without the time that each takes to import Django.

A server that has imported it forks, and the fork becomes the script: `tests/forking/server.py`.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SERVER = Path(__file__).with_name("server.py")
NEW_PROCESSES = "TEST_NEW_PROCESSES"
"""The variable that has every script run in a new process."""
OURS = ("migrations_core",)

READ_AT_START = ("PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONPATH", "PYTHONUNBUFFERED")
"""What the interpreter reads when it starts, and a fork has from its server, which is started with the same."""
LONGEST = 100  # of an answer, in bytes

Completed = subprocess.CompletedProcess[str]
Start = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
_idle: dict[Start, list[Server]] = {}


@dataclass(frozen=True, slots=True)
class Script:
    """The arguments of Python, from the script on; where it runs, and what is typed.

    ``imports`` are packages that are imported in any case, and so may have been before.
    """

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    typed: str = ""
    imports: Sequence[str] = OURS

    @property
    def start(self) -> Start:
        """Return what a server has to have been started with."""
        variables = {
            (name, value)
            for name, value in self.environment.items()
            if name in (*READ_AT_START, "LANG", "TZ") or name.startswith("LC_")
        }
        return tuple(self.imports), tuple(sorted(variables))

    @property
    def can_be_forked(self) -> bool:
        """Tell whether a fork would be like a new process: no options, nothing else that the interpreter reads."""
        unknown = {name for name in self.environment if name.startswith(("PYTHON", "COVERAGE"))}
        return (
            sys.platform == "linux"
            and self.arguments[0].endswith(".py")
            and unknown.issubset(READ_AT_START)
            and not os.environ.get(NEW_PROCESSES)
        )


def run(script: Script, *, timeout: float | None = None) -> Completed:
    """Run a script to its end, in a fork where that makes no difference."""
    if not script.can_be_forked:
        return run_new(script, timeout=timeout)
    idle = _idle.setdefault(script.start, [])
    server = idle.pop() if idle else Server(script)  # one more for each thread
    completed = server.run(script, timeout)
    idle.append(server)
    return completed


def run_new(script: Script, *, timeout: float | None = None) -> Completed:
    """Run a script to its end in a new process."""
    return subprocess.run(
        [sys.executable, *script.arguments],
        cwd=script.folder,
        env=script.environment,
        input=script.typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


class Server:
    """A process that forks for one script after another, and ends with the one that started it."""

    def __init__(self, script: Script) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, str(SERVER), str(theirs.fileno()), *script.imports]
        with theirs, tempfile.TemporaryFile() as said:
            self.process = subprocess.Popen(
                command,
                env=script.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=[theirs.fileno()],
            )
            theirs.close()
            atexit.register(self.end)
            if not self.socket.recv(LONGEST):
                said.seek(0)
                raise ChildProcessError(said.read().decode(errors="replace"))

    def end(self) -> None:
        """Let the server see that nothing more comes."""
        self.socket.close()
        self.process.wait()

    def run(self, script: Script, timeout: float | None) -> Completed:
        """Run a script in a fork; after the timeout, in seconds, kill it and say so as `subprocess.run()` does."""
        with ExitStack() as stack:
            streams: list[IO[str]] = [
                stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3)
            ]
            streams[0].write(script.typed)
            streams[0].seek(0)
            status = self._wait(self._send(script, streams), timeout)
            for stream in streams:
                stream.seek(0)
            _, out, err = (stream.read() for stream in streams)
        command = [sys.executable, *script.arguments]
        if status is None:
            said = (text.encode() or None for text in (out, err))
            raise subprocess.TimeoutExpired(command, timeout or 0, *said)
        return subprocess.CompletedProcess(command, status, out, err)

    def _send(self, script: Script, streams: Sequence[IO[str]]) -> int:
        """Ask for a script; return the number of its process."""
        request = {
            "arguments": list(script.arguments),
            "folder": str(script.folder),
            "environment": dict(script.environment),
        }
        descriptors = [stream.fileno() for stream in streams]
        socket.send_fds(self.socket, [json.dumps(request).encode()], descriptors)
        return int(self.socket.recv(LONGEST))

    def _wait(self, fork: int, timeout: float | None) -> int | None:
        """Return the exit status of a fork, nothing if it had to be killed."""
        self.socket.settimeout(timeout)
        try:
            return int(self.socket.recv(LONGEST))
        except TimeoutError:
            os.kill(fork, signal.SIGKILL)
            self.socket.settimeout(None)
            self.socket.recv(LONGEST)
            return None

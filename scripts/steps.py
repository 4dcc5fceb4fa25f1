"""Steps of a run: commands whose output is kept, some of them side by side, summed up at the end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import progress
from places import LOGS, ROOT

QUIET_LINES = 12
SECONDS_TO_END = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One command and what to call it; about how long it takes decides which one begins first."""

    name: str
    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    minutes: float = 0


@dataclass(frozen=True, slots=True)
class Result:
    """How a step ended."""

    step: Step
    status: int
    seconds: float

    @property
    def log(self) -> str:
        """What the step printed."""
        path = _log_path(self.step)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class _Running:
    """The processes of a stage, each with a group of its own that can be ended as a whole."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.steps: list[Step] = []
        self.closed = False

    def run(self, step: Step) -> Result:
        """Run a step to its end."""
        LOGS.mkdir(parents=True, exist_ok=True)
        begin = time.monotonic()
        with _log_path(step).open("wb") as log:
            with self.lock:
                if self.closed:
                    return Result(step, status=-signal.SIGINT, seconds=0)
                process = _start(step, log.fileno())
                self.processes.append(process)
                self.steps.append(step)
            status = process.wait()
        return Result(step, status, time.monotonic() - begin)

    def end(self) -> None:
        """Interrupt what still runs, as Ctrl-C would; kill what does not mind."""
        with self.lock:
            self.closed = True
        unfinished = [process for process in self.processes if process.poll() is None]
        for signal_ in (signal.SIGINT, signal.SIGKILL):
            for process in unfinished:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal_)
            for process in unfinished:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(SECONDS_TO_END)


def run_stages(stages: Sequence[Sequence[Step]], *, workers: int = 2) -> list[Result]:
    """Run the stages one after another; go on after a failure.

    The steps of a stage run side by side, the longest first: a short one at the end leaves less to wait for.
    """
    results = []
    count = sum(map(len, stages))
    for stage in stages:
        running = _Running()
        with (
            progress.shown(lambda running=running: _state(results, count, running)),
            ThreadPoolExecutor(max_workers=workers) as pool,
        ):
            try:
                futures = [pool.submit(running.run, step) for step in sorted(stage, key=_shortness)]
                for done in as_completed(futures):
                    results.append(done.result())
                    _show(results[-1])
            except BaseException:
                running.end()
                raise
    return results


def summarize(results: list[Result], seconds: float) -> int:
    """Print a line per step; return the exit status of the whole run."""
    print(f"\n{'=' * 20} summary {'=' * 20}")
    width = max([40, *(len(result.step.name) for result in results)])
    for result in results:
        verdict = "ok" if result.status == 0 else "FAILED"
        print(f"{result.step.name:{width}} {result.seconds:7.1f} s  {verdict}")
    failed = [result.step.name for result in results if result.status]
    print(
        f"{'total':{width}} {seconds:7.1f} s  {'FAILED: ' + ', '.join(failed) if failed else 'ok'}"
    )
    return int(bool(failed))


def _shortness(step: Step) -> float:
    return -step.minutes


def _state(results: list[Result], count: int, running: _Running) -> str:
    """Say how far everything has come."""
    done = {result.step.name for result in results}
    steps = [step for step in running.steps if step.name not in done]
    positions = [f"{step.name}: {progress.position(_log_path(step))}" for step in steps]
    return f"{len(results)} of {count} steps done; {'; '.join(positions)}"


def _start(step: Step, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(part) for part in step.command],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **step.environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _show(result: Result) -> None:
    verdict = "ok" if result.status == 0 else f"FAILED with status {result.status}"
    print(f"\n{'-' * 8} {result.step.name}: {verdict} in {result.seconds:.1f} s", flush=True)
    lines = result.log.rstrip().splitlines()
    print(*(lines if result.status else lines[-QUIET_LINES:]), sep="\n", flush=True)


def _log_path(step: Step) -> Path:
    name = re.sub(r"[^\w.]+", "-", step.name)
    return LOGS / f"{name}.log"

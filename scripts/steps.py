"""Steps of a run: commands whose output is kept, some of them side by side, summed up at the end."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from environments import CACHE, ROOT

LOGS = CACHE / "logs"
QUIET_LINES = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One command and what to call it."""

    name: str
    command: tuple[str | Path, ...]


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


def run_stages(stages: Sequence[Sequence[Step]], workers: int = 2) -> list[Result]:
    """Run the stages one after another, the steps of a stage side by side; go on after a failure."""
    results = []
    for stage in stages:
        with ThreadPoolExecutor(max_workers=workers) as pool:
            running = [pool.submit(_run, step) for step in stage]
            for done in as_completed(running):
                results.append(done.result())
                _show(results[-1])
    return results


def summarize(results: list[Result], seconds: float) -> int:
    """Print a line per step; return the exit status of the whole run."""
    print(f"\n{'=' * 20} summary {'=' * 20}")
    for result in results:
        verdict = "ok" if result.status == 0 else "FAILED"
        print(f"{result.step.name:32} {result.seconds:7.1f} s  {verdict}")
    failed = [result.step.name for result in results if result.status]
    print(f"{'total':32} {seconds:7.1f} s  {'FAILED: ' + ', '.join(failed) if failed else 'ok'}")
    return int(bool(failed))


def _run(step: Step) -> Result:
    LOGS.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with _log_path(step).open("wb") as log:
        done = subprocess.run(
            [str(part) for part in step.command],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return Result(step, done.returncode, time.monotonic() - start)


def _show(result: Result) -> None:
    verdict = "ok" if result.status == 0 else f"FAILED with status {result.status}"
    print(f"\n{'-' * 8} {result.step.name}: {verdict} in {result.seconds:.1f} s", flush=True)
    lines = result.log.rstrip().splitlines()
    print(*(lines if result.status else lines[-QUIET_LINES:]), sep="\n", flush=True)


def _log_path(step: Step) -> Path:
    return LOGS / f"{step.name.replace(' ', '-')}.log"

"""Run labels of Django's suite, each in a process of its own, and remember what stock Django
gives."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tests.django_suite import results
from tests.django_suite.results import RECORDS_VARIABLE, LabelResults

CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).resolve().parents[2]
LABEL_SECONDS = 1800
TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class Suite:
    """Where Django's tests are, and on what they are to be run."""

    tests: Path
    database: str
    framework: str
    patterns: tuple[str, ...] = ()

    def on_django(self) -> Suite:
        """Return the whole suite on stock Django."""
        return replace(self, framework="django", patterns=())


def run_all(suite: Suite, labels: Iterable[str], processes: int) -> list[LabelResults]:
    """Run the labels, so many at a time; give the results in the labels' order.

    A process per label rather than ``runtests --parallel``: that one pickles exceptions between its
    processes and gives up the whole run for one that cannot be pickled.
    """
    wanted = list(labels)
    finished = itertools.count(1)

    def run(label: str) -> LabelResults:
        result = run_label(suite, label)
        of = f"{next(finished)} of {len(wanted)} labels on {suite.framework}"
        print(f"{of}: {label}, {result.seconds:.1f} s", flush=True)
        return result

    with ThreadPoolExecutor(max_workers=processes) as pool:
        return list(pool.map(run, wanted))


def run_label(suite: Suite, label: str) -> LabelResults:
    """Run one label to its end, its crash or its timeout."""
    with tempfile.TemporaryDirectory(prefix="django-suite-") as directory:
        records, log = Path(directory, "records"), Path(directory, "log")
        start = time.monotonic()
        problem = _run_child(suite, label, records, log)
        seconds = time.monotonic() - start
        outcomes, finished = results.read_records(records)
        crash = "" if finished else f"{label}: {problem}\n{_tail(log)}"
        return LabelResults(label, seconds, outcomes, crash)


def _run_child(suite: Suite, label: str, records: Path, log: Path) -> str:
    command = [sys.executable, str(CHILD), str(suite.tests / "runtests.py"), label]
    command += ["--parallel=1", "--noinput", *(f"-k={pattern}" for pattern in suite.patterns)]
    environment = os.environ | {
        "DJANGO_SUITE_DATABASE": suite.database,
        "DJANGO_SUITE_FRAMEWORK": suite.framework,
        RECORDS_VARIABLE: str(records),
    }
    with log.open("wb") as output:
        try:
            child = subprocess.run(
                command, env=environment, cwd=suite.tests, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, timeout=LABEL_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"stopped after {LABEL_SECONDS} seconds"
    return f"the process ended with status {child.returncode}"


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])


class StockResults:
    """What the labels give on stock Django with this Python: run once, then read from the cache."""

    def __init__(self, suite: Suite, cache: Path, *, refresh: bool = False) -> None:
        self.suite = suite.on_django()
        self.cache = cache
        self.refresh = refresh

    def of(self, labels: Iterable[str], processes: int) -> list[LabelResults]:
        """Return the results of the labels, running those that the cache does not hold."""
        wanted = list(labels)
        known = {label: self._cached(label) for label in wanted}
        missing = [label for label, result in known.items() if result is None]
        fresh = {result.label: result for result in run_all(self.suite, missing, processes)}
        for result in fresh.values():
            if not result.crash:
                result.save(self._path(result.label))
        return [fresh.get(label) or known[label] for label in wanted]

    def _path(self, label: str) -> Path:
        return self.cache / f"{label}.json"

    def _cached(self, label: str) -> LabelResults | None:
        """Return the cached results of a label, or its part of the results of a wider label."""
        if self.refresh:
            return None
        parts = label.split(".")
        for length in range(len(parts), 0, -1):
            path = self._path(".".join(parts[:length]))
            if path.exists():
                whole = results.load(path)
                outcomes = {
                    test: outcome
                    for test, outcome in whole.outcomes.items()
                    if test == label or test.startswith(f"{label}.")
                }
                return replace(whole, label=label, outcomes=outcomes)
        return None

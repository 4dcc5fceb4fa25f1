"""What a run of one label gave: an outcome per test id, kept as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

RECORDS_VARIABLE = "DJANGO_SUITE_RESULTS"
"""The environment variable that tells a child process where to write its records."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kind`` is passed, failed, skipped or missing; ``detail`` a traceback or the reason of a
    skip."""

    kind: str
    detail: str = ""


MISSING = Outcome("missing", "The run ended before this test.")


@dataclass(frozen=True, slots=True)
class LabelResults:
    """One label's outcomes; ``crash`` tells why the run did not come to its end."""

    label: str
    seconds: float
    outcomes: dict[str, Outcome]
    crash: str = ""

    def matching(self, patterns: list[str]) -> LabelResults:
        """Return the part that ``unittest -k`` with these patterns would select."""
        if not patterns:
            return self
        chosen = {
            test: outcome for test, outcome in self.outcomes.items() if matches(test, patterns)
        }
        return LabelResults(self.label, self.seconds, chosen, self.crash)

    def save(self, path: Path) -> None:
        """Write as JSON, creating the directory."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def matches(test: str, patterns: list[str]) -> bool:
    """Tell whether ``unittest -k`` would select a test: a pattern without ``*`` is a substring."""
    return any(
        fnmatchcase(test, pattern if "*" in pattern else f"*{pattern}*") for pattern in patterns
    )


def load(path: Path) -> LabelResults:
    """Read what ``save`` has written."""
    data = json.loads(path.read_text(encoding="utf-8"))
    outcomes = {test: Outcome(**outcome) for test, outcome in data.pop("outcomes").items()}
    return LabelResults(outcomes=outcomes, **data)


def read_records(path: Path) -> tuple[dict[str, Outcome], bool]:
    """Return the outcomes that a recording runner has written, and whether it came to its end."""
    collected: list[str] = []
    told: dict[str, Outcome] = {}
    finished = False
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        record: dict[str, Any] = json.loads(line)
        if "id" in record:
            told[record["id"]] = Outcome(record["outcome"], record["detail"])
        collected += record.get("collected", ())
        finished = finished or "finished" in record
    outcomes = {test: told.pop(test, None) or _of_its_class(test, told) for test in collected}
    uncollected = {test: outcome for test, outcome in told.items() if outcome.kind == "failed"}
    return outcomes | uncollected, finished


def _of_its_class(test: str, told: dict[str, Outcome]) -> Outcome:
    """Return the outcome of the fixture that kept a test from starting (``setUpClass
    (module.Class)``)."""
    owner = test.rpartition(".")[0]
    for name in (f"setUpClass ({owner})", f"setUpModule ({owner.rpartition('.')[0]})"):
        if name in told:
            return told[name]
    return MISSING

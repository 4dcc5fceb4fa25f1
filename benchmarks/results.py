"""What is kept of a run, as JSON, and the arithmetic on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

OURS, DJANGO, FLOOR = "ours", "django", "floor"


@dataclass(frozen=True, slots=True)
class Sample:
    """One process: seconds of its CPU (user and system), seconds on the clock, MiB at its peak."""

    cpu: float
    wall: float
    peak: float


@dataclass(slots=True)
class Measurement:
    """A job in a project on a database, in as many processes as there were rounds.

    `statements` are those that went to the database: all of them, and those that define the schema.
    """

    project: str
    database: str
    job: str
    framework: str
    samples: list[Sample] = field(default_factory=list)
    statements: dict[str, int] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return median(sample.cpu for sample in self.samples)

    @property
    def wall(self) -> float:
        return median(sample.wall for sample in self.samples)

    @property
    def peak(self) -> float:
        return max(sample.peak for sample in self.samples)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as much one framework takes as the other, within rounds of one run."""

    least: float
    middle: float


@dataclass(slots=True)
class Results:
    """One run: its machine, what it was asked for, what it measured and what it left out."""

    machine: dict[str, str]
    options: dict[str, Any]
    measurements: list[Measurement] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def of(self, project: str, database: str, job: str, framework: str) -> Measurement:
        """Return a measurement, a new one the first time."""
        if found := self.find(project, database, job, framework):
            return found
        self.measurements.append(Measurement(project, database, job, framework))
        return self.measurements[-1]

    def find(self, project: str, database: str, job: str, framework: str) -> Measurement | None:
        wanted = (project, database, job, framework)
        return next((m for m in self.measurements if key(m) == wanted), None)

    def select(self, project: str, database: str) -> Iterator[Measurement]:
        """Yield what was measured in a project on a database."""
        for measurement in self.measurements:
            if (measurement.project, measurement.database) == (project, database):
                yield measurement

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Results:
        kept = json.loads(path.read_text())
        measurements = [
            Measurement(**{**entry, "samples": [Sample(**sample) for sample in entry["samples"]]})
            for entry in kept.pop("measurements")
        ]
        return cls(measurements=measurements, **kept)


def key(measurement: Measurement) -> tuple[str, str, str, str]:
    return (measurement.project, measurement.database, measurement.job, measurement.framework)


def ratio(theirs: Measurement | None, ours: Measurement | None) -> Ratio | None:
    """Compare the CPU of two measurements of one run, round by round.

    Where there are fewer rounds of theirs, their last one stands for the missing ones.
    """
    if not theirs or not ours or not theirs.samples or not ours.samples:
        return None
    last = len(theirs.samples) - 1
    ratios = [
        theirs.samples[min(number, last)].cpu / sample.cpu
        for number, sample in enumerate(ours.samples)
    ]
    return Ratio(min(ratios), median(ratios))


def ratio_beyond(
    floor: Measurement | None, theirs: Measurement | None, ours: Measurement | None
) -> float | None:
    """Compare the CPU of two measurements after taking away what both of them contain."""
    if not (floor and theirs and ours and theirs.samples and ours.samples):
        return None
    ours_alone = ours.cpu - floor.cpu
    return (theirs.cpu - floor.cpu) / ours_alone if ours_alone > 0 else None

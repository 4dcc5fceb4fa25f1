"""Measure jobs: each in a process of its own, ours and Django's in turns."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.databases import Database, temporary
from benchmarks.jobs import EMPTY, FLOOR, INSIDE, JOBS, MIGRATE, MIGRATED, REPLAYS, Job
from benchmarks.processes import run_python
from benchmarks.projects import OnDisk
from benchmarks.results import DJANGO, OURS, Results, Sample
from benchmarks.results import FLOOR as FLOOR_NAME

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What to measure: `count` are the frameworks whose statements are counted."""

    frameworks: tuple[str, ...] = (OURS, DJANGO)
    jobs: tuple[str, ...] = tuple(job.name for job in JOBS)
    rounds: int = 2
    django_rounds: int = 2
    count: tuple[str, ...] = (OURS, DJANGO)


def order(frameworks: Sequence[str], number: int) -> list[str]:
    """Return who comes first in a round: A B in one, B A in the next, so that drift evens out."""
    return list(frameworks) if number % 2 == 0 else list(reversed(frameworks))


@dataclass(slots=True)
class Bench:
    """One project on one kind of database; each framework has a database of its own."""

    project: OnDisk
    vendor: str
    wishes: Wishes
    results: Results
    directory: Path
    say: Said
    databases: dict[str, Database] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Measure everything that is wished for."""
        with ExitStack() as stack:
            for label in (*self.wishes.frameworks, FLOOR_NAME):
                context = temporary(self.vendor, self.directory, label)
                self.databases[label] = stack.enter_context(context)
                self.states[label] = EMPTY
            for framework in self.wishes.frameworks:
                self._warm_up(framework)
            for number in range(self.wishes.rounds):
                self._round(number)
            self._count()

    def _round(self, number: int) -> None:
        for job in self._jobs():
            for framework in order(self.wishes.frameworks, number):
                if framework == DJANGO and number >= self.wishes.django_rounds:
                    continue
                self._keep(job.name, framework, self._measure(job, framework))
        for job in FLOOR:
            sample, _ = self._python(job.arguments, FLOOR_NAME)
            self._keep(job.name, FLOOR_NAME, sample)

    def _jobs(self) -> list[Job]:
        return [
            job
            for job in JOBS
            if job.name in self.wishes.jobs and (self.project.size or job.in_packages)
        ]

    def _measure(self, job: Job, framework: str) -> Sample:
        self._prepare(job, framework)
        arguments = [part.format(**self.project.history) for part in job.arguments]
        changed = self.project.changed(add_field=job.adds_field) if job.writes else nullcontext()
        with changed:
            sample, _ = self._python(arguments, framework)
        self.states[framework] = job.leaves or self.states[framework]
        return sample

    def _prepare(self, job: Job, framework: str) -> None:
        if job.finds in (None, self.states[framework]):
            return
        self.databases[framework].create()
        if job.finds == MIGRATED:
            # By ours if possible, because Django takes minutes; the outcome is the same.
            migrator = OURS if OURS in self.wishes.frameworks else framework
            environment = self.project.environment(migrator)
            self._python(MIGRATE, framework, environment=environment)
        self.states[framework] = job.finds or EMPTY

    def _warm_up(self, framework: str) -> None:
        """Let Python compile what it will import, and the system read it."""
        self._python(("manage.py", "makemigrations", "--check"), framework)

    def _count(self) -> None:
        """Count statements in runs that are not measured, and measure how long they take alone."""
        for framework in self.wishes.frameworks:
            if framework not in self.wishes.count:
                continue
            for job in self._jobs():
                if job.counted:
                    self._count_one(job, framework)

    def _count_one(self, job: Job, framework: str) -> None:
        self._prepare(job, framework)
        record = self.directory / f"{framework}-{job.name}.pickle"
        arguments = (INSIDE[0], f"{INSIDE[1]}.record", str(record), job.counted or "")
        self._python(arguments, framework)
        self.states[framework] = job.leaves or self.states[framework]
        measurement = self.results.of(self.project.name, self.vendor, job.name, framework)
        measurement.statements = json.loads(record.with_suffix(".json").read_text())
        counted = measurement.statements
        self.say(
            f"  {job.name} {framework}: {counted['all']} statements, {counted['schema']} of schema"
        )
        if job.name == "fresh":
            for _ in range(self.wishes.rounds):
                self._keep(REPLAYS[framework].name, FLOOR_NAME, self._replay(record))

    def _replay(self, record: Path) -> Sample:
        database = self.databases[FLOOR_NAME]
        database.create()
        module = f"{INSIDE[1]}.replay"
        arguments = (INSIDE[0], module, str(record), self.vendor, database.name)
        return self._python(arguments, FLOOR_NAME)[0]

    def _python(
        self,
        arguments: Sequence[str],
        framework: str,
        *,
        environment: dict[str, str] | None = None,
    ) -> tuple[Sample, str]:
        whole = environment or self.project.environment(framework)
        return run_python(
            arguments,
            directory=self.project.directory,
            environment={**whole, **self.databases[framework].environment},
        )

    def _keep(self, job: str, framework: str, sample: Sample) -> None:
        measurement = self.results.of(self.project.name, self.vendor, job, framework)
        measurement.samples.append(sample)
        self.say(
            f"  {job} {framework}: {sample.cpu:.2f} s CPU, {sample.wall:.2f} s,"
            f" {sample.peak:.0f} MiB"
        )


PARTS = ("load", "plan", "state")


def measure_planning(
    project: OnDisk, wishes: Wishes, results: Results, directory: Path, say: Said
) -> None:
    """Measure loading, ordering, planning and the final state, beyond the import of the files."""
    for number in range(wishes.rounds):
        for framework in order(wishes.frameworks, number):
            database = Database("sqlite", str(directory / "planning"))
            sample, printed = run_python(
                (INSIDE[0], f"{INSIDE[1]}.planning", framework),
                directory=project.directory,
                environment={**project.environment(framework), **database.environment},
            )
            database.drop()
            seconds = json.loads(printed.splitlines()[-1])
            seconds["together"] = sum(seconds[part] for part in PARTS)
            for part, cpu in seconds.items():
                measurement = results.of(project.name, "none", f"planning.{part}", framework)
                measurement.samples.append(Sample(cpu, cpu, sample.peak))
            say(f"  {framework}: " + ", ".join(f"{k} {v:.2f} s" for k, v in seconds.items()))

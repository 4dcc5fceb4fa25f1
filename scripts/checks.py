"""The steps that runs are made of: what is executed, with which Python, on which servers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matrix import OLDEST_DJANGO
from servers import Servers
from steps import Step

NEW_PROCESSES = "TEST_NEW_PROCESSES"
DRIVER_VARIABLE = "TEST_POSTGRESQL_DRIVER"
DJANGO_SUITE = "tests/django_suite/run.py"
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
SECONDS = re.compile(r" in ([\d.]+)s")


@dataclass(frozen=True, slots=True)
class Target:
    """A pair of Python and Django, and the executable of its environment."""

    version: str
    django: str
    python: Path

    def __str__(self) -> str:
        return f"Django {self.django}, Python {self.version}"

    def age(self) -> tuple[int, ...]:
        """Sort the oldest pair first."""
        return tuple(
            int(number) for pair in (self.version, self.django) for number in pair.split(".")
        )

    @property
    def driver(self) -> dict[str, str]:
        """Which driver PostgreSQL is tested with: the older one with the oldest Django."""
        return {DRIVER_VARIABLE: "psycopg2" if self.django == OLDEST_DJANGO else "psycopg3"}


def static(target: Target) -> list[Step]:
    """Return the checks that run nothing of ours."""
    tools = target.python.parent
    return [
        Step("types", (tools / "mypy",), minutes=0.1),
        Step("layers", (tools / "lint-imports",)),
        Step("lint", (tools / "ruff", "check", ".")),
        Step("format", (tools / "ruff", "format", "--check", ".")),
        Step("docs", (tools / "mkdocs", "build", "--strict", "--site-dir", ".cache/site")),
    ]


def pytest(
    target: Target, servers: Servers, marked: str = "", *, workers: int = 2, minutes: float = 0
) -> Step:
    """Return our own tests, those marked so, on SQLite and on the servers that there are."""
    if not servers.vendors:
        marked = f"{marked} and not servers" if marked else "not servers"
    spread = ("-n", str(workers), "--dist", "worksteal") if workers > 1 else ()
    selection = ("-m", marked) if marked else ()
    name = ", ".join(filter(None, (f"pytest on {target}", *servers.databases.values(), marked)))
    command = (target.python, "-m", "pytest", "-q", *spread, *selection)
    return Step(name, command, {**servers.environment, **target.driver}, minutes)


def in_new_processes(step: Step) -> Step:
    """Return a step whose tests start Python anew for each script, where others fork."""
    environment = {**step.environment, NEW_PROCESSES: "1"}
    return replace(step, name=f"{step.name}, new processes", environment=environment)


def django_suites(target: Target, *found: Servers, labels: Sequence[str] = ()) -> list[Step]:
    """Return Django's own tests on SQLite and on all servers, a step for each database."""
    steps = [_django_suite(target, ("sqlite", "sqlite"), {}, labels)]
    for servers in found:
        steps += [
            _django_suite(target, database, servers.environment, labels)
            for database in servers.databases.items()
        ]
    return steps


def _django_suite(
    target: Target, database: tuple[str, str], environment: dict[str, str], labels: Sequence[str]
) -> Step:
    name, title = database
    here = [label for label in labels if label != "postgres" or name == "postgresql"]
    command = (target.python, DJANGO_SUITE, *here, "--processes", "1", "--database", name)
    title = f"Django's suite on {target}, {title}"
    return Step(title, command, {**environment, **target.driver}, 1 if labels else 3)


def examples(target: Target) -> list[Step]:
    """Return the example project on us, and on Django to see that the project itself is sound."""
    command = (target.python, "scripts/example.py", "--verbose", "--framework")
    return [
        Step(f"example on us, {target}", (*command, "migrations_core")),
        Step(f"example on stock Django, {target}", (*command, "django")),
    ]


def packages(main: Target, *targets: Target) -> list[Step]:
    """Return what is built for the package index, and tried in environments with nothing else."""
    pairs = [f"{target.version}:{target.django}" for target in (main, *targets)]
    return [Step("packages", (main.python, "scripts/package.py", *pairs), minutes=0.5)]


def benchmarks(target: Target, servers: Servers) -> Step:
    """Return a run of the benchmarks in tiny projects, to see that it works; no time is judged."""
    size = ("--sizes", "2x2x3", "--planning", "2x2x4+squashes", "--rounds", "1")
    command = (target.python, "-m", "benchmarks", "run", *size)
    output = ("--output", ".cache/benchmarks/ci.json")
    return Step("benchmarks", (*command, *output), servers.environment, minutes=0.6)


def total(logs: Sequence[str]) -> str:
    """Add up the lines in which runs of pytest say what became of the tests.

    >>> total(["1 failed, 2 passed in 1.50s", "...\n3 passed, 1 skipped in 2.50s (0:00:02)"])
    '5 passed, 1 failed, 1 skipped in 4.00s'
    """
    counts: Counter[str] = Counter()
    seconds = 0.0
    for log in logs:
        line = (log.strip().splitlines() or [""])[-1]
        counts.update({kind: int(number) for number, kind in COUNT.findall(line)})
        if took := SECONDS.search(line):
            seconds += float(took[1])
    kinds = sorted(counts, key=lambda kind: (kind != "passed", kind))
    return f"{', '.join(f'{counts[kind]} {kind}' for kind in kinds)} in {seconds:.2f}s"

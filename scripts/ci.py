"""What ``./run test`` and ``./run ci`` consist of."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import servers
from environments import newest_django, python_for
from steps import Result, Step, run_stages, summarize

GROUPS = ("test", "projects", "lint", "types", "layers", "docs")
DRIVERS = "databases"  # the group that needs a compiler
OLDEST_DJANGO, NEWEST_DJANGO = "5.2", "6.1"
DRIVER_OF = {OLDEST_DJANGO: "psycopg2", NEWEST_DJANGO: "psycopg3"}
DRIVER_VARIABLE = "TEST_POSTGRESQL_DRIVER"

DJANGO_SUITE = "tests/django_suite/run.py"
ENGINES = ("sqlite", "postgresql", "mariadb", "mysql")
"""The databases for which we have an engine; on the others the suite shows what stock Django does."""

UNTESTED = """
!!! --sqlite-only: NOTHING WAS TESTED ON POSTGRESQL, NOTHING ON MARIADB OR MYSQL.
!!! Most of what a schema editor does differs between them; ./run test without it tests all three.
"""

Stages = Sequence[Sequence[Step]]


def run_all() -> int:
    """Run everything, on the oldest and the newest Django."""
    start = time.monotonic()
    with servers.running() as environment:
        newest = python_for(NEWEST_DJANGO, *GROUPS, DRIVERS)
        oldest = python_for(OLDEST_DJANGO, *GROUPS, DRIVERS)
        stages = (
            static_checks(newest),
            (pytest(newest, NEWEST_DJANGO),),
            (pytest(oldest, OLDEST_DJANGO, "-m", "not slow"),),
            *(
                (
                    django_suite(newest, NEWEST_DJANGO, name),
                    django_suite(oldest, OLDEST_DJANGO, name),
                )
                for name in databases(environment)
            ),
            examples(newest, NEWEST_DJANGO),
            (benchmarks(newest),),
            examples(oldest, OLDEST_DJANGO),
        )
        return _run(stages, environment, start)


def run_tests(*, sqlite_only: bool = False) -> int:
    """Run the tests on every database, or in a hurry on one."""
    start = time.monotonic()
    django = newest_django()
    if not sqlite_only:
        with servers.running() as environment:
            python = python_for(django, *GROUPS, DRIVERS)
            return _run(tests(python, django, environment), environment, start)
    print(UNTESTED, flush=True)
    python = python_for(django, *GROUPS)
    status = _run(tests(python, django, servers.NONE), servers.NONE, start)
    print(UNTESTED, flush=True)
    return status


def tests(python: Path, django: str, environment: Mapping[str, str]) -> Stages:
    """Return our tests and Django's, on the databases that there are."""
    suites = tuple(django_suite(python, django, name) for name in databases(environment))
    return ((pytest(python, django),), suites)


def databases(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the databases of an environment, named as Django's suite is told."""
    yield "sqlite"
    for vendor in servers.VENDORS:
        if url := environment[vendor.VARIABLE]:
            scheme = url.partition(":")[0]
            yield scheme if scheme in ("mariadb", "mysql") else "postgresql"


def static_checks(python: Path) -> tuple[Step, ...]:
    """Return the checks that run nothing of ours."""
    tools = python.parent
    return (
        Step("lint", (tools / "ruff", "check", ".")),
        Step("format", (tools / "ruff", "format", "--check", ".")),
        Step("layers", (tools / "lint-imports",)),
        Step("types", (tools / "mypy",)),
        Step("docs", (tools / "mkdocs", "build", "--strict", "--site-dir", ".cache/site")),
    )


def pytest(python: Path, django: str, *options: str) -> Step:
    """Return our own tests, the fast ones first, on two processes."""
    workers = ("-n", "2", "--dist", "worksteal")
    command = (python, "-m", "pytest", "-q", *workers, *options)
    return Step(f"pytest on Django {django}", command, _driver(django))


def django_suite(python: Path, django: str, database: str) -> Step:
    """Return Django's own tests, run on us as far as we have got."""
    command = (python, DJANGO_SUITE, "--processes", "1", "--database", database)
    if database in ENGINES:
        return Step(f"Django's suite {django} on {database}", command, _driver(django))
    name = f"stock Django's suite {django} on {database}"
    return Step(name, (*command, "--django-only"), _driver(django))


def examples(python: Path, django: str) -> tuple[Step, ...]:
    """Return the example project on us, and on Django to see that the project itself is sound."""
    command = (python, "scripts/example.py", "--framework")
    return (
        Step(f"example on us {django}", (*command, "migrations_core")),
        Step(f"example on stock Django {django}", (*command, "django")),
    )


def benchmarks(python: Path) -> Step:
    """Return a run of the benchmarks in tiny projects, to see that it works; no time is judged."""
    size = ("--sizes", "2x2x3", "--planning", "2x2x4+squashes", "--rounds", "1")
    command = (python, "-m", "benchmarks", "run", *size, "--output", ".cache/benchmarks/ci.json")
    return Step("benchmarks", command)


def _driver(django: str) -> dict[str, str]:
    return {DRIVER_VARIABLE: DRIVER_OF[django]} if django in DRIVER_OF else {}


def _run(stages: Stages, environment: Mapping[str, str], start: float) -> int:
    results = run_stages(stages, environment)
    status = summarize(results, time.monotonic() - start)
    print(_closing_line(results))
    sys.stdout.flush()
    return status


def _closing_line(results: list[Result]) -> str:
    """Return what pytest said last on the newest Django."""
    logs = [result.log for result in results if result.step.name.startswith("pytest")]
    lines = logs[0].strip().splitlines() if logs else []
    return lines[-1] if lines else "pytest printed nothing"

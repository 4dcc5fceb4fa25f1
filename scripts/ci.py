"""What ``./run test`` and ``./run ci`` consist of."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from environments import newest_django, python_for
from steps import Result, Step, run_stages, summarize

GROUPS = ("test", "projects", "lint", "types", "layers", "docs")
OLDEST_DJANGO, NEWEST_DJANGO = "5.2", "6.1"

DJANGO_SUITE = "tests/django_suite/run.py"


def run_all() -> int:
    """Run everything, on the oldest and the newest Django."""
    start = time.monotonic()
    newest = python_for(NEWEST_DJANGO, *GROUPS)
    oldest = python_for(OLDEST_DJANGO, *GROUPS)
    stages = (
        static_checks(newest),
        (pytest(newest, NEWEST_DJANGO),),
        (pytest(oldest, OLDEST_DJANGO, "-m", "not slow"),),
        (django_suite(newest, NEWEST_DJANGO), django_suite(oldest, OLDEST_DJANGO)),
        examples(newest, NEWEST_DJANGO),
        examples(oldest, OLDEST_DJANGO),
    )
    return _run(stages, start)


def run_tests() -> int:
    """Run the tests on every database; so far that is SQLite."""
    start = time.monotonic()
    django = newest_django()
    python = python_for(django, *GROUPS)
    return _run(((pytest(python, django),), (django_suite(python, django),)), start)


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
    return Step(f"pytest on Django {django}", (python, "-m", "pytest", "-q", *workers, *options))


def django_suite(python: Path, django: str) -> Step:
    """Return Django's own tests, run on us."""
    return Step(f"Django's suite {django}", (python, DJANGO_SUITE, "--processes", "1"))


def examples(python: Path, django: str) -> tuple[Step, ...]:
    """Return the example project on us, and on Django to see that the project itself is sound."""
    command = (python, "scripts/example.py", "--framework")
    return (
        Step(f"example on us {django}", (*command, "migrations_core")),
        Step(f"example on stock Django {django}", (*command, "django")),
    )


def _run(stages: Sequence[Sequence[Step]], start: float) -> int:
    results = run_stages(stages)
    status = summarize(results, time.monotonic() - start)
    print(_closing_line(results))
    sys.stdout.flush()
    return status


def _closing_line(results: list[Result]) -> str:
    """Return what pytest said last on the newest Django."""
    logs = [result.log for result in results if result.step.name.startswith("pytest")]
    lines = logs[0].strip().splitlines() if logs else []
    return lines[-1] if lines else "pytest printed nothing"

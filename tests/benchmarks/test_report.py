"""The page that is made of results."""

from __future__ import annotations

import pytest

from benchmarks.report import (
    floor_of_fresh,
    jobs_table,
    least_table,
    planning_table,
    section,
)
from benchmarks.results import Measurement, Results, Sample

PLACE = ("2x2x2", "sqlite")


def measured(job: str, framework: str, *cpus: float, statements: int = 0) -> Measurement:
    samples = [Sample(cpu, cpu * 2, cpu * 10) for cpu in cpus]
    counted = {"all": statements, "schema": statements} if statements else {}
    return Measurement(*PLACE, job, framework, samples, counted)


@pytest.fixture
def results() -> Results:
    return Results(
        {"date": "2026-11-01 10:00 UTC", "python": "3.12.1", "cores": "2", "sqlite": "3.50"},
        {"command_line": "run --rounds 2"},
        [
            measured("fresh", "ours", 1.0, 2.0, statements=30),
            measured("fresh", "django", 30.0, 40.0, statements=40),
            measured("noop", "ours", 0.5),
            measured("imports", "floor", 0.3, 0.5),
            measured("checks", "floor", 0.5),
            measured("replay-ours", "floor", 0.2),
        ],
        ["mysql: TEST_MYSQL_URL is not set"],
    )


def test_jobs_are_compared_side_by_side(results: Results) -> None:
    assert jobs_table(results, *PLACE).splitlines()[2:] == [
        "| fresh `migrate` | 35.00 | 1.50 | 20.0 | 25.0 | 34.5 | 70.00 | 3.00 | 400 | 20 | 40 | 30 |",
        "| `migrate`, nothing to do | - | 0.50 | - | - | - | - | 1.00 | - | 5 | - | - |",
    ]


def test_the_project_that_gains_least_comes_first(results: Results) -> None:
    other = Results(
        results.machine,
        {},
        [
            Measurement("2x2x2+small", "sqlite", "fresh", framework, [Sample(cpu, cpu, cpu)])
            for framework, cpu in (("ours", 2.0), ("django", 20.0))
        ],
    )

    assert least_table([results, other]).splitlines()[2:] == [
        "| 2x2x2+small | SQLite (a file) | 10.0 |",
        "| 2x2x2 | SQLite (a file) | 20.0 |",
    ]


def test_a_run_shows_its_machine_its_tables_and_what_it_left_out(results: Results) -> None:
    parts = list(section(results))

    assert parts[:3] == [
        "## Run of 2026-11-01 10:00 UTC\n",
        "python 3.12.1, cores 2, SQLite 3.50.\n\n    python -m benchmarks run --rounds 2\n",
        "### 2x2x2 on SQLite (a file)\n",
    ]
    assert parts[4] == (
        "| floor | CPU | s |\n"
        "| --- | ---: | ---: |\n"
        "| `django.setup()` and import of all migrations | 0.40 | 0.80 |\n"
        "| `manage.py check` of Django: set-up and system checks | 0.50 | 1.00 |\n"
        "| our SQL of the fresh `migrate` through the driver | 0.20 | 0.40 |\n"
        "| floor of the fresh `migrate`: imports and our SQL | 0.60 | - |\n"
    )
    assert parts[-2:] == ["Left out:\n", "- mysql: TEST_MYSQL_URL is not set\n"]


def test_there_is_no_floor_without_our_sql(results: Results) -> None:
    del results.measurements[-1]

    assert floor_of_fresh(results, *PLACE) is None


def test_planning_shows_every_part() -> None:
    results = Results({}, {})
    for framework, cpu in (("ours", 0.1), ("django", 0.4)):
        for part in ("imports", "load", "plan", "state", "together"):
            place = ("3x2x4+squashes", "none", f"planning.{part}")
            results.of(*place, framework).samples.append(Sample(cpu, cpu, 50))

    assert planning_table(results, ["3x2x4+squashes"]).splitlines()[2:] == [
        "| 3x2x4+squashes | 12 | ours | 0.100 | 0.100 | 0.100 | 0.100 | 0.100 | 4.0 |",
        "| 3x2x4+squashes | 12 | django | 0.400 | 0.400 | 0.400 | 0.400 | 0.400 | - |",
    ]

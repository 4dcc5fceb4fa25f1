"""A run of the runner in a tiny project: everything is measured; how long it takes is not judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.generator import Size
from benchmarks.jobs import JOBS
from benchmarks.projects import generated
from benchmarks.results import DJANGO, FLOOR, OURS, Results
from benchmarks.runner import Bench, Wishes, measure_planning, order


def measured(results: Results, framework: str) -> dict[str, int]:
    return {m.job: len(m.samples) for m in results.measurements if m.framework == framework}


def ignore(line: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize(("number", "expected"), [(0, "ab"), (1, "ba"), (2, "ab")])
def test_who_comes_first_alternates(number: int, expected: Sequence[str]) -> None:
    assert order("ab", number) == list(expected)


@pytest.mark.slow
def test_every_job_is_measured_on_both_frameworks(tmp_path: Path) -> None:
    project = generated(Size(2, 1, 2), tmp_path)
    results = Results({}, {})
    bench = Bench(project, "sqlite", Wishes(rounds=1), results, tmp_path, ignore)

    bench.run()

    every_job = {job.name: 1 for job in JOBS}
    floors = {"setup": 1, "imports": 1, "checks": 1, "replay-ours": 1, "replay-django": 1}
    assert measured(results, OURS) == every_job
    assert measured(results, DJANGO) == every_job
    assert measured(results, FLOOR) == floors
    assert {m.job for m in results.measurements if m.statements} == {"fresh", "noop", "zero"}
    assert not list(tmp_path.glob("bench_*"))  # the databases are gone


@pytest.mark.slow
def test_django_may_run_fewer_rounds(tmp_path: Path) -> None:
    project = generated(Size(1, 1, 1), tmp_path)
    results = Results({}, {})
    wishes = Wishes(jobs=("noop",), rounds=2, django_rounds=1, count=())

    Bench(project, "sqlite", wishes, results, tmp_path, ignore).run()

    assert (measured(results, OURS), measured(results, DJANGO)) == ({"noop": 2}, {"noop": 1})


def test_planning_is_measured_beyond_imports(tmp_path: Path) -> None:
    project = generated(Size.parse("2x1x4+squashes"), tmp_path)
    results = Results({}, {})

    measure_planning(project, Wishes(rounds=1), results, tmp_path, ignore)

    parts = ("imports", "load", "plan", "state", "together")
    expected = {f"planning.{part}": 1 for part in parts}
    assert measured(results, OURS) == expected
    assert measured(results, DJANGO) == expected

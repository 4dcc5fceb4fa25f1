"""Which points go into which picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.plots import curves, write
from benchmarks.results import Results, Sample


@pytest.fixture
def results() -> Results:
    found = Results({}, {})
    for number, size in enumerate(("5x5x10", "5x5x20", "5x10x10"), start=1):
        for framework in ("ours", "django"):
            place = (size, "sqlite", "fresh", framework)
            found.of(*place).samples.append(Sample(cpu=float(number), wall=1, peak=1))
    found.of("wagtail", "sqlite", "fresh", "ours").samples.append(Sample(9, 9, 9))
    return found


def test_sizes_that_differ_in_migrations_alone_make_a_curve(results: Results) -> None:
    points = [(50, 1.0), (100, 2.0)]

    assert curves(results, "migrations") == [
        ("django", "sqlite", points),
        ("ours", "sqlite", points),
    ]


def test_sizes_that_differ_in_models_alone_make_a_curve(results: Results) -> None:
    points = [(25, 1.0), (50, 3.0)]

    assert curves(results, "models") == [("django", "sqlite", points), ("ours", "sqlite", points)]


def test_without_sizes_there_is_nothing_to_draw() -> None:
    assert curves(Results({}, {}), "models") == []


def test_the_same_results_are_drawn_as_the_same_file(results: Results, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()

    written = [write([results], tmp_path / name) for name in ("one", "two")]

    assert written[0] == written[1]
    names = [name for _, name in written[0]]
    assert names == ["performance-migrations.svg", "performance-models.svg"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()

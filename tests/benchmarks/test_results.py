"""The arithmetic on results, and their way to a file and back."""

from __future__ import annotations

from pathlib import Path

from benchmarks.results import (
    DJANGO,
    OURS,
    Measurement,
    Ratio,
    Results,
    Sample,
    ratio,
    ratio_beyond,
)


def measured(*cpus: float, framework: str = OURS) -> Measurement:
    samples = [Sample(cpu, wall=cpu * 2, peak=cpu * 10) for cpu in cpus]
    return Measurement("1x1x1", "sqlite", "fresh", framework, samples)


def test_ratios_compare_the_samples_of_one_round() -> None:
    theirs, ours = measured(30.0, 10.0, 24.0), measured(3.0, 2.0, 2.0)

    assert ratio(theirs, ours) == Ratio(least=5.0, middle=10.0)


def test_the_last_round_of_django_stands_for_the_ones_it_did_not_run() -> None:
    assert ratio(measured(30.0), measured(3.0, 5.0)) == Ratio(least=6.0, middle=8.0)


def test_what_both_contain_can_be_taken_away_from_both() -> None:
    floor, theirs, ours = measured(0.5), measured(2.0), measured(1.0)

    assert ratio_beyond(floor, theirs, ours) == 3.0
    assert ratio_beyond(None, theirs, ours) is None
    assert ratio_beyond(floor, theirs, measured(0.5)) is None


def test_nothing_is_compared_with_nothing() -> None:
    assert ratio(None, measured(1.0)) is None
    assert ratio(measured(1.0), measured()) is None


def test_times_are_medians_and_memory_is_the_peak() -> None:
    one = measured(1.0, 5.0, 2.0)

    assert (one.cpu, one.wall, one.peak) == (2.0, 4.0, 50.0)


def test_a_measurement_is_found_again() -> None:
    results = Results({}, {})
    place = ("1x1x1", "sqlite", "fresh")

    results.of(*place, OURS).samples.append(Sample(1, 1, 1))

    assert results.of(*place, OURS).samples == [Sample(1, 1, 1)]
    assert results.find(*place, DJANGO) is None


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    counted = measured(1.0, 2.0)
    counted.statements = {"all": 7, "schema": 3}
    results = Results({"python": "3.12"}, {"rounds": 2}, [counted], ["mysql: not there"])

    results.write(tmp_path / "deep" / "results.json")

    assert Results.read(tmp_path / "deep" / "results.json") == results

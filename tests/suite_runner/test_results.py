"""Reading back what a child process wrote, however its run ended."""

import json
from pathlib import Path

from tests.django_suite.results import MISSING, LabelResults, Outcome, load, read_records


def written(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def outcome(test: str, kind: str, detail: str = "") -> dict[str, object]:
    return {"id": test, "outcome": kind, "detail": detail}


def test_a_complete_run_has_an_outcome_for_every_collected_test(tmp_path):
    path = written(
        tmp_path / "records",
        {"collected": ["m.T.a", "m.T.b"]},
        outcome("m.T.a", "passed"),
        outcome("m.T.b", "failed", "boom"),
        {"finished": True},
    )
    expected = {"m.T.a": Outcome("passed"), "m.T.b": Outcome("failed", "boom")}
    assert read_records(path) == (expected, True)


def test_the_tests_that_a_crash_kept_from_running_are_missing(tmp_path):
    path = written(tmp_path / "records", {"collected": ["m.T.a"]})
    assert read_records(path) == ({"m.T.a": MISSING}, False)


def test_a_run_that_died_before_collecting_has_no_outcomes(tmp_path):
    assert read_records(tmp_path / "absent") == ({}, False)


def test_the_tests_of_a_class_whose_set_up_failed_have_failed(tmp_path):
    path = written(
        tmp_path / "records",
        {"collected": ["m.T.a"]},
        outcome("setUpClass (m.T)", "failed", "boom"),
        {"finished": True},
    )
    boom = Outcome("failed", "boom")
    assert read_records(path) == ({"m.T.a": boom, "setUpClass (m.T)": boom}, True)


def test_results_survive_saving_and_loading(tmp_path):
    results = LabelResults("schema", 1.5, {"schema.T.a": Outcome("skipped", "why")}, "")
    results.save(tmp_path / "new" / "schema.json")
    assert load(tmp_path / "new" / "schema.json") == results


def test_patterns_select_as_unittest_does():
    results = LabelResults("m", 1.0, dict.fromkeys(["m.T.a_b", "m.U.b"], MISSING))
    assert list(results.matching(["T.a"]).outcomes) == ["m.T.a_b"]
    assert list(results.matching(["*b"]).outcomes) == ["m.T.a_b", "m.U.b"]

"""The verdict on a run of Django's suite: what counts as a pass, a known difference, a failure."""

import pytest

from tests.django_suite.comparing import Verdict, differences_of, judge, known_differences
from tests.django_suite.results import MISSING, LabelResults, Outcome

PASSED, FAILED, SKIPPED = Outcome("passed"), Outcome("failed", "boom"), Outcome("skipped", "no")


def results(crash: str = "", **outcomes: Outcome) -> LabelResults:
    named = {f"schema.T.{name}": outcome for name, outcome in outcomes.items()}
    return LabelResults("schema", 1.0, named, crash)


def verdict(**changes: object) -> Verdict:
    fields = {
        "collected": 1,
        "passing_on_django": 1,
        "passed": 0,
        "skipped": 0,
        "known": {},
        "unlisted": {},
        "stale": [],
        "broken_on_django": [],
        "crash": "",
    }
    return Verdict("schema", 1.0, **(fields | changes))


def test_a_test_that_passes_on_both_passes():
    found = judge(results(a=PASSED), results(a=PASSED), {})
    assert (found, found.acceptable) == (verdict(passed=1), True)


def test_an_unlisted_failure_is_not_acceptable():
    found = judge(results(a=FAILED), results(a=PASSED), {})
    assert (found, found.acceptable) == (verdict(unlisted={"schema.T.a": FAILED}), False)


def test_a_listed_failure_is_a_known_difference():
    found = judge(results(a=FAILED), results(a=PASSED), {"schema.T.a": "wanted"})
    assert (found, found.acceptable) == (verdict(known={"schema.T.a": "wanted"}), True)


def test_a_listed_test_that_passes_is_stale():
    found = judge(results(a=PASSED), results(a=PASSED), {"schema.T.a": "wanted"})
    assert (found, found.acceptable) == (verdict(stale=["schema.T.a"]), False)


def test_a_listed_test_that_django_does_not_have_is_stale():
    found = judge(results(a=PASSED), results(a=PASSED), {"schema.T.gone": "wanted"})
    assert (found, found.acceptable) == (verdict(passed=1, stale=["schema.T.gone"]), False)


@pytest.mark.parametrize("listed", [{}, {"schema.T.a": "wanted"}])
def test_a_test_that_is_not_collected_is_never_excused(listed: dict[str, str]):
    found = judge(results(), results(a=PASSED), listed)
    assert (found, found.acceptable) == (verdict(unlisted={"schema.T.a": MISSING}), False)


@pytest.mark.parametrize("listed", [{}, {"schema.T.a": "wanted"}])
def test_a_test_that_only_we_skip_is_never_excused(listed: dict[str, str]):
    found = judge(results(a=SKIPPED), results(a=PASSED), listed)
    assert (found, found.acceptable) == (verdict(unlisted={"schema.T.a": SKIPPED}), False)


def test_a_test_skipped_on_both_is_counted_as_skipped():
    found = judge(results(a=SKIPPED), results(a=SKIPPED), {})
    assert (found, found.acceptable) == (verdict(passing_on_django=0, skipped=1), True)


def test_a_test_that_fails_on_django_too_is_not_held_against_us():
    found = judge(results(a=FAILED), results(a=FAILED), {})
    assert (found, found.acceptable) == (
        verdict(passing_on_django=0, broken_on_django=["schema.T.a"]),
        True,
    )


def test_a_failure_that_django_does_not_know_is_not_acceptable():
    found = judge(results(a=PASSED, loader=FAILED), results(a=PASSED), {})
    assert found == verdict(passed=1, unlisted={"schema.T.loader": FAILED})


def test_a_crash_after_the_last_test_is_not_acceptable():
    assert not judge(results("killed", a=PASSED), results(a=PASSED), {}).acceptable


def test_only_the_listed_tests_of_a_label_and_its_patterns_are_expected():
    listed = {"schema.T.a": "x", "schema.T.b": "y", "migrations.T.a": "z"}
    assert differences_of("schema", listed, ["T.a"]) == {"schema.T.a": "x"}


def test_a_listed_difference_needs_a_reason(tmp_path):
    (tmp_path / "sqlite-6.1.toml").write_text('"schema.T.a" = " "\n')
    with pytest.raises(ValueError, match=r"^sqlite-6.1.toml: no reason is given for schema.T.a$"):
        known_differences("sqlite", "6.1.3", tmp_path)


def test_differences_are_listed_for_every_database_or_for_one(tmp_path):
    (tmp_path / "6.1.toml").write_text('"schema.T.a" = "everywhere"\n')
    (tmp_path / "mysql-6.1.toml").write_text('"schema.T.b" = "there"\n')

    assert known_differences("mysql", "6.1.3", tmp_path) == {
        "schema.T.a": "everywhere",
        "schema.T.b": "there",
    }
    assert known_differences("sqlite", "6.1.3", tmp_path) == {"schema.T.a": "everywhere"}

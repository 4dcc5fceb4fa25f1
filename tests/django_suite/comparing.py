"""Judge a run on migrations_core by the same run on stock Django and by the list of known
differences."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.django_suite.results import MISSING, LabelResults, Outcome, matches

KNOWN_DIFFERENCES = Path(__file__).with_name("known_differences")
CLASSES = ("passed", "skipped", "known", "unlisted", "stale", "broken on Django")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One label: how many of stock Django's tests pass on us, and what is wrong.

    ``unlisted`` fail without being known differences, or are skipped or not collected though Django
    runs them; ``stale`` are listed and yet pass or do not exist; ``broken_on_django`` fail on stock
    Django here too.
    """

    label: str
    seconds: float
    collected: int
    passing_on_django: int
    passed: int
    skipped: int
    known: dict[str, str]
    unlisted: dict[str, Outcome]
    stale: list[str]
    broken_on_django: list[str]
    crash: str

    @property
    def acceptable(self) -> bool:
        """Whether the run differs from stock Django only as listed."""
        return not (self.unlisted or self.stale or self.crash)


def judge(ours: LabelResults, stock: LabelResults, differences: dict[str, str]) -> Verdict:
    """Compare the outcomes of one label; ``differences`` are the listed ones of this label."""
    tests = sorted(stock.outcomes.keys() | ours.outcomes.keys() | differences.keys())
    by_class: dict[str, list[str]] = {name: [] for name in CLASSES}
    for test in tests:
        by_class[_classify(test, ours, stock, listed=test in differences)].append(test)
    return Verdict(
        label=ours.label,
        seconds=ours.seconds,
        collected=len(stock.outcomes),
        passing_on_django=sum(outcome.kind == "passed" for outcome in stock.outcomes.values()),
        passed=len(by_class["passed"]),
        skipped=len(by_class["skipped"]),
        known={test: differences[test] for test in by_class["known"]},
        unlisted={test: ours.outcomes.get(test, MISSING) for test in by_class["unlisted"]},
        stale=by_class["stale"],
        broken_on_django=by_class["broken on Django"],
        crash=ours.crash,
    )


def _classify(test: str, ours: LabelResults, stock: LabelResults, *, listed: bool) -> str:
    outcome = ours.outcomes.get(test, MISSING)
    expected = stock.outcomes.get(test, MISSING)
    if listed and (expected is MISSING or outcome.kind in ("passed", expected.kind)):
        return "stale"
    if expected.kind == "failed":
        return "broken on Django"
    if outcome.kind in ("passed", expected.kind):
        return outcome.kind
    return "known" if listed and outcome.kind == "failed" else "unlisted"


def differences_of(label: str, differences: dict[str, str], patterns: list[str]) -> dict[str, str]:
    """Return the listed differences that a label's run must show."""
    return {
        test: reason
        for test, reason in differences.items()
        if test.startswith(f"{label}.") and (not patterns or matches(test, patterns))
    }


def known_differences(
    database: str, version: str, directory: Path = KNOWN_DIFFERENCES
) -> dict[str, str]:
    """Read the lists for a Django series, on every database and on one: test id -> reason."""
    series = ".".join(version.split(".")[:2])
    paths = (directory / f"{series}.toml", directory / f"{database}-{series}.toml")
    return {test: why for path in paths if path.exists() for test, why in _listed(path).items()}


def _listed(path: Path) -> dict[str, str]:
    listed: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    unexplained = [test for test, reason in listed.items() if not reason.strip()]
    if unexplained:
        raise ValueError(f"{path.name}: no reason is given for {', '.join(unexplained)}")
    return listed

"""Print what a run of Django's suite has shown."""

from __future__ import annotations

from tests.django_suite.comparing import Verdict
from tests.django_suite.results import LabelResults, Outcome

COLUMNS = ("collected", "passed", "skipped", "known", "failed", "stale", "on Django too")
DETAIL_LINES = 6


def report(verdicts: list[Verdict], *, full: bool = False) -> None:
    """Print the failures, then a table with a line per label, then the share of tests that pass."""
    for verdict in verdicts:
        _problems(verdict, full=full)
    _table([(verdict.label, verdict.seconds, _counts(verdict)) for verdict in verdicts])
    expected = sum(verdict.passing_on_django for verdict in verdicts)
    passed = sum(verdict.passed for verdict in verdicts)
    share = 100 * passed / expected if expected else 0.0
    print(f"{passed} of the {expected} tests that pass on stock Django pass on us: {share:.2f} %")


def report_stock(stock: list[LabelResults]) -> None:
    """Print what stock Django gives for the labels."""
    rows = []
    for result in stock:
        kinds = [outcome.kind for outcome in result.outcomes.values()]
        failed = sum(kind not in ("passed", "skipped") for kind in kinds)
        counts = (len(kinds), kinds.count("passed"), kinds.count("skipped"), 0, failed)
        rows.append((result.label, result.seconds, counts))
        for test, outcome in result.outcomes.items():
            if outcome.kind not in ("passed", "skipped"):
                _failure(test, outcome, full=False)
        if result.crash:
            print(f"CRASHED  {result.crash}")
    _table(rows)


def _counts(verdict: Verdict) -> tuple[int, ...]:
    failed, known, broken = len(verdict.unlisted), len(verdict.known), len(verdict.broken_on_django)
    return (
        verdict.collected,
        verdict.passed,
        verdict.skipped,
        known,
        failed,
        len(verdict.stale),
        broken,
    )


def _problems(verdict: Verdict, *, full: bool) -> None:
    for test, outcome in verdict.unlisted.items():
        _failure(test, outcome, full=full)
    for test in verdict.stale:
        print(f"STALE    {test}: listed as a known difference, but it passes or is not collected")
    for test, reason in verdict.known.items():
        print(f"known    {test}: {reason}")
    for test in verdict.broken_on_django:
        print(f"excused  {test}: fails on stock Django here too")
    if verdict.crash:
        print(f"CRASHED  {verdict.crash}")


def _failure(test: str, outcome: Outcome, *, full: bool) -> None:
    print(f"{outcome.kind.upper():8} {test}")
    lines = outcome.detail.strip().splitlines()
    for line in lines if full else lines[-DETAIL_LINES:]:
        print(f"    {line}")


def _table(rows: list[tuple[str, float, tuple[int, ...]]]) -> None:
    width = max(len(label) for label, _, _ in [*rows, ("label", 0.0, ())])
    names = COLUMNS[: len(rows[0][2])]
    print("label".ljust(width), *(name.rjust(9) for name in names), "  seconds")
    for label, seconds, counts in [*rows, _total(rows)]:
        cells = (
            str(count).rjust(max(9, len(name))) for name, count in zip(names, counts, strict=True)
        )
        print(label.ljust(width), *cells, f"{seconds:9.1f}")


def _total(rows: list[tuple[str, float, tuple[int, ...]]]) -> tuple[str, float, tuple[int, ...]]:
    counts = tuple(sum(column) for column in zip(*(counts for _, _, counts in rows), strict=True))
    return ("total", sum(seconds for _, seconds, _ in rows), counts)

"""Judge what two frameworks made of the same command on the same database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from tests.projects.walk import Stage
from tests.snapshots.diff import diff
from tests.snapshots.rows import read_rows, row_diff
from tests.snapshots.sqlite import read_schema

LONGEST_REPORT = 6000


def differences(stock: Stage, ours: Stage) -> str:
    """Return a report of all that differs, empty if nothing does."""
    report = "\n".join(_differences(stock, ours))
    return report[:LONGEST_REPORT]


def _differences(stock: Stage, ours: Stage) -> Iterator[str]:
    if stock.status != ours.status:
        yield f"exit status {stock.status} of Django, {ours.status} of ours"
        yield f"Django: {stock.errors[-1000:]}\nours: {ours.errors[-1000:]}"
    elif stock.status == 0 and stock.output != ours.output:
        yield "output:"
        lines = (stock.output.splitlines(), ours.output.splitlines())
        yield from unified_diff(*lines, "Django", "ours", lineterm="", n=0)
    yield from database_differences(stock.database, ours.database)


def database_differences(stock: Path, ours: Path) -> Iterator[str]:
    schema = diff(read_schema(stock), read_schema(ours))
    if schema:
        yield f"schema:\n{schema}"
    rows = row_diff(read_rows(stock), read_rows(ours))
    if rows:
        yield f"rows:\n{rows}"


def compare(stock: Sequence[Stage], ours: Sequence[Stage]) -> str:
    """Return one report about pairs of stages, empty if there is nothing to report."""
    pairs = [(stage, differences(stage, own)) for stage, own in zip(stock, ours, strict=True)]
    return "\n\n".join(
        f"after {' '.join(stage.arguments)}:\n{report}" for stage, report in pairs if report
    )

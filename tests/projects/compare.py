"""Judge what two frameworks made of the same command on the same database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from migrations_core.schema.tables import Schema
from tests.projects.permissions import by_name
from tests.projects.walk import Stage
from tests.snapshots.diff import diff
from tests.snapshots.rows import TableRows, read_rows, row_diff
from tests.snapshots.schemas import read_file

LONGEST_REPORT = 6000

RENDERING = "  Rendering model states... DONE\n"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What counts as the same.

    Forwards a column that a rebuild altered becomes the last one with Django, and the order of
    columns counts. Backwards it is an accident of when Django rendered which model, and does not.
    """

    column_order: bool = True

    def of(self, stock: Sequence[Stage], ours: Sequence[Stage]) -> str:
        """Return one report about pairs of stages, empty if there is nothing to report."""
        pairs = [(stage, self.of_two(stage, own)) for stage, own in zip(stock, ours, strict=True)]
        return "\n\n".join(
            f"after {' '.join(stage.arguments)}:\n{report}" for stage, report in pairs if report
        )

    def of_two(self, stock: Stage, ours: Stage) -> str:
        """Return a report of all that differs, empty if nothing does.

        Where Django fails (it renders models that nobody asked for) we may succeed. That this
        leads somewhere sensible has to be shown otherwise: there is nothing to compare with.
        """
        if stock.status and not ours.status:
            return ""
        databases = self.of_databases(stock.database, ours.database)
        report = "\n".join([*_outcomes(stock, ours), *([databases] if databases else [])])
        return report[:LONGEST_REPORT]

    def of_databases(self, stock: Path, ours: Path) -> str:
        schema = diff(*(self._schema(path) for path in (stock, ours)))
        rows = row_diff(*(self._rows(path) for path in (stock, ours)))
        parts = {"schema": schema, "rows": rows}
        return "\n".join(f"{name}:\n{part}" for name, part in parts.items() if part)

    def _schema(self, path: Path) -> Schema:
        schema = read_file(path)
        return schema if self.column_order else schema.sorted_columns()

    def _rows(self, path: Path) -> tuple[TableRows, ...]:
        rows = by_name(read_rows(path))
        return rows if self.column_order else tuple(table.sorted_columns() for table in rows)


def _outcomes(stock: Stage, ours: Stage) -> Iterator[str]:
    if stock.status != ours.status:
        yield f"exit status {stock.status} of Django, {ours.status} of ours"
        yield f"Django: {stock.errors[-1000:]}\nours: {ours.errors[-1000:]}"
    elif stock.status == 0 and (lines := output_diff(stock.output, ours.output)):
        yield from ["output:", *lines]


def output_diff(stock: str, ours: str) -> list[str]:
    """Compare what two frameworks print, but for the one thing that we do not do and do not say that we do."""
    lines = (stock.replace(RENDERING, "").splitlines(), ours.splitlines())
    return list(unified_diff(*lines, "Django", "ours", lineterm="", n=0))

"""Write the rows of `fill_values` into a database on a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrations_core.schema.tables import Schema, Table
from tests.projects.fill_values import (
    BOOLEANS,
    Filler,
    Override,
    UnfillableError,
    fillable,
    numbers,
)

QUOTE = {"postgresql": '"', "mysql": "`"}
LATER = {"postgresql": "SET CONSTRAINTS ALL DEFERRED", "mysql": "SET foreign_key_checks = 0"}
"""Rows come in the order of their tables' names; PostgreSQL checks the references at the end."""

Row = dict[str, object]


def fill(
    connection: Any,
    schema: Schema,
    *,
    vendor: str,
    round_: int,
    overrides: Mapping[tuple[str, str], Override],
) -> None:
    """Insert the rows of a round into every table but the history, in one transaction."""
    filler = Filler(schema, overrides)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(LATER[vendor])
        for table in fillable(schema):
            for i in numbers(round_):
                _insert(cursor, table, _candidates(filler, table, i), QUOTE[vendor])
        cursor.execute("COMMIT")


def _candidates(filler: Filler, table: Table, i: int) -> Iterator[Row]:
    """Yield the row, and where the table has booleans what else it may have to be."""
    tried: list[Row] = []
    for boolean in BOOLEANS:
        row = filler.rows(table, i, boolean)
        if row not in tried:
            tried.append(row)
            yield row


def _insert(cursor: Any, table: Table, candidates: Iterator[Row], quote: str) -> None:
    problems = []
    for row in candidates:
        names = ", ".join(f"{quote}{name}{quote}" for name in row).replace("%", "%%")
        marks = ", ".join(["%s"] * len(row))
        cursor.execute("SAVEPOINT one_row")
        try:
            cursor.execute(
                f"INSERT INTO {quote}{table.name}{quote} ({names}) VALUES ({marks})",
                list(row.values()),
            )
        except Exception as error:  # each driver has classes of its own
            problems.append(f"{error}: {row}")
            cursor.execute("ROLLBACK TO SAVEPOINT one_row")
        else:
            return
    raise UnfillableError(f"{table.name}: " + "; ".join(problems))

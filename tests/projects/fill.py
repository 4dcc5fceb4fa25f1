"""Write rows into every table of a SQLite database, the same rows each time.

No framework is involved; `fill_values` says which rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from migrations_core.schema.tables import Table
from tests.projects.fill_values import (
    BOOLEANS,
    Filler,
    Override,
    UnfillableError,
    fillable,
    numbers,
)
from tests.snapshots.schemas import read_file


def fill(
    database: Path, *, round_: int, overrides: Mapping[tuple[str, str], Override] | None = None
) -> None:
    """Insert rows into every table but the history; each round inserts different ones."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        schema = read_file(connection)
        filler = Filler(schema, overrides or {})
        for table in fillable(schema):
            for i in numbers(round_):
                _insert(connection, filler, table, i)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise UnfillableError(f"References that point nowhere: {broken}")
        connection.commit()


def _insert(connection: sqlite3.Connection, filler: Filler, table: Table, i: int) -> None:
    problems = []
    for boolean in BOOLEANS:
        row = filler.rows(table, i, boolean)
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in row)
        marks = ", ".join("?" * len(row))
        try:
            connection.execute(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', list(row.values())
            )
        except sqlite3.IntegrityError as error:
            problems.append(f"{error}: {row}")
        else:
            return
    raise UnfillableError(f"{table.name}: " + "; ".join(problems))

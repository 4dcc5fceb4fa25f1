"""Everything that the tables of a SQLite database contain, comparable between two runs.

What differs between two runs of the same thing (the time of day, random UUIDs) is masked by value,
so that the same columns still count where the rows are known ones: `tests.projects.fill` writes
neither times of this decade nor version 4 UUIDs.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.snapshots.diff import line_diff

RANDOM_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")
PRESENT_TIME = re.compile(r"20[2-9]\d-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?")
# A counter at 0 counts as none does. It is left by copying no rows, which one may as well not do.
EXCEPT_FOR = {"sqlite_sequence": " WHERE seq <> 0"}
MASKS = ((RANDOM_UUID, "<random uuid>"), (PRESENT_TIME, "<now>"))


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of one table in the order of its key; values spelled with their storage class."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> Iterator[str]:
        yield f"{self.table}: {len(self.rows)} rows"
        for row in self.rows:
            pairs = zip(self.columns, row, strict=True)
            yield f"{self.table}: " + ", ".join(f"{name}={value}" for name, value in pairs)

    def sorted_columns(self) -> TableRows:
        order = sorted(range(len(self.columns)), key=self.columns.__getitem__)
        rows = (tuple(row[position] for position in order) for row in self.rows)
        return TableRows(self.table, tuple(sorted(self.columns)), tuple(rows))


def read_rows(source: Path | sqlite3.Connection) -> tuple[TableRows, ...]:
    """Read all tables, `sqlite_sequence` too; of virtual tables the contents, not the storage."""
    if isinstance(source, sqlite3.Connection):
        return tuple(_read(source))
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        return tuple(_read(connection))


def row_diff(before: tuple[TableRows, ...], after: tuple[TableRows, ...]) -> str:
    return line_diff(
        [line for table in before for line in table.lines()],
        [line for table in after for line in table.lines()],
    )


def _read(connection: sqlite3.Connection) -> Iterator[TableRows]:
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
        " AND (name NOT LIKE 'sqlite~_%' ESCAPE '~' OR name = 'sqlite_sequence') ORDER BY name"
    )
    for (name,) in tables.fetchall():
        yield _table_rows(connection, name)


def _table_rows(connection: sqlite3.Connection, table: str) -> TableRows:
    described = connection.execute("SELECT name, pk FROM pragma_table_xinfo(?)", [table])
    columns = described.fetchall()
    keys = [position for position, (_, pk) in enumerate(columns) if pk]
    names = tuple(name for name, _ in columns)
    quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    rows = connection.execute(
        f'SELECT {quoted} FROM "{table}"{EXCEPT_FOR.get(table, "")}'
    ).fetchall()
    rows.sort(key=lambda row: repr([row[key] for key in keys]))
    spelled = [tuple(spell(value) for value in row) for row in rows]
    return TableRows(table, names, tuple(spelled) if keys else tuple(sorted(spelled)))


def spell(value: object) -> str:
    if not isinstance(value, str):
        return repr(value)
    for pattern, mask in MASKS:
        value = pattern.sub(mask, value)
    return repr(value)

"""Everything that the tables of a database on a server contain, as `rows` does it for SQLite.

Values are masked there; counters (sequences, AUTO_INCREMENT) are rows of a table of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrations_core.schema.tables import Schema, Table
from tests.snapshots.rows import TableRows, spell

COUNTERS = "(counters)"


def read_postgresql_rows(connection: Any, schema: Schema) -> tuple[TableRows, ...]:
    """Read all tables as PostgreSQL spells their values, and where its sequences stand."""
    with connection.cursor() as cursor:
        tables = [_table(cursor, table, '"', "::text") for table in schema.tables]
        counters = []
        for sequence in schema.sequences:
            name = _quoted(sequence.name, '"')  # f-strings of 3.11 have no nested quotes
            cursor.execute(f"SELECT last_value, is_called FROM {name}")
            place = sequence.owner or sequence.name
            counters.append((place, *(repr(value) for value in cursor.fetchone())))
    names = ("sequence", "last_value", "is_called")
    return (*tables, TableRows(COUNTERS, names, tuple(sorted(counters))))


def read_mysql_rows(connection: Any, schema: Schema) -> tuple[TableRows, ...]:
    """Read all tables, and the numbers that AUTO_INCREMENT will give next."""
    with connection.cursor() as cursor:
        tables = [_table(cursor, table, "`", "") for table in schema.tables]
        counters = tuple(_auto_increments(cursor, schema))
    return (*tables, TableRows(COUNTERS, ("table", "next"), counters))


def _table(cursor: Any, table: Table, quote: str, cast: str) -> TableRows:
    columns = tuple(column.name for column in table.columns)
    listed = ", ".join(f"{_quoted(name, quote)}{cast}" for name in columns)
    cursor.execute(f"SELECT {listed or 'NULL'} FROM {_quoted(table.name, quote)}")
    rows = [tuple(_spelled(value) for value in row) for row in cursor.fetchall()]
    keys = [
        columns.index(name) for name in (table.primary_key.columns if table.primary_key else ())
    ]
    rows.sort(key=lambda row: [row[key] for key in keys] or list(row))
    return TableRows(table.name, columns, tuple(rows))


def _auto_increments(cursor: Any, schema: Schema) -> Iterator[tuple[str, ...]]:
    for table in schema.tables:
        if any(column.identity for column in table.columns):
            # Not from the information schema, where MySQL answers with what was so a day ago.
            cursor.execute(f"SHOW CREATE TABLE `{table.name}`")
            _, said, counter = cursor.fetchone()[1].partition(" AUTO_INCREMENT=")
            yield table.name, counter.split()[0] if said else "1"


def _spelled(value: object) -> str:
    """Dates and the like are masked as text; numbers and text stay apart by their quotes."""
    plain = (type(None), bool, int, float, bytes, str)
    return spell(value if isinstance(value, plain) else str(value))


def _quoted(name: str, quote: str) -> str:
    return ".".join(f"{quote}{part}{quote}" for part in name.split("."))

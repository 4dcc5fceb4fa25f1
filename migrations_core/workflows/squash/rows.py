"""The rows of a database, told apart by what they say and what they point at, not by the numbers they got.

Two ways of migrating may insert the same rows in another order (content types, for example), and then the numbers that
the database counts differ, with all foreign keys to them.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from migrations_core.backends.registry import vendor_of
from migrations_core.values import frozen

HISTORY = "django_migrations"
ROUNDS = 5
"""How far a row is told apart by rows that it points at, that those point at, and so on."""
RANDOM_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")


@frozen
class Table:
    """The rows of one table, and which of their columns say something only together with another table."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    surrogate: str | None
    """The column that the database numbers the rows with."""
    foreign_keys: dict[str, tuple[str, str]]
    """column -> (table, column)"""


def row_lines(connection: Any, day: datetime.date) -> list[str]:
    """Describe all rows, the history of migrations left out; ``day``: when they were written."""
    with connection.cursor() as cursor:
        tables = {name: _read(connection, cursor, name) for name in _names(connection, cursor)}
    signatures = _signatures(tables, day)
    return sorted(
        f"{name}: {_shown(table, row, day)} [{signatures[name][position]}]"
        for name, table in tables.items()
        for position, row in enumerate(table.rows)
    )


def _names(connection: Any, cursor: Any) -> Iterator[str]:
    shadows = set[str]()
    if query := vendor_of(connection).shadows:
        cursor.execute(query)
        shadows = {name for (name,) in cursor.fetchall()}
    for table in connection.introspection.get_table_list(cursor):
        if table.type == "t" and table.name not in shadows and table.name != HISTORY:
            yield table.name


def _read(connection: Any, cursor: Any, name: str) -> Table:
    introspection = connection.introspection
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
    columns = tuple(column[0] for column in cursor.description)
    rows = [tuple(row) for row in cursor.fetchall()]
    keys = {
        column: (target[1], target[0])
        for column, target in introspection.get_relations(cursor, name).items()
    }
    primary = list(introspection.get_primary_key_columns(cursor, name) or ())
    numbered = (
        len(primary) == 1
        and primary[0] not in keys
        and all(isinstance(row[columns.index(primary[0])], int) for row in rows)
    )
    return Table(name, columns, rows, primary[0] if numbered else None, keys)


def _signatures(tables: dict[str, Table], day: datetime.date) -> dict[str, list[str]]:
    """Refine what is known of each row by what is known of the rows that it points at."""
    own = {
        name: [_digest(_shown(table, row, day)) for row in table.rows]
        for name, table in tables.items()
    }
    current = own
    for _ in range(ROUNDS):
        places = _by_value(tables, current)
        current = {
            name: [
                _digest(own[name][position], *_targets(table, row, places))
                for position, row in enumerate(table.rows)
            ]
            for name, table in tables.items()
        }
    return current


def _by_value(
    tables: dict[str, Table], signatures: dict[str, list[str]]
) -> dict[tuple[str, str, Any], str]:
    wanted = {target for table in tables.values() for target in table.foreign_keys.values()}
    return {
        (name, column, row[tables[name].columns.index(column)]): signatures[name][position]
        for name, column in wanted
        if name in tables
        for position, row in enumerate(tables[name].rows)
    }


def _targets(
    table: Table, row: tuple[Any, ...], places: dict[tuple[str, str, Any], str]
) -> Iterator[str]:
    for column, value in zip(table.columns, row, strict=True):
        if column in table.foreign_keys:
            target = (*table.foreign_keys[column], value)
            yield f"{column}:{places.get(target, value)}"


def _shown(table: Table, row: tuple[Any, ...], day: datetime.date) -> str:
    """Write what a row says itself."""
    return ", ".join(
        f"{column}={_spelled(value, day)}"
        for column, value in sorted(zip(table.columns, row, strict=True))
        if column != table.surrogate and column not in table.foreign_keys
    )


def _spelled(value: Any, day: datetime.date) -> str:
    """Write a value; what comes out differently each time (the time of day, random UUIDs) is not told apart."""
    near = {day + datetime.timedelta(days=offset) for offset in (-1, 0, 1)}
    if isinstance(value, datetime.datetime) and value.date() in near:
        return "(now)"
    text = RANDOM_UUID.sub("(random UUID)", repr(value))
    return "(now)" if any(text.startswith(f"'{each:%Y-%m-%d}") for each in near) else text


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]

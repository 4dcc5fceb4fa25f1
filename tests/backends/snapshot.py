"""Everything that a SQLite database holds of its schema, in a form that two databases can share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TableSnapshot:
    """``definition`` has the parts of CREATE TABLE in no order: columns tell theirs."""

    columns: tuple[tuple[Any, ...], ...]
    foreign_keys: frozenset[tuple[Any, ...]]
    indexes: frozenset[tuple[str, str]]
    triggers: frozenset[tuple[str, str]]
    definition: frozenset[str]


def snapshot(connection: Any) -> dict[str, TableSnapshot | str]:
    """Read all tables and views, without those that SQLite keeps for itself."""
    tables = _rows(
        connection,
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%%' ESCAPE '~'",
    )
    return {
        name: _table(connection, name, sql) if type_ == "table" else sql
        for type_, name, sql in tables
    }


def rows(connection: Any, table: str) -> list[dict[str, Any]]:
    """Read a table in the order of its ids."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _table(connection: Any, name: str, sql: str) -> TableSnapshot:
    entries = _rows(
        connection,
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL",
        [name],
    )
    return TableSnapshot(
        columns=tuple(_rows(connection, "SELECT * FROM pragma_table_xinfo(%s)", [name])),
        foreign_keys=frozenset(
            row[2:]
            for row in _rows(connection, "SELECT * FROM pragma_foreign_key_list(%s)", [name])
        ),
        indexes=frozenset((n, text) for type_, n, text in entries if type_ == "index"),
        triggers=frozenset((n, text) for type_, n, text in entries if type_ == "trigger"),
        definition=frozenset(parts(sql)),
    )


def parts(sql: str) -> list[str]:
    """Split CREATE TABLE at the commas between columns and constraints.

    >>> parts('CREATE TABLE "a" ("b" decimal(5, 2) NULL, CHECK ("b" IN (1, 2)))')
    ['"b" decimal(5, 2) NULL', 'CHECK ("b" IN (1, 2))']
    """
    body = sql[sql.index("(") + 1 : sql.rindex(")")]
    found, depth, start, quoted = [], 0, 0, ""
    for position, character in enumerate(body):
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "'\"":
            quoted = character
        elif character == "," and depth == 0:
            found.append(body[start:position].strip())
            start = position + 1
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
    return [*found, body[start:].strip()]


def _rows(connection: Any, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())

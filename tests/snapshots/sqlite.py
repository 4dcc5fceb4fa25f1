"""Read the schema of a SQLite database: from pragmas what they tell, the rest from its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.snapshots.sqlite_ddl import TableDefinition, UnreadableDDLError, parse_create_table
from tests.snapshots.sqlite_tokens import Token, normalise, spell, split_at_commas, tokenize
from tests.snapshots.values import (
    Check,
    Column,
    Index,
    IndexColumn,
    PrimaryKey,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
)  # fmt: skip

GENERATED_KINDS = {2: "VIRTUAL", 3: "STORED"}  # the column "hidden" of PRAGMA table_xinfo


def read_schema(source: Path | sqlite3.Connection) -> Schema:
    """Read a database file or what an open connection sees."""
    if isinstance(source, sqlite3.Connection):
        return _read(source)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        return _read(connection)


def _read(connection: sqlite3.Connection) -> Schema:
    views = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'")
    return Schema(
        tables=tuple(sorted(_tables(connection), key=lambda table: table.name)),
        views=tuple(
            View(name, normalise(sql), _triggers(connection, name)) for name, sql in sorted(views)
        ),
    )


def _tables(connection: sqlite3.Connection) -> Iterator[Table]:
    kinds = {row[1]: row[2] for row in connection.execute("PRAGMA main.table_list")}
    stored = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    for name, sql in stored.fetchall():
        if kinds[name] == "virtual":
            yield Table(name, columns=(), kind="virtual", options=(normalise(sql),))
        elif not name.startswith("sqlite_"):
            yield _table(connection, name=name, kind=kinds[name], sql=sql)


def _table(connection: sqlite3.Connection, *, name: str, kind: str, sql: str) -> Table:
    definition = parse_create_table(sql)
    columns = tuple(_columns(connection, name, definition))
    _check_the_parser(connection, name, definition)
    return Table(
        name,
        columns,
        kind=kind,
        primary_key=_primary_key(connection, name, definition),
        uniques=tuple(sorted(definition.uniques, key=_unique_order)),
        checks=tuple(sorted(definition.checks, key=_check_order)),
        foreign_keys=tuple(sorted(definition.foreign_keys, key=repr)),
        indexes=tuple(_indexes(connection, name)),
        triggers=_triggers(connection, name),
        options=definition.options,
    )


def _columns(
    connection: sqlite3.Connection, table: str, definition: TableDefinition
) -> Iterator[Column]:
    for _, name, _, not_null, _, _, hidden in _pragma(connection, "table_xinfo", table):
        said = definition.columns[name]
        yield Column(
            name,
            said.type,
            nullable=not not_null,
            default=said.default,
            collation=said.collation,
            generated=said.generated,
            generated_kind=GENERATED_KINDS.get(hidden),
            identity="AUTOINCREMENT" if said.autoincrement else None,
            hidden=hidden == 1,
            options=tuple(said.options),
        )


def _primary_key(
    connection: sqlite3.Connection, table: str, definition: TableDefinition
) -> PrimaryKey | None:
    rows = _pragma(connection, "table_xinfo", table)
    positions = sorted((row[5], row[1]) for row in rows if row[5])
    columns = tuple(name for _, name in positions)
    said = definition.primary_key
    if columns != (said.columns if said else ()):
        raise UnreadableDDLError(f"Primary key of {table}: read {said}, but it is {columns}")
    return said


def _indexes(connection: sqlite3.Connection, table: str) -> Iterator[Index]:
    """Yield the indexes that have a statement of their own; the others belong to constraints."""
    stored = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ? ORDER BY name",
        [table],
    )
    for name, sql in stored.fetchall():
        tokens = tokenize(sql)
        start = next(i for i, token in enumerate(tokens) if token.is_operator("("))
        end = _closing(tokens, start)
        keys = [row for row in _pragma(connection, "index_xinfo", name) if row[5]]
        parts = split_at_commas(tokens[start + 1 : end])
        condition = tokens[end + 2 :]  # after ")" and WHERE
        yield Index(
            name,
            tuple(_index_column(part, row) for part, row in zip(parts, keys, strict=True)),
            unique=tokens[1].is_keyword("UNIQUE"),
            condition=spell(condition) or None,
        )


def _index_column(part: list[Token], row: tuple[Any, ...]) -> IndexColumn:
    _, _, _, descending, collation, _ = row
    if part[-1].is_keyword("ASC", "DESC"):
        part = part[:-1]
    if len(part) > 2 and part[-2].is_keyword("COLLATE"):
        part = part[:-2]
    return IndexColumn(spell(part), collation, bool(descending))


def _closing(tokens: list[Token], start: int) -> int:
    depth = 0
    for position, token in enumerate(tokens[start:], start):
        depth += token.is_operator("(") - token.is_operator(")")
        if depth == 0:
            return position
    raise UnreadableDDLError(spell(tokens))


def _triggers(connection: sqlite3.Connection, table: str) -> tuple[Trigger, ...]:
    stored = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name",
        [table],
    )
    return tuple(Trigger(name, normalise(sql)) for name, sql in stored)


def _check_the_parser(
    connection: sqlite3.Connection, table: str, definition: TableDefinition
) -> None:
    """Compare what was read in the text with what SQLite itself says, where it says it."""
    names = [row[1] for row in _pragma(connection, "table_xinfo", table)]
    if names != list(definition.columns):
        raise UnreadableDDLError(f"Columns of {table}: read {list(definition.columns)}: {names}")
    known: dict[int, list[tuple[Any, ...]]] = {}
    for row in _pragma(connection, "foreign_key_list", table):
        known.setdefault(row[0], []).append(row)
    expected = sorted(_pragma_key(rows) for rows in known.values())
    found = sorted(
        (key.target, key.columns, key.on_update, key.on_delete) for key in definition.foreign_keys
    )
    if found != expected:
        raise UnreadableDDLError(f"Foreign keys of {table}: read {found}: {expected}")


def _pragma_key(rows: list[tuple[Any, ...]]) -> tuple[str, tuple[str, ...], str, str]:
    rows = sorted(rows, key=lambda row: row[1])
    return rows[0][2], tuple(row[3] for row in rows), rows[0][5], rows[0][6]


def _pragma(connection: sqlite3.Connection, pragma: str, name: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT * FROM pragma_{pragma}(?)", [name]).fetchall()


def _unique_order(unique: Unique) -> tuple[str, tuple[str, ...]]:
    return unique.name or "", unique.columns


def _check_order(check: Check) -> tuple[str, str]:
    return check.name or "", check.expression

"""Read what a SQLite database holds: from pragmas what they tell, the rest from its text.

Takes Django's connections and the driver's own. Each question is asked once for all tables.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from migrations_core.backends.base.models import Connection
from migrations_core.schema.tables import (
    Check,
    Column,
    Index,
    IndexKey,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
)  # fmt: skip

from .create_table import TableDefinition, UnreadableDDLError, parse_create_table
from .tokens import Token, normalise, spell, split_at_commas, tokenize

GENERATED_KINDS = {2: "VIRTUAL", 3: "STORED"}  # the column "hidden" of PRAGMA table_xinfo
KNOWS_SHADOW_TABLES = sqlite3.sqlite_version_info >= (3, 37)

COLUMNS = """
SELECT m.name, x.name, x."notnull", x.pk, x.hidden
FROM sqlite_master m JOIN pragma_table_xinfo(m.name) x
WHERE m.type = 'table' AND {scope} ORDER BY m.name, x.cid
"""
FOREIGN_KEYS = """
SELECT m.name, x.id, x."from", x."table", x.on_update, x.on_delete
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) x
WHERE m.type = 'table' AND {scope} ORDER BY m.name, x.id, x.seq
"""
INDEX_COLUMNS = """
SELECT m.name, x."desc", x.coll
FROM sqlite_master m JOIN pragma_index_xinfo(m.name) x
WHERE m.type = 'index' AND x.key AND {scope} ORDER BY m.name, x.seqno
"""
STORED = "SELECT tbl_name, type, name, sql FROM sqlite_master m WHERE {scope} ORDER BY name"
KINDS = "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"
ORDINARY = "m.sql IS NOT NULL AND m.sql NOT LIKE 'CREATE VIRTUAL %' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'"

Row = tuple[Any, ...]


def read_schema(connection: Connection, *, strict: bool = False) -> Schema:
    """Read everything that is not SQLite's own.

    Of a table whose text is not understood its text is told, or it is refused if ``strict``.
    """
    found = _Found(connection)
    stored = [(kind, name, sql) for rows in found.stored.values() for kind, name, sql in rows]
    read = found.table if strict else found.table_or_text
    tables = [read(name, sql) for kind, name, sql in stored if kind == "table"]
    return Schema(
        tables=tuple(sorted(tables, key=lambda table: table.name)),
        views=tuple(
            View(name, normalise(sql), found.triggers(name))
            for kind, name, sql in sorted(stored)
            if kind == "view"
        ),
    )


def read_tables(connection: Connection, names: Collection[str]) -> dict[str, Table]:
    """Read these tables, by name; one that is not there, or whose text is not understood, is left out."""
    found = _Found(connection, names)
    tables = {}
    for rows in found.stored.values():
        for kind, name, sql in rows:
            if kind == "table":
                try:
                    tables[name] = found.table(name, sql)
                except UnreadableDDLError:
                    continue
    return tables


class _Found:
    """The answers of SQLite, by table or index."""

    def __init__(self, connection: Connection, names: Collection[str] | None = None) -> None:
        asked = "true" if names is None else f"m.tbl_name COLLATE NOCASE IN ({_literals(names)})"
        ordinary = f"{ORDINARY} AND {asked}"
        self.columns = _grouped(_rows(connection, COLUMNS.format(scope=ordinary)))
        self.keys = _grouped(_rows(connection, FOREIGN_KEYS.format(scope=ordinary)))
        self.index_columns = _grouped(_rows(connection, INDEX_COLUMNS.format(scope=ordinary)))
        own = f"m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND {asked}"
        self.stored = _grouped(_rows(connection, STORED.format(scope=own)))
        self.kinds: dict[str, str] = dict(_rows(connection, KINDS)) if KNOWS_SHADOW_TABLES else {}

    def table(self, name: str, sql: str) -> Table:
        if sql.startswith("CREATE VIRTUAL "):
            return Table(name, columns=(), kind="virtual", options=(normalise(sql),))
        definition = parse_create_table(sql)
        self._check_the_parser(name, definition)
        return Table(
            name,
            tuple(self._columns(name, definition)),
            kind=self.kinds.get(name, "table"),
            primary_key=definition.primary_key,
            uniques=tuple(sorted(definition.uniques, key=_unique_order)),
            checks=tuple(sorted(definition.checks, key=_check_order)),
            foreign_keys=tuple(sorted(definition.foreign_keys, key=repr)),
            indexes=tuple(self._indexes(name)),
            triggers=self.triggers(name),
            options=definition.options,
        )

    def table_or_text(self, name: str, sql: str) -> Table:
        try:
            return self.table(name, sql)
        except UnreadableDDLError:
            return Table(
                name,
                kind="unknown",
                indexes=tuple(self._indexes(name)),
                triggers=self.triggers(name),
                options=(normalise(sql),),
            )

    def _columns(self, table: str, definition: TableDefinition) -> Iterator[Column]:
        for name, not_null, _, hidden in self.columns[table]:
            said = definition.columns[name]
            yield Column(
                name,
                said.type,
                null=not not_null,
                default=said.default,
                collation=said.collation,
                generated=said.generated,
                generated_kind=GENERATED_KINDS.get(hidden, ""),
                identity="AUTOINCREMENT" if said.autoincrement else "",
                hidden=hidden == 1,
                options=tuple(said.options),
            )

    def _indexes(self, table: str) -> Iterator[Index]:
        """Yield the indexes that have a statement of their own; the others belong to constraints."""
        for kind, name, sql in self.stored[table]:
            if kind == "index":
                yield _index(name, sql, self.index_columns[name])

    def triggers(self, table: str) -> tuple[Trigger, ...]:
        stored = self.stored[table]
        return tuple(
            Trigger(name, normalise(sql)) for kind, name, sql in stored if kind == "trigger"
        )

    def _check_the_parser(self, table: str, definition: TableDefinition) -> None:
        """Compare what was read in the text with what SQLite itself says, where it says it."""
        rows = self.columns[table]
        names = [name for name, *_ in rows]
        if names != list(definition.columns):
            raise UnreadableDDLError(
                f"Columns of {table}: read {list(definition.columns)}: {names}"
            )
        primary = tuple(name for _, name in sorted((row[2], row[0]) for row in rows if row[2]))
        said = definition.primary_key
        if primary != (said.columns if said else ()):
            raise UnreadableDDLError(f"Primary key of {table}: read {said}, but it is {primary}")
        known = _grouped(self.keys[table])
        expected = sorted(_pragma_key(rows) for rows in known.values())
        found = sorted(
            (key.target, key.columns, key.on_update, key.on_delete)
            for key in definition.foreign_keys
        )
        if found != expected:
            raise UnreadableDDLError(f"Foreign keys of {table}: read {found}: {expected}")


def _index(name: str, sql: str, keys: list[Row]) -> Index:
    tokens = tokenize(sql)
    start = next(i for i, token in enumerate(tokens) if token.is_operator("("))
    end = _closing(tokens, start)
    parts = split_at_commas(tokens[start + 1 : end])
    condition = tokens[end + 2 :]  # after ")" and WHERE
    return Index(
        name=name,
        keys=tuple(_index_column(part, row) for part, row in zip(parts, keys, strict=True)),
        unique=tokens[1].is_keyword("UNIQUE"),
        condition=spell(condition),
    )


def _index_column(part: list[Token], row: Row) -> IndexKey:
    descending, collation = row
    if part[-1].is_keyword("ASC", "DESC"):
        part = part[:-1]
    if len(part) > 2 and part[-2].is_keyword("COLLATE"):
        part = part[:-2]
    return IndexKey(spell(part), collation, bool(descending))


def _closing(tokens: list[Token], start: int) -> int:
    depth = 0
    for position, token in enumerate(tokens[start:], start):
        depth += token.is_operator("(") - token.is_operator(")")
        if depth == 0:
            return position
    raise UnreadableDDLError(spell(tokens))


def _pragma_key(rows: list[Row]) -> tuple[str, tuple[str, ...], str, str]:
    _, target, on_update, on_delete = rows[0]
    return target, tuple(column for column, *_ in rows), on_update, on_delete


def _unique_order(unique: Unique) -> tuple[str, tuple[str, ...]]:
    return unique.name, unique.columns


def _check_order(check: Check) -> tuple[str, str]:
    return check.name, check.expression


def _literals(names: Collection[str]) -> str:
    """Write names into SQL, since Django's cursors and the driver's disagree about placeholders."""
    listed = json.dumps(list(names), ensure_ascii=False).replace("'", "''")
    return f"SELECT value FROM json_each('{listed}')"


def _grouped(rows: list[Row]) -> dict[Any, list[Row]]:
    """Group by the first value, which goes."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for first, *rest in rows:
        groups[first].append(tuple(rest))
    return groups


def _rows(connection: Connection, sql: str) -> list[Row]:
    cursor = connection.cursor()
    try:
        cursor.execute(sql)
        return list(cursor.fetchall())
    finally:
        cursor.close()

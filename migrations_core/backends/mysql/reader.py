"""Read what a MariaDB or MySQL database holds from its information schema.

Takes any DB-API connection, Django's too. What only one of the servers has (check constraints of
columns, expressions in indexes) is asked where the server's own catalogue has a place for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from migrations_core.backends.base.models import Connection
from migrations_core.schema.tables import (
    Check,
    Column,
    Extra,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Table,
    Trigger,
    View,
)  # fmt: skip

from . import reader_queries as queries

PRIMARY = "PRIMARY"
PLACELESS = ("auto_increment", "stored generated", "virtual generated", "persistent")

Row = tuple[Any, ...]


def read_schema(connection: Connection) -> Schema:
    """Read what is in the database that the connection is to."""
    with connection.cursor() as cursor:
        of_tables = queries.of_tables(_columns_of_the_catalogue(cursor))
        found = {
            name: _rows(cursor, sql) for name, sql in (of_tables | queries.OF_DATABASE).items()
        }
    return Schema(
        tables=_tables(found),
        views=tuple(View(name, " ".join(map(str, rest))) for name, *rest in found["views"]),
        extras=tuple(Extra(*row) for row in found["extras"]),
    )


def read_tables(connection: Connection, names: Collection[str]) -> dict[str, Table]:
    """Read these tables, by name; one that is not in the database is left out."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        of_tables = queries.of_tables(_columns_of_the_catalogue(cursor), asked=True)
        found = {name: _rows(cursor, sql, [tuple(names)]) for name, sql in of_tables.items()}
    return {table.name: table for table in _tables(found)}


def _tables(found: dict[str, list[Row]]) -> tuple[Table, ...]:
    parts = {
        name: _grouped(found[name])
        for name in ("columns", "indexes", "foreign_keys", "checks", "triggers")
    }
    return tuple(
        _table(row, {name: parts[name][row[0]] for name in parts}) for row in found["tables"]
    )


def _table(row: Row, parts: dict[str, list[Row]]) -> Table:
    name, kind, engine, collation, row_format, options, comment = row
    by_index = _grouped(parts["indexes"], position=1)
    settings = {"ENGINE": engine, "COLLATE": collation, "ROW_FORMAT": row_format}
    return Table(
        name,
        tuple(_column(column) for column in parts["columns"]),
        kind="table" if kind == "BASE TABLE" else kind.lower(),
        primary_key=_primary_key(by_index.pop(PRIMARY, [])),
        checks=tuple(_check(row) for row in parts["checks"]),
        foreign_keys=tuple(_foreign_key(rows) for rows in _grouped(parts["foreign_keys"], position=1).values()),
        indexes=tuple(_index(rows) for rows in by_index.values()),
        triggers=tuple(Trigger(name, sql) for _, name, sql in parts["triggers"]),
        options=tuple(f"{key} {value}" for key, value in settings.items()) + _told(options),
        comment=comment or "",
    )  # fmt: skip


def _column(row: Row) -> Column:
    _, name, type_, nullable, default, charset, collation, comment, extra, expression = row
    extra = extra.lower()
    return Column(
        name,
        type_,
        null=nullable == "YES",
        default=default,
        collation=f"{charset} {collation}" if collation else "",
        generated=expression or None,
        generated_kind=extra.partition(" generated")[0].upper() if expression else "",
        identity="AUTO_INCREMENT" if "auto_increment" in extra else "",
        comment=comment or "",
        options=_told(" ".join(word for word in [_without(extra, PLACELESS)] if word)),
    )


def _check(row: Row) -> Check:
    _, name, clause, options = row
    return Check(expression=clause, name=name, options=_told(options))


def _primary_key(rows: list[Row]) -> PrimaryKey | None:
    """Its name is always PRIMARY, so that is no fact."""
    if not rows:
        return None
    index = _index(rows)
    return PrimaryKey(tuple(key.expression for key in index.keys), options=index.options)


def _index(rows: list[Row]) -> Index:
    _, name, not_unique, kind, comment, ignored, *_ = rows[0]
    return Index(
        name=name,
        keys=tuple(_index_column(row) for row in rows),
        unique=not not_unique,
        options=(f"USING {kind}", *(("IGNORED",) if ignored in ("YES", 1) else ())),
        comment=comment or "",
    )


def _index_column(row: Row) -> IndexKey:
    *_, _position, column, direction, length, expression = row
    prefix = (f"first {length}",) if length else ()
    return IndexKey(column or expression, descending=direction == "D", options=prefix)


def _foreign_key(rows: list[Row]) -> ForeignKey:
    _, name, _, _, target, _, on_delete, on_update, match = rows[0]
    return ForeignKey(
        tuple(row[3] for row in rows),
        name=name,
        target=target,
        target_columns=tuple(row[5] for row in rows),
        # The servers treat the two as one and show either, depending on who wrote the table.
        on_delete="NO ACTION" if on_delete == "RESTRICT" else on_delete,
        on_update="NO ACTION" if on_update == "RESTRICT" else on_update,
        match="" if match == "NONE" else match,
    )


def _told(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        text = text.replace(word, "")
    return " ".join(text.replace(",", " ").split())


def _grouped(rows: list[Row], *, position: int = 0) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[position]].append(row)
    return groups


def _columns_of_the_catalogue(cursor: Any) -> set[tuple[str, str]]:
    rows = _rows(
        cursor,
        "SELECT lower(table_name), lower(column_name) FROM information_schema.columns"
        " WHERE table_schema = 'information_schema'",
    )
    return {(table, column) for table, column in rows}


def _rows(cursor: Any, sql: str, params: list[Any] | None = None) -> list[Row]:
    cursor.execute(sql, params)
    return list(cursor.fetchall())

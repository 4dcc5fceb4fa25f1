"""Read what a PostgreSQL database holds from its catalogues.

The server's own functions spell expressions and types, so their form has no accidents. Takes any
DB-API connection, Django's too. Tables that the search path does not find carry their schema's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from migrations_core.backends.base.models import Connection
from migrations_core.schema.tables import (
    Column,
    Extra,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)  # fmt: skip

from . import reader_indexes as indexes
from . import reader_queries as queries
from .reader_constraints import Constraints

IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}
GENERATED = {"s": "STORED", "v": "VIRTUAL"}
KINDS = {"r": "table", "p": "partitioned", "f": "foreign"}
PERSISTENCE = {"u": ("UNLOGGED",), "t": ("TEMPORARY",)}

Row = tuple[Any, ...]


def read_schema(connection: Connection, *, whole_database: bool = False) -> Schema:
    """Read what the search path finds, or everything that is not PostgreSQL's own or an extension's."""
    found = _ask(connection, queries.of_database() if whole_database else queries.of_search_path())
    triggers = _grouped(found["triggers"])
    return Schema(
        tables=_tables(found, triggers),
        views=tuple(
            View(name, f"{kind} {sql}", _triggers(triggers[name]))
            for name, kind, sql in found["views"]
        ),
        sequences=tuple(Sequence(*row) for row in found["sequences"]),
        extras=tuple(sorted((Extra(*row) for row in found.get("extras", ())), key=repr)),
    )


def read_tables(connection: Connection, names: Collection[str]) -> dict[str, Table]:
    """Read these tables, by name; one that the search path does not find is left out."""
    found = _ask(connection, queries.of_asked_tables(), [list(names)])
    return {table.name: table for table in _tables(found, _grouped(found["triggers"]))}


def _ask(
    connection: Connection, asked: dict[str, str], params: list[Any] | None = None
) -> dict[str, list[Row]]:
    with connection.cursor() as cursor:
        return {name: _rows(cursor, sql, params) for name, sql in asked.items()}


def _tables(found: dict[str, list[Row]], triggers: dict[str, list[Row]]) -> tuple[Table, ...]:
    columns = _grouped(found["columns"])
    constraints = _grouped(found["constraints"])
    own_indexes = _grouped(found["indexes"])
    keys = _grouped(found["index_columns"])
    return tuple(
        _table(
            row,
            [_column(column) for column in columns[row[0]]],
            Constraints(constraints[row[0]]),
            indexes=[indexes.index(index, keys[index[1]]) for index in own_indexes[row[0]]],
            triggers=_triggers(triggers[row[0]]),
        )
        for row in found["tables"]
    )


def _table(
    row: Row,
    columns: list[Column],
    constraints: Constraints,
    *,
    indexes: list[Any],
    triggers: tuple[Trigger, ...],
) -> Table:
    name, kind, persistence, options, tablespace, security, partition, comment = row
    placed = (f"TABLESPACE {tablespace}",) if tablespace else ()
    secured = ("ROW LEVEL SECURITY",) if security else ()
    divided = (partition,) if partition else ()
    return Table(
        name,
        tuple(columns),
        kind=KINDS[kind],
        primary_key=constraints.primary_key(),
        uniques=constraints.uniques(),
        checks=constraints.checks(),
        foreign_keys=constraints.foreign_keys(),
        exclusions=constraints.exclusions(),
        indexes=tuple(indexes),
        triggers=triggers,
        options=(*PERSISTENCE.get(persistence, ()), *(options or ()), *placed, *secured, *divided),
        comment=comment or "",
    )


def _column(row: Row) -> Column:
    _, name, type_, not_null, expression, collation, generated, identity, comment, *rest = row
    storage, compression, statistics, options = rest
    settings = {"STORAGE": storage, "COMPRESSION": compression, "STATISTICS": statistics}
    return Column(
        name,
        type_,
        null=not not_null,
        default=None if generated else expression,
        collation=collation or "",
        generated=expression if generated else None,
        generated_kind=GENERATED.get(generated, ""),
        identity=IDENTITY.get(identity, ""),
        comment=comment or "",
        options=(
            *(f"{key} {value}" for key, value in settings.items() if value not in (None, "")),
            *(options or ()),
        ),
    )


def _triggers(rows: list[Row]) -> tuple[Trigger, ...]:
    return tuple(Trigger(name, definition) for _, name, definition in rows)


def _grouped(rows: list[Row]) -> dict[str, list[Row]]:
    """Group by the first value, which stays in the rows."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups


def _rows(cursor: Any, sql: str, params: list[Any] | None) -> list[Row]:
    cursor.execute(sql, params)
    return list(cursor.fetchall())

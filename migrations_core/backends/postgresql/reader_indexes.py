"""One PostgreSQL index, from its rows of the catalogues to a value."""

from __future__ import annotations

from typing import Any

from migrations_core.schema.tables import Index, IndexKey
from migrations_core.values import frozen

ORDERS = {0: (False, ()), 1: (True, ("NULLS LAST",)), 2: (False, ("NULLS FIRST",)), 3: (True, ())}
"""By the bits of pg_index.indoption: whether it descends, and where NULL goes if told."""


@frozen
class Stored:
    """One row of the query for indexes."""

    table: str
    oid: int
    name: str
    unique: bool
    valid: bool
    ready: bool
    clustered: bool
    replica_identity: bool
    nulls_not_distinct: bool
    method: str
    condition: str | None
    options: list[str] | None
    tablespace: str | None
    keys: int
    comment: str | None


def index(row: tuple[Any, ...], columns: list[tuple[Any, ...]]) -> Index:
    """Make the value of one index; its columns are in their order."""
    stored = Stored(*row)
    included = [expression for _, _, expression, *_ in columns[stored.keys :]]
    return Index(
        name=stored.name,
        keys=tuple(_column(column) for column in columns[: stored.keys]),
        unique=stored.unique,
        condition=stored.condition or "",
        options=(*_options(stored), *(f"INCLUDE {expression}" for expression in included)),
        comment=stored.comment or "",
    )


def _options(stored: Stored) -> tuple[str, ...]:
    facts = [
        ("INVALID", not stored.valid),
        ("NOT READY", not stored.ready),
        ("CLUSTERED", stored.clustered),
        ("REPLICA IDENTITY", stored.replica_identity),
        ("NULLS NOT DISTINCT", stored.nulls_not_distinct),
        (f"TABLESPACE {stored.tablespace}", stored.tablespace is not None),
    ]
    told = tuple(text for text, is_so in facts if is_so)
    return (f"USING {stored.method}", *told, *(stored.options or ()))


def _column(row: tuple[Any, ...]) -> IndexKey:
    _, _, expression, collation, order, operator_class, parameters = row
    descending, nulls = ORDERS[order]
    operators = (operator_class,) if operator_class else ()
    return IndexKey(
        expression, collation or "", descending, (*operators, *nulls, *(parameters or ()))
    )

"""Compare what databases hold, and say what differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from migrations_core.schema.tables import Check, ForeignKey, Index, Schema, Table, Unique
from tests.fuzz.databases import Content
from tests.projects.permissions import by_name
from tests.snapshots.diff import diff
from tests.snapshots.rows import TableRows, row_diff

Named = TypeVar("Named", Unique, Check, ForeignKey, Index)

GIVEN = re.compile(r"(?:ix|Ix|rn)\d+$")
"""Names of indexes and constraints that models say. All others are made up of names of tables and columns."""
INTEGERS = ("smallint", "bigint")
MADE_UP = "(made up)"
HISTORY, COUNTERS = "django_migrations", "(counters)"


@dataclass(frozen=True, slots=True)
class Finding:
    """What went otherwise than with stock Django; ``text`` fits on a line or two, ``detail`` is all of it."""

    kind: str
    text: str
    detail: str = ""

    @property
    def signature(self) -> str:
        """Return what findings of one cause have in common, more or less."""
        text = re.sub(r"_[0-9a-f]{8}(?![0-9a-f])", "_H", self.text)
        return f"{self.kind}: {re.sub(r'[A-Za-zÜü_]*[0-9]+[A-Za-z_]*', 'N', text)[:160]}"


def compare(kind: str, stock: Content, ours: Content) -> Finding | None:
    """Compare to the letter: both came from the same migrations."""
    schema = diff(stock.schema, ours.schema)
    if schema:
        return Finding(f"{kind}: schema", _short(schema), schema)
    rows = row_diff(by_name(stock.rows), by_name(ours.rows))
    return Finding(f"{kind}: rows", _short(rows), rows) if rows else None


def compare_histories(kind: str, one: Content, other: Content) -> Finding | None:
    """Compare what other migrations of the same project made, but for made-up names and the order of columns."""
    schema = compare_schemas(kind, one.schema, other.schema)
    if schema:
        return schema
    rows = row_diff(*(_project_rows(content.rows) for content in (one, other)))
    return Finding(f"{kind}: rows", _short(rows), rows) if rows else None


def compare_schemas(kind: str, one: Schema, other: Schema) -> Finding | None:
    """Compare but for names that were made up and the order of columns."""
    schema = diff(*(_loose(each) for each in (one, other)))
    return Finding(f"{kind}: schema", _short(schema), schema) if schema else None


def with_checks_anywhere(schema: Schema) -> Schema:
    """Forget whether MariaDB has a check in a column or beside them, which depends on what came first."""
    return replace(
        schema,
        tables=tuple(
            replace(table, checks=tuple(replace(check, options=()) for check in table.checks))
            for table in schema.tables
        ),
    )


def with_integer_keys(schema: Schema) -> Schema:
    """Take all whole numbers in SQLite's foreign keys for one type, as they are to it.

    A column keeps the type that its table was made with when the key that it refers to becomes larger or smaller.
    """
    return replace(schema, tables=tuple(_table_with_integer_keys(table) for table in schema.tables))


def _table_with_integer_keys(table: Table) -> Table:
    keys = {name for each in table.foreign_keys for name in each.columns}
    columns = (
        replace(each, type="integer") if each.name in keys and each.type in INTEGERS else each
        for each in table.columns
    )
    return replace(table, columns=tuple(columns))


def _loose(schema: Schema) -> Schema:
    schema = schema.sorted_columns()
    tables = tuple(_loose_table(table) for table in schema.tables if table.name != HISTORY)
    counted = (each for each in schema.sequences if HISTORY not in each.name)
    sequences = (replace(each, name=MADE_UP) for each in counted)
    return replace(schema, tables=tables, sequences=tuple(sorted(sequences, key=repr)))


def _loose_table(table: Table) -> Table:
    key = table.primary_key and replace(table.primary_key, name=MADE_UP)
    return replace(
        table,
        primary_key=key,
        uniques=_unnamed(table.uniques),
        checks=_unnamed(table.checks),
        foreign_keys=_unnamed(table.foreign_keys),
        indexes=_unnamed(_without_spare(table)),
    )


def _without_spare(table: Table) -> tuple[Index, ...]:
    """Leave out what MySQL may have made for a foreign key, where another index begins with its column.

    It drops its own index when such a one comes, and Django makes it again when that one goes.
    """
    keys = {each.columns for each in table.foreign_keys}
    starts = Counter(each.keys[0].expression for each in table.indexes)
    starts.update(each.columns[0] for each in table.uniques)
    return tuple(
        each
        for each in table.indexes
        if "USING BTREE" not in each.options
        or GIVEN.match(each.name)
        or tuple(key.expression for key in each.keys) not in keys
        or starts[each.keys[0].expression] == 1
    )


def _unnamed(members: tuple[Named, ...]) -> tuple[Named, ...]:
    kept = (m if GIVEN.match(m.name or "") else replace(m, name=MADE_UP) for m in members)
    return tuple(sorted(kept, key=repr))


def _project_rows(tables: Iterable[TableRows]) -> tuple[TableRows, ...]:
    kept = (table for table in by_name(tuple(tables)) if table.table not in (HISTORY, COUNTERS))
    found = (table.sorted_columns() for table in kept if table.table != "sqlite_sequence")
    return tuple(TableRows(t.table, t.columns, tuple(sorted(t.rows))) for t in found)


def _short(difference: str) -> str:
    return " | ".join(difference.splitlines()[:6])[:500]


REWRITTEN = {"sqlite": with_integer_keys, "mysql": with_checks_anywhere}
"""What a rewritten history may do otherwise than the original, by vendor."""

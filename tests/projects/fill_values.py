"""The values of the rows that are written into every table of a project.

The value of a column in row i is a pure function of table, column and i, and a foreign key has the
value of its target's row i: so references hold without any order of tables, through cycles and
shared primary keys.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from migrations_core.schema.tables import Column, ForeignKey, Schema, Table

Override = Callable[[int], object]
Value = object

ROWS_PER_TABLE = 3
ROUND = 1000  # far above the keys that data migrations use
NULLS = 1  # the row whose nullable columns are NULL
ODD = 2  # the row with text that is easily mishandled
ODD_TEXT = "'é\"%s\n"
NAMESPACE = uuid.UUID(int=5)  # version 5 UUIDs are told from random ones by the snapshot of rows
BOOLEANS = (None, 0, 1)  # None: by row; then the constants, where a condition forbids that


class UnfillableError(Exception):
    """No row could be made that the table accepts: the project needs an override."""


@dataclass(frozen=True, slots=True)
class Filler:
    """The values of all rows of one round."""

    schema: Schema
    overrides: Mapping[tuple[str, str], Override] = field(default_factory=dict)

    def rows(self, table: Table, i: int, boolean: int | None) -> dict[str, Value]:
        return {
            column.name: self.value(table, column, i, boolean)
            for column in table.columns
            if not column.generated_kind and not column.hidden
        }

    def value(self, table: Table, column: Column, i: int, boolean: int | None = None) -> Value:
        override = self.overrides.get((table.name, column.name))
        if override:
            return override(i)
        in_key = table.primary_key is not None and column.name in table.primary_key.columns
        if column.null and not in_key and i % ROUND == NULLS:
            return None
        key = _foreign_key(table, column)
        if key:
            target = self.schema.table(key.target)
            return self.value(target, _target_column(target, key, column), i)
        if boolean is not None and _kind(column)[0] == "bool":
            return bool(boolean)
        return _plain(table, column, i)


def numbers(round_: int) -> range:
    """Return the numbers of a round's rows."""
    return range(ROUND * round_, ROUND * round_ + ROWS_PER_TABLE)


def fillable(schema: Schema) -> Iterator[Table]:
    """Yield the tables that get rows: all but the history."""
    for table in schema.tables:
        if table.kind == "table" and table.name != "django_migrations":
            yield table


def _foreign_key(table: Table, column: Column) -> ForeignKey | None:
    return next((key for key in table.foreign_keys if column.name in key.columns), None)


def _target_column(target: Table, key: ForeignKey, column: Column) -> Column:
    own_keys = target.primary_key.columns if target.primary_key else ()
    names = key.target_columns or own_keys
    name = names[key.columns.index(column.name)]
    return next(candidate for candidate in target.columns if candidate.name == name)


def _plain(table: Table, column: Column, i: int) -> Value:
    kind, size = _kind(column)
    seed = f"{table.name}.{column.name}.{i}"
    if kind == "json" or _is_json(table, column):
        return f'{{"row": {i}}}'
    if kind == "uuid" or (kind == "char" and size == 32):
        return uuid.uuid5(NAMESPACE, seed).hex
    if kind in TEXT_TYPES:
        return _text(column.name, i, size)
    return PLAIN_VALUES.get(kind, int)(i)


def _kind(column: Column) -> tuple[str, int]:
    """Return one name for what the vendors call differently, and the size that is given with it.

    >>> _kind(Column("x", "character varying(20)", null=True))
    ('varchar', 20)
    """
    if column.type.endswith("[]"):
        return "array", 0
    if column.type == "tinyint(1)":
        return "bool", 0
    name, _, rest = column.type.partition("(")
    size, _, suffix = rest.partition(")")
    spelled = f"{name.strip()}{suffix.rstrip()}"
    return SYNONYMS.get(spelled, spelled), int(size) if size.strip().isdecimal() else 0


def _text(name: str, i: int, size: int) -> str:
    """End with a short number of the row, so that cutting to the size keeps values unique."""
    ordinal = i // ROUND * ROWS_PER_TABLE + i % ROUND
    text = (ODD_TEXT if i % ROUND == ODD else "") + f"{name}-{ordinal}"
    return text[-size:] if size else text


def _is_json(table: Table, column: Column) -> bool:
    spelled = re.compile(rf'json_valid ?\( ?["`]{column.name}["`] ?\)')
    return any(spelled.search(check.expression) for check in table.checks)


SYNONYMS = {
    "boolean": "bool",
    "bytea": "blob",
    "character varying": "varchar",
    "character": "char",
    "double precision": "real",
    "double": "real",
    "jsonb": "json",
    "longblob": "blob",
    "longtext": "text",
    "numeric": "decimal",
    "time without time zone": "time",
    "timestamp with time zone": "datetime",
    "timestamp without time zone": "datetime",
}
TEXT_TYPES = frozenset({"varchar", "text", "char"})
PLAIN_VALUES: Mapping[str, Callable[[int], Value]] = {
    "array": lambda i: "{}",
    "bool": lambda i: i % 2 == 1,
    "date": lambda i: f"2003-02-{1 + i % 28:02}",
    "datetime": lambda i: f"2003-02-{1 + i % 28:02} 04:05:06.000700",
    "time": lambda i: f"04:05:{i % 60:02}",
    "decimal": lambda i: i % 7 + 0.5,
    "inet": lambda i: f"10.0.0.{i % 250}",
    "interval": lambda i: f"{i} seconds",
    "real": lambda i: i + 0.125,
    "blob": lambda i: b"\x00'" + str(i).encode(),
    "tsvector": lambda i: f"row{i}",
}

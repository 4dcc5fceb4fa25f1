"""Write rows into every table of a SQLite database, the same rows each time.

The value of a column in row i is a pure function of table, column and i, and a foreign key has the
value of its target's row i: so references hold without any order of tables, through cycles and
shared primary keys. No framework is involved.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.snapshots.sqlite import read_schema
from tests.snapshots.values import Column, ForeignKey, Schema, Table

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
        if column.nullable and not in_key and i % ROUND == NULLS:
            return None
        key = _foreign_key(table, column)
        if key:
            target = self.schema.table(key.target)
            return self.value(target, _target_column(target, key, column), i)
        if boolean is not None and column.type == "bool":
            return boolean
        return _plain(table, column, i)


def fill(
    database: Path, *, round_: int, overrides: Mapping[tuple[str, str], Override] | None = None
) -> None:
    """Insert rows into every table but the history; each round inserts different ones."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        schema = read_schema(connection)
        filler = Filler(schema, overrides or {})
        for table in _fillable(schema):
            for i in range(ROUND * round_, ROUND * round_ + ROWS_PER_TABLE):
                _insert(connection, filler, table, i)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise UnfillableError(f"References that point nowhere: {broken}")
        connection.commit()


def _fillable(schema: Schema) -> Iterator[Table]:
    for table in schema.tables:
        if table.kind == "table" and table.name != "django_migrations":
            yield table


def _insert(connection: sqlite3.Connection, filler: Filler, table: Table, i: int) -> None:
    problems = []
    for boolean in BOOLEANS:
        row = filler.rows(table, i, boolean)
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in row)
        marks = ", ".join("?" * len(row))
        try:
            connection.execute(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', list(row.values())
            )
        except sqlite3.IntegrityError as error:
            problems.append(f"{error}: {row}")
        else:
            return
    raise UnfillableError(f"{table.name}: " + "; ".join(problems))


def _foreign_key(table: Table, column: Column) -> ForeignKey | None:
    return next((key for key in table.foreign_keys if column.name in key.columns), None)


def _target_column(target: Table, key: ForeignKey, column: Column) -> Column:
    own_keys = target.primary_key.columns if target.primary_key else ()
    names = key.target_columns or own_keys
    name = names[key.columns.index(column.name)]
    return next(candidate for candidate in target.columns if candidate.name == name)


def _plain(table: Table, column: Column, i: int) -> Value:
    kind, _, size = re.sub(r"[ )]", "", column.type).partition("(")
    seed = f"{table.name}.{column.name}.{i}"
    if _is_json(table, column):
        return f'{{"row": {i}}}'
    if kind == "char" and size == "32":
        return uuid.uuid5(NAMESPACE, seed).hex
    if kind in TEXT_TYPES:
        return _text(column.name, i, int(size or 0))
    return PLAIN_VALUES.get(kind, int)(i)


def _text(name: str, i: int, size: int) -> str:
    """End with a short number of the row, so that cutting to the size keeps values unique."""
    ordinal = i // ROUND * ROWS_PER_TABLE + i % ROUND
    text = (ODD_TEXT if i % ROUND == ODD else "") + f"{name}-{ordinal}"
    return text[-size:] if size else text


def _is_json(table: Table, column: Column) -> bool:
    spelled = f'json_valid ( "{column.name}" )'
    return any(spelled in check.expression for check in table.checks)


TEXT_TYPES = frozenset({"varchar", "text", "char"})
PLAIN_VALUES: Mapping[str, Callable[[int], Value]] = {
    "bool": lambda i: i % 2,
    "date": lambda i: f"2003-02-{1 + i % 28:02}",
    "datetime": lambda i: f"2003-02-{1 + i % 28:02} 04:05:06.000700",
    "time": lambda i: f"04:05:{i % 60:02}",
    "decimal": lambda i: i % 7 + 0.5,
    "real": lambda i: i + 0.125,
    "blob": lambda i: b"\x00'" + str(i).encode(),
}

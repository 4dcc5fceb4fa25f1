"""Write the same rows into all databases of a round, as far as the databases take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrations_core.schema.tables import Schema, Table
from tests.fuzz.databases import Database
from tests.projects.fill_values import BOOLEANS, Filler, fillable, numbers

FRAMEWORK = ("django_content_type", "auth_permission")
"""Tables that post_migrate fills."""
PASSES = 4
"""A row that was refused may be taken when the rows that it points at are there."""

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of a table with what else its booleans may be, where a condition asks for that."""

    key: Key
    spellings: tuple[Mapping[str, object], ...]


def write_rows(databases: Iterable[Database], round_: int) -> list[frozenset[Key]]:
    """Return for each database which rows it took."""
    return [_write(database, round_) for database in databases]


def _write(database: Database, round_: int) -> frozenset[Key]:
    waiting = list(_candidates(database.read().schema, round_))
    taken: set[Key] = set()
    with database.connected() as connection:
        for _ in range(PASSES):
            done = {each.key for each in waiting if _insert(connection, database.vendor, each)}
            taken |= done
            waiting = [each for each in waiting if each.key not in done]
            if not (done and waiting):
                break
    return frozenset(taken)


def _candidates(schema: Schema, round_: int) -> Iterator[Candidate]:
    filler = Filler(schema)
    for table in fillable(schema):
        if table.name in FRAMEWORK:
            continue
        for i in numbers(round_):
            rows = (_row(filler, table, i, boolean) for boolean in BOOLEANS)
            yield Candidate((table.name, i), tuple(row for row in rows if row))


def _row(filler: Filler, table: Table, i: int, boolean: int | None) -> Mapping[str, object]:
    row = filler.rows(table, i, boolean)
    ranges = {column.name for column in table.columns if column.type == "int4range"}
    return {name: "[1,5)" if name in ranges else value for name, value in row.items()}


def _insert(connection: Any, vendor: str, candidate: Candidate) -> bool:
    """Tell whether the database took the row."""
    quote, mark = ("`" if vendor == "mysql" else '"'), ("?" if vendor == "sqlite" else "%s")
    cursor = connection.cursor()
    for row in candidate.spellings:
        names = ", ".join(f"{quote}{name}{quote}" for name in row)
        names = names if vendor == "sqlite" else names.replace("%", "%%")
        marks = ", ".join([mark] * len(row))
        table = f"{quote}{candidate.key[0]}{quote}"
        try:
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        except Exception:  # each driver has classes of its own; which rows are refused is compared
            continue
        return True
    return False

"""Every operation on every backend: forwards, then backwards, restores the schema and the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, models

from migrations_core import operations
from migrations_core.backends.registry import FOLDERS, read_schema
from migrations_core.operations.base import Operation
from migrations_core.schema.tables import Schema
from tests.backends.builders import sqlite
from tests.backends.postgresql.database import postgresql
from tests.operations.databases import furnished
from tests.operations.rows import Rows, fill, read_rows
from tests.operations.samples import APP, SAMPLES, bookshop, build
from tests.servers import on_server


@dataclass(frozen=True)
class Case:
    """One operation, and where its undoing cannot bring everything back, with reasons."""

    build: Callable[[], Operation]
    loses_tables: tuple[str, ...] = ()
    loses_columns: tuple[tuple[str, str], ...] = ()
    unchanging: tuple[str, ...] = ()
    """Vendors (or "mariadb") on which neither schema nor rows are different in between."""
    not_restored: Mapping[str, str] = field(default_factory=dict)
    """By vendor: why the schema afterwards is not the one before."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """By vendor: what the server says instead of carrying it out with these rows."""


def shout(apps: Any, schema_editor: Any) -> None:
    apps.get_model(APP, "Author").objects.using(schema_editor.connection.alias).update(name="ANN")


def whisper(apps: Any, schema_editor: Any) -> None:
    authors = apps.get_model(APP, "Author").objects.using(schema_editor.connection.alias)
    for author, name in zip(authors.order_by("id"), ("Ann", "Bob", "Ann"), strict=False):
        author.name = name
        author.save()


def separate() -> Operation:
    return operations.SeparateDatabaseAndState(
        database_operations=[
            operations.RunSQL("ALTER TABLE shop_stock ADD COLUMN place_2 varchar(9)",
                              "ALTER TABLE shop_stock DROP COLUMN place_2"),
        ],
        state_operations=[operations.AddField("Stock", "place_2", models.CharField(max_length=9))],
    )  # fmt: skip


VENDORS = tuple(FOLDERS)
NOTHING = {"unchanging": VENDORS}
FACTS: dict[str, dict[str, Any]] = {
    "create a proxy": NOTHING,
    "alter options": NOTHING,
    "alter managers": NOTHING,
    "alter a table to the default": NOTHING,
    "alter a constraint": NOTHING,
    "run SQL that can be undone": NOTHING,
    "run Python that can be undone": NOTHING,
    "separate": NOTHING,
    "delete a model": {"loses_tables": ("shop_novel",)},
    "delete a model that others refer to": {
        "loses_tables": ("shop_book", "shop_book_tags"),
        "not_restored": {"postgresql": "foreign keys of others go with the table, for good"},
        "refused": {"sqlite": "has an invalid foreign key", "mysql": "foreign key constraint"},
    },
    "remove a field": {"loses_columns": (("shop_novel", "plot"),)},
    "remove a many-to-many field": {"loses_tables": ("shop_book_tags",)},
    "unset the order": NOTHING,
    "name an index": {
        "not_restored": dict.fromkeys(VENDORS, "only the database knew the name that it had")
    },
    "alter a table's comment": {"unchanging": ("sqlite",)},
    "add an index on an expression": {"unchanging": ("mariadb",)},
    "remove a constraint": {
        "not_restored": {
            "mysql": "the index that a foreign key got in place of the constraint's stays"
        }
    },
    "alter a field with a fixed column": {
        "refused": {"mysql": "incorrectly formed|without a key length"}
    },
    "alter a field with a default for existing rows": {"loses_columns": (("shop_book", "isbn"),)},
}
CASES = {
    **{
        name: Case(partial(build, name), **FACTS.get(name, {}))
        for name in SAMPLES
        if build(name).reversible
    },
    "run SQL that makes something": Case(
        lambda: operations.RunSQL(
            "CREATE VIEW by_hand AS SELECT name FROM shop_author", "DROP VIEW by_hand"
        )
    ),
    "run Python that writes rows": Case(lambda: operations.RunPython(shout, whisper)),
    "separate what the database does": Case(separate),
}


@contextmanager
def database(vendor: str) -> Iterator[Any]:
    """Open an empty database with our engine."""
    opened = {"sqlite": sqlite, "postgresql": postgresql}.get(
        vendor, partial(on_server, vendor, engine=f"migrations_core.backends.{vendor}")
    )
    with opened() as connection:
        yield connection


def look(connection: Any) -> tuple[Schema, Rows]:
    """Read everything; a column that comes back comes last, which changes nothing for anybody."""
    return read_schema(connection).sorted_columns(), read_rows(connection)


WORKS = [
    (name, vendor) for name in CASES for vendor in VENDORS if vendor not in CASES[name].refused
]
REFUSED = [(name, vendor) for name in CASES for vendor in CASES[name].refused]


@pytest.mark.parametrize(("name", "vendor"), WORKS)
def test_going_back_restores_schema_and_rows(name: str, vendor: str) -> None:
    case = CASES[name]
    with database(vendor) as connection:
        shop = furnished(connection, bookshop())
        fill(connection)
        before = look(connection)
        operation = case.build()
        after = shop.after(operation)
        names = {vendor, connection.display_name.lower()}
        assert (look(connection) == before) is not names.isdisjoint(case.unchanging)
        after.back_through(operation, shop.state)
        schema, rows = look(connection)
    assert (schema == before[0]) is (vendor not in case.not_restored)
    assert _kept(case, rows) == _kept(case, before[1])


@pytest.mark.parametrize(("name", "vendor"), REFUSED)
def test_what_the_server_refuses_changes_nothing_where_it_can_be_undone(
    name: str, vendor: str
) -> None:
    case = CASES[name]
    with database(vendor) as connection:
        shop = furnished(connection, bookshop())
        fill(connection)
        before = look(connection)
        with pytest.raises(DatabaseError, match=case.refused[vendor]):
            shop.after(case.build())
        if connection.features.can_rollback_ddl:
            assert look(connection) == before


def _kept(case: Case, rows: Rows) -> Rows:
    """Leave out what the operation has thrown away."""
    return {
        table: [
            {c: value for c, value in row.items() if (table, c) not in case.loses_columns}
            for row in found
        ]
        for table, found in rows.items()
        if table not in case.loses_tables
    }


def test_every_operation_is_in_the_matrix() -> None:
    assert {type(case.build()) for case in CASES.values()} == {*operations.OPERATIONS.values()}

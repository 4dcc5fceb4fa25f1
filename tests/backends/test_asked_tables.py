"""Tables are read by name, all of them at once, on whatever database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import read_schema, read_tables
from migrations_core.schema.tables import Table
from tests.backends.builders import execute, sqlite
from tests.backends.postgresql.database import postgresql
from tests.servers import on_server

DATABASES = {"sqlite": sqlite, "postgresql": postgresql, "mysql": lambda: on_server("mysql")}


@pytest.fixture(params=DATABASES)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    with DATABASES[request.param]() as connection:
        yield connection


def fill(connection: Any, count: int) -> None:
    execute(connection, "CREATE TABLE target (id integer NOT NULL PRIMARY KEY)")
    for number in range(count):
        execute(
            connection,
            f"CREATE TABLE thing_{number} (id integer NOT NULL PRIMARY KEY, name varchar(9) UNIQUE,"
            " target integer, FOREIGN KEY (target) REFERENCES target (id))",
            f"CREATE INDEX by_target_{number} ON thing_{number} (target, name)",
        )


def test_what_is_asked_for_is_read_as_it_is_with_everything_else(connection: Any) -> None:
    fill(connection, 3)
    everything = read_schema(connection)
    names = ["thing_0", "thing_2", "elsewhere"]
    assert read_tables(connection, names) == {n: everything.table(n) for n in names[:2]}


def test_many_tables_take_no_more_questions_than_one(connection: Any) -> None:
    fill(connection, 9)
    counts = []
    for names in (["thing_0"], [f"thing_{number}" for number in range(9)]):
        with CaptureQueriesContext(connection) as asked:
            assert set(read_tables(connection, names)) == set(names)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_nothing_is_asked_for(connection: Any) -> None:
    fill(connection, 1)
    assert read_tables(connection, []) == {}


def test_names_may_hold_anything(connection: Any) -> None:
    name = 'it\'s 100%s "quoted" \\ here'
    quote = "`" if connection.vendor == "mysql" else '"'
    quoted = f"{quote}{name.replace(quote, quote * 2)}{quote}"
    execute(connection, f"CREATE TABLE {quoted} (x integer)")
    assert list(read_tables(connection, [name])) == [name]


def test_a_table_with_unusual_text_is_left_out_on_sqlite() -> None:
    with sqlite() as connection:
        execute(
            connection,
            "CREATE TABLE odd (x integer, PRIMARY KEY (x COLLATE NOCASE))",
            "CREATE TABLE plain (x)",
        )
        found = read_tables(connection, ["odd", "plain"])
    assert {name: type(table) for name, table in found.items()} == {"plain": Table}


def test_of_two_tenants_only_the_one_on_the_search_path_is_read() -> None:
    with postgresql() as ours, postgresql() as theirs:
        execute(ours, "CREATE TABLE shared (x integer)", "CREATE TABLE mine (x integer)")
        execute(theirs, "CREATE TABLE shared (y text)", "CREATE TABLE other (y integer)")
        found = read_tables(ours, ["shared", "mine", "other"])
        assert set(found) == {"shared", "mine"}
        assert [column.name for column in found["shared"].columns] == ["x"]
        assert [table.name for table in read_schema(ours).tables] == ["mine", "shared"]

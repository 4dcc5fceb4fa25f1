"""Stories are recorded once, judged chapter by chapter, and rows fit tables of every server."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from migrations_core.schema.tables import Column, Schema, Table
from tests.projects import stories
from tests.projects.catalogue import CONTRIB_PROJECT
from tests.projects.permissions import by_name
from tests.projects.server_fill import fill
from tests.projects.stories import Told, recorded
from tests.projects.test_server_parity import judge, reports
from tests.servers import VENDORS, connect, demand_server, empty_database
from tests.snapshots.rows import TableRows
from tests.snapshots.schemas import read_server
from tests.snapshots.server_rows import read_mysql_rows, read_postgresql_rows

READERS = {"postgresql": read_postgresql_rows, "mysql": read_mysql_rows}
ROWS = (TableRows("a", ("x",), (("1",),)),)
SCHEMA = Schema(tables=(Table("a", (Column("x", "integer", null=True),)),))
TOLD = Told("halfway", 0, "OK\n", "", SCHEMA, ROWS)
END = replace(TOLD, name="rest")
CYCLES = {
    "postgresql": """
        CREATE TABLE a (id integer PRIMARY KEY, b integer NOT NULL, yes boolean NOT NULL,
            kind uuid NOT NULL, data jsonb NOT NULL, at timestamptz NOT NULL, tags text[] NOT NULL);
        CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a DEFERRABLE);
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE;
        CREATE UNIQUE INDEX one ON a (yes) WHERE yes
    """,
    "mysql": """
        CREATE TABLE a (id integer PRIMARY KEY, b integer NOT NULL, yes tinyint(1) NOT NULL,
            kind {uuid} NOT NULL, data {json}, at datetime(6));
        CREATE TABLE b (id integer PRIMARY KEY, a integer, FOREIGN KEY (a) REFERENCES a (id));
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id)
    """,
}
MARIADB_TYPES = {"uuid": "uuid", "json": "longtext NOT NULL CHECK (json_valid(data))"}
MYSQL_TYPES = {"uuid": "char(32)", "json": "json NOT NULL"}


def test_two_stories_alike_have_nothing_to_report() -> None:
    assert list(reports([TOLD, END], [TOLD, END])) == []


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        (replace(END, output="FAILED\n"), "+FAILED"),
        (replace(END, status=1, errors="no\n"), "exit status 1: no"),
        (replace(END, schema=Schema()), "-tables: [a]"),
        (replace(END, rows=()), "-a: x=1"),
    ],
    ids=["output", "status", "schema", "rows"],
)
def test_what_a_chapter_changed_is_reported_with_its_name(changed: Told, seen: str) -> None:
    [(chapter, report)] = reports([TOLD, END], [TOLD, changed])

    assert chapter == "rest"
    assert seen in report


def test_a_story_that_ends_early_is_reported() -> None:
    assert list(reports([TOLD, END], [TOLD])) == [("halfway", "the story ends here")]


def test_nothing_is_compared_from_where_django_fails() -> None:
    assert list(reports([TOLD, replace(END, status=1)], [TOLD, replace(END, rows=())])) == []


def test_what_differs_unknown_is_a_failure_and_so_is_what_is_known_and_does_not() -> None:
    judge({"zero": "-a: x=1"}, {"zero": "for this reason"})

    with pytest.raises(pytest.fail.Exception, match=r"^after zero:\n-a: x=1$"):
        judge({"zero": "-a: x=1"}, {})
    with pytest.raises(pytest.fail.Exception, match=r"^no longer otherwise: zero$"):
        judge({}, {"zero": "for this reason"})


def test_permissions_are_compared_by_name_wherever_they_are_used() -> None:
    def rows(first: str, second: str) -> tuple[TableRows, ...]:
        permissions = [(first, "7", "'add'"), (second, "7", "'view'")]
        columns = ("id", "content_type_id", "codename")
        return (
            TableRows("auth_permission", columns, tuple(sorted(permissions))),
            TableRows("granted", ("id", "permission_id"), (("1", first),)),
            TableRows("auth_group_permissions", ("id", "permission_id"), ((first, first),)),
        )

    assert by_name(rows("1", "2")) == by_name(rows("2", "1"))
    assert by_name(rows("1", "2"))[1].rows == (("1", "7.'add'"),)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_story_is_told_once(vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demand_server(vendor)
    monkeypatch.setattr(stories, "RECORDINGS", tmp_path)
    told: list[int] = []

    def tell() -> list[Told]:
        told.append(1)
        return [TOLD]

    first, second = (recorded(CONTRIB_PROJECT, "rows", vendor, tell) for _ in range(2))

    assert first == second == [TOLD]
    assert len(told) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_rows_fit_cycles_of_references_and_types_of_the_server(vendor: str) -> None:
    demand_server(vendor)
    with empty_database(vendor) as name, closing(connect(vendor, name)) as connection:
        is_mysql = vendor == "mysql" and "MariaDB" not in connection.get_server_info()
        tables_of_a_cycle = CYCLES[vendor].format(**(MYSQL_TYPES if is_mysql else MARIADB_TYPES))
        with connection.cursor() as cursor:
            for statement in tables_of_a_cycle.split(";"):
                cursor.execute(statement)
        schema = read_server(vendor, connection)
        fill(connection, schema, vendor=vendor, round_=1, overrides={})
        tables = {table.table: table.rows for table in READERS[vendor](connection, schema)}

    assert [row[0].strip("'") for row in tables["a"]] == ["1000", "1001", "1002"]
    assert [[value.strip("'") for value in row] for row in tables["b"]] == [
        ["1000", "1000"],
        ["1001", "None"],
        ["1002", "1002"],
    ]

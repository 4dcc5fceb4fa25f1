"""Rows for any table: every constraint kept, the same ones each time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.projects.fill import fill
from tests.projects.fill_values import ROWS_PER_TABLE, UnfillableError
from tests.snapshots.rows import read_rows

CYCLE = """
    CREATE TABLE "a" (
        "id" integer PRIMARY KEY,
        "b" integer NOT NULL REFERENCES "b" ("id"),
        "a" integer NULL REFERENCES "a" ("id")
    );
    CREATE TABLE "b" ("id" integer PRIMARY KEY, "a" integer NOT NULL REFERENCES "a" ("id"));
    CREATE TABLE "c" ("a" integer PRIMARY KEY REFERENCES "a" ("id"), "code" char(2) UNIQUE);
"""


def database(path: Path, sql: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    return path


def contents(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f'SELECT * FROM "{table}"').fetchall()


def test_references_hold_through_cycles_and_shared_keys(tmp_path: Path) -> None:
    path = database(tmp_path / "cycle", CYCLE)

    fill(path, round_=1)

    assert contents(path, "a") == [(1000, 1000, 1000), (1001, 1001, None), (1002, 1002, 1002)]
    assert contents(path, "c") == [(1000, "-3"), (1001, None), (1002, "-5")]


def test_a_second_round_adds_rows_beside_those_of_the_first(tmp_path: Path) -> None:
    path = database(tmp_path / "twice", CYCLE)

    fill(path, round_=1)
    fill(path, round_=2)

    assert len(contents(path, "c")) == 2 * ROWS_PER_TABLE


def test_two_databases_of_one_schema_get_the_same_rows(tmp_path: Path) -> None:
    one, other = (database(tmp_path / name, CYCLE) for name in ("one", "other"))

    fill(one, round_=1)
    fill(other, round_=1)

    assert read_rows(one) == read_rows(other)


def test_conditions_on_booleans_and_json_are_met(tmp_path: Path) -> None:
    path = database(
        tmp_path / "conditions",
        """
        CREATE TABLE "a" (
            "id" integer PRIMARY KEY,
            "only" bool NOT NULL,
            "data" text NOT NULL CHECK (JSON_VALID("data"))
        );
        CREATE UNIQUE INDEX "one" ON "a" ("only") WHERE "only";
        """,
    )

    fill(path, round_=1)

    assert contents(path, "a") == [
        (1000, 0, '{"row": 1000}'),
        (1001, 1, '{"row": 1001}'),
        (1002, 0, '{"row": 1002}'),
    ]


def test_overrides_go_before_everything(tmp_path: Path) -> None:
    path = database(tmp_path / "odd", 'CREATE TABLE "a" ("x" integer NOT NULL CHECK ("x" < 9));')

    fill(path, round_=1, overrides={("a", "x"): lambda i: i % 9})

    assert contents(path, "a") == [(1,), (2,), (3,)]


def test_a_table_that_accepts_no_row_is_named(tmp_path: Path) -> None:
    path = database(tmp_path / "odd", 'CREATE TABLE "a" ("x" integer NOT NULL CHECK ("x" < 9));')

    with pytest.raises(UnfillableError, match=r"^a: CHECK constraint failed"):
        fill(path, round_=1)

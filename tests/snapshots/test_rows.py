"""The comparison of rows sees values, storage classes and counters, but not the time of day."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.snapshots.rows import TableRows, read_rows, row_diff

TABLE = 'CREATE TABLE "a" ("id" integer PRIMARY KEY, "x");'


def rows(sql: str) -> tuple[TableRows, ...]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return read_rows(connection)


def inserted(*values: str) -> str:
    return TABLE + "".join(f'INSERT INTO "a" ("x") VALUES ({value});' for value in values)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (inserted("1"), inserted("2")),
        (inserted("1"), inserted("1.0")),
        (inserted("1"), inserted("'1'")),
        (inserted("NULL"), inserted("''")),
        (inserted("x'41'"), inserted("'A'")),
        (inserted("1"), inserted("1", "1")),
        (inserted("1", "2"), inserted("2", "1")),
        (inserted("'2003-01-01 00:00:00'"), inserted("'2004-01-01 00:00:00'")),
        (
            inserted("'11111111111151118111111111111111'"),
            inserted("'11111111111151118111111111111112'"),
        ),
    ],
)
def test_rows_that_differ_are_unequal_and_the_diff_says_so(first: str, second: str) -> None:
    one, other = rows(first), rows(second)

    assert one != other
    assert row_diff(one, other) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("'2026-03-04 05:06:07.080910'", "'2031-01-01 00:00:00'"),
        ("'9f1c2b3a4d5e4f60a1b2c3d4e5f60718'", "'0f1c2b3a4d5e4f60a1b2c3d4e5f60719'"),
    ],
)
def test_times_of_the_run_and_random_uuids_are_equal(first: str, second: str) -> None:
    assert rows(inserted(first)) == rows(inserted(second))


def test_counters_of_autoincrement_are_part_of_the_rows() -> None:
    counted = 'CREATE TABLE "a" ("id" integer PRIMARY KEY AUTOINCREMENT);'
    used = 'INSERT INTO "a" VALUES (7); DELETE FROM "a";'

    assert rows(counted + used) == (
        TableRows("a", ("id",), ()),
        TableRows("sqlite_sequence", ("name", "seq"), (("'a'", "7"),)),
    )


def test_a_counter_at_zero_counts_as_none() -> None:
    counted = 'CREATE TABLE "a" ("id" integer PRIMARY KEY AUTOINCREMENT);'

    assert rows(counted) == rows(counted + 'INSERT INTO "a" SELECT 1 WHERE 0;')


def test_the_diff_shows_whole_rows_with_the_names_of_columns() -> None:
    assert row_diff(rows(inserted("1")), rows(inserted("2"))).splitlines() == [
        "-a: id=1, x=1",
        "+a: id=1, x=2",
    ]

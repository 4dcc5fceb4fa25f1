"""Databases described so that what means the same reads the same."""

from __future__ import annotations

import datetime

import pytest

from migrations_core.workflows.squash.facts import schema_lines, split_at_commas
from migrations_core.workflows.squash.rows import row_lines
from migrations_core.workflows.squash.verify import Outcome, differences

TODAY = datetime.date(2020, 5, 17)
AUTHOR = "CREATE TABLE author (id integer PRIMARY KEY, name text)"
BOOK = "CREATE TABLE book (id integer PRIMARY KEY, author_id bigint REFERENCES author (id))"


@pytest.fixture
def database(connection):
    def database(*statements: str):
        with connection.cursor() as cursor:
            for name in ("book", "author"):
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
            for sql in statements:
                cursor.execute(sql)
        return connection

    return database


def test_the_order_of_columns_does_not_count(database):
    one = schema_lines(database("CREATE TABLE book (a text, b integer CHECK (b > 0))"), ())
    other = schema_lines(
        database('CREATE TABLE "book" ("b" integer CHECK ("b" > 0), "a" text)'), ()
    )

    assert (
        one == other == ["table book", "table book: a text", "table book: b integer CHECK (b > 0)"]
    )


def test_names_of_indexes_count_if_a_model_gives_them(database):
    connection = database(AUTHOR, "CREATE INDEX by_name ON author (name)")

    assert (
        schema_lines(connection, {"by_name"})[0]
        == "index on author: CREATE INDEX by_name ON author (name)"
    )
    assert (
        schema_lines(connection, ())[0]
        == "index on author: CREATE INDEX (name made up) ON author (name)"
    )


def test_a_list_is_split_outside_of_brackets_and_quotes():
    assert split_at_commas("a, b(c, d), 'e, f' , g") == ["a", "b(c, d)", "'e, f'", "g"]


def test_rows_are_the_same_whatever_their_numbers(database):
    one = row_lines(
        database(
            AUTHOR,
            BOOK,
            "INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob')",
            "INSERT INTO book VALUES (1, 1), (2, 1), (3, 2)",
        ),
        TODAY,
    )
    other = row_lines(
        database(
            AUTHOR,
            BOOK,
            "INSERT INTO author VALUES (1, 'Bob'), (2, 'Ann')",
            "INSERT INTO book VALUES (1, 2), (2, 1), (5, 2)",
        ),
        TODAY,
    )
    assert one == other


def test_rows_that_point_elsewhere_differ(database):
    authors = "INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob')"
    one = row_lines(database(AUTHOR, BOOK, authors, "INSERT INTO book VALUES (1, 1)"), TODAY)
    other = row_lines(database(AUTHOR, BOOK, authors, "INSERT INTO book VALUES (1, 2)"), TODAY)

    assert one != other


def test_the_time_of_day_and_random_uuids_are_not_told_apart(database):
    lines = row_lines(
        database(
            AUTHOR,
            "INSERT INTO author VALUES (1, '2020-05-17 10:00:00'), "
            "(2, 'id 0f8fad5b-d9cb-469f-a165-70867728950e')",
        ),
        TODAY,
    )
    assert [line.rpartition(" [")[0] for line in lines] == [
        "author: name='id (random UUID)'",
        "author: name=(now)",
    ]


def test_differences_say_which_way_has_what():
    old = Outcome({"default": ["table a", "table b"]}, {"default": ["a: x=1", "a: x=1"]})
    new = Outcome({"default": ["table a", "table c"]}, {"default": ["a: x=1"]})

    assert differences(old, new) == [
        "- default: table b",
        "+ default: table c",
        "- default: a: x=1",
    ]

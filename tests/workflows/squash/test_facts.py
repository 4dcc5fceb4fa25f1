"""Databases described so that what means the same reads the same."""

from __future__ import annotations

import datetime

import pytest

from migrations_core.schema.comparison import differences as different
from migrations_core.schema.description import described
from migrations_core.schema.tables import Schema, Table
from migrations_core.workflows.squash.facts import comparable_schema
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


def lines(connection, *names: str) -> list[str]:
    return list(described(comparable_schema(connection, names)))


def test_the_order_of_columns_does_not_count(database):
    one = lines(database("CREATE TABLE book (a text, b integer CHECK (b > 0))"))
    other = lines(database('CREATE TABLE "book" ("b" integer CHECK ("b" > 0), "a" text)'))

    assert sorted(one) == sorted(other)
    assert one == [
        "table book",
        "table book: column a: type='text', null=True",
        "table book: column b: type='integer', null=True",
        "table book: check: expression='\"b\" > 0'",
    ]


def test_names_of_indexes_count_if_a_model_gives_them(database):
    connection = database(AUTHOR, "CREATE INDEX by_name ON author (name)")

    keys = "keys=((expression='\"name\"', collation='BINARY'))"
    assert lines(connection, "by_name")[-1] == f"table author: index by_name: {keys}"
    assert lines(connection)[-1] == f"table author: index: {keys}"


def test_the_size_of_an_integer_that_refers_to_a_key_does_not_count(database):
    one = lines(database(AUTHOR, BOOK))
    other = lines(database(AUTHOR, BOOK.replace("bigint", "integer")))
    assert one == other


def test_a_table_whose_text_is_not_understood_is_told_by_its_text(database):
    odd = "CREATE TABLE book (id integer, PRIMARY KEY (id COLLATE NOCASE))"
    text = 'CREATE TABLE book ( "id" "integer" , PRIMARY KEY ( "id" COLLATE "NOCASE" ) )'
    assert lines(database(odd, "CREATE INDEX by_id ON book (id)"), "by_id") == [
        f"table book: kind='unknown', options=({text!r})",
        "table book: index by_id: keys=((expression='\"id\"', collation='BINARY'))",
    ]


CHANGES = {
    "a table": ["CREATE TABLE editions (id integer)"],
    "a column": ["ALTER TABLE books ADD COLUMN more integer"],
    "a column that is gone": ["ALTER TABLE books DROP COLUMN extra"],
    "a default": [
        "ALTER TABLE books DROP COLUMN extra",
        "ALTER TABLE books ADD extra integer DEFAULT 3",
    ],
    "a type": ["ALTER TABLE books DROP COLUMN extra", "ALTER TABLE books ADD extra varchar(9)"],
    "NOT NULL": [
        "ALTER TABLE books DROP COLUMN extra",
        "ALTER TABLE books ADD extra integer DEFAULT 3 NOT NULL",
    ],
    "an index": ["CREATE INDEX by_extra ON books (extra)"],
    "a unique index": ["CREATE UNIQUE INDEX by_extra ON books (extra)"],
    "an index of two": ["CREATE INDEX by_both ON books (extra, id)"],
    "a check": ["ALTER TABLE books ADD COLUMN more integer CHECK (more > 0)"],
    "a view": ["CREATE VIEW seen AS SELECT id FROM books"],
}


def test_every_kind_of_difference_is_found(every_connection):
    found = {}
    for kind, changes in CHANGES.items():
        ends = [Schema(), Schema()]
        for position, statements in enumerate(([], changes)):
            with every_connection.cursor() as cursor:
                for sql in (
                    *LEFTOVERS,
                    "CREATE TABLE books (id integer, extra integer)",
                    *statements,
                ):
                    cursor.execute(sql)
            ends[position] = comparable_schema(every_connection, ())
        found[kind] = bool(different(*ends))
    with every_connection.cursor() as cursor:
        for sql in LEFTOVERS:
            cursor.execute(sql)
    assert found == dict.fromkeys(CHANGES, True)


LEFTOVERS = (
    "DROP VIEW IF EXISTS seen",
    "DROP TABLE IF EXISTS editions",
    "DROP TABLE IF EXISTS books",
)


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
    old = Outcome({"default": Schema((Table("a"), Table("b")))}, {"default": ["a: x=1", "a: x=1"]})
    new = Outcome({"default": Schema((Table("a"), Table("c")))}, {"default": ["a: x=1"]})

    assert differences(old, new) == [
        "- default: table b",
        "+ default: table c",
        "- default: a: x=1",
    ]

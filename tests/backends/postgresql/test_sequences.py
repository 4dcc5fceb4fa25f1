"""Sequences have the names that PostgreSQL would give them today."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps.registry import Apps

from tests.backends.builders import create, model
from tests.snapshots.schemas import read_schema


def names(connection: Any) -> list[tuple[str, str | None]]:
    return [(each.name, each.owner) for each in read_schema(connection).sequences]


def test_a_sequence_follows_its_table(connection: Any) -> None:
    create(connection, book := model("Book"))
    with connection.schema_editor() as editor:
        editor.alter_db_table(book, "shop_book", "shop_tome")

    assert names(connection) == [("shop_tome_id_seq", "shop_tome.id")]


def test_the_sequence_of_a_serial_column_does_too(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE "shop_book" ("id" serial PRIMARY KEY)')
    with connection.schema_editor() as editor:
        editor.alter_db_table(model("Book"), "shop_book", "shop_tome")

    assert names(connection) == [("shop_tome_id_seq", "shop_tome.id")]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param('ALTER SEQUENCE "shop_book_id_seq" RENAME TO "mine"', id="chosen"),
        pytest.param('CREATE TABLE "shop_tome_id_seq" ("x" int)', id="taken"),
    ],
)
def test_a_name_that_somebody_chose_stays_and_one_that_is_taken_is_left(
    connection: Any, before: str
) -> None:
    create(connection, book := model("Book"))
    with connection.cursor() as cursor:
        cursor.execute(before)
    [(name, _)] = names(connection)
    with connection.schema_editor() as editor:
        editor.alter_db_table(book, "shop_book", "shop_tome")

    assert names(connection) == [(name, "shop_tome.id")]


def test_the_sequence_of_another_table_stays(connection: Any) -> None:
    """Django renames tables without their sequences: the name may be that of a table which came later."""
    create(connection, book := model("Book"))
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "shop_book" RENAME TO "shop_tome"')
    create(connection, model("Book", apps=Apps()))
    with connection.schema_editor() as editor:
        editor.alter_db_table(book, "shop_book", "shop_scroll")

    assert names(connection) == [
        ("shop_book_id_seq", "shop_tome.id"),
        ("shop_book_id_seq1", "shop_scroll.id"),
    ]


def test_a_script_asks_whether_there_is_such_a_sequence(connection: Any) -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        editor.alter_db_table(model("Book"), "shop_book", "shop_tome")

    assert editor.collected_sql == [
        'ALTER TABLE "shop_book" RENAME TO "shop_tome";',
        'ALTER SEQUENCE IF EXISTS "shop_book_id_seq" RENAME TO "shop_tome_id_seq";',
    ]

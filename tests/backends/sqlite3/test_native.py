"""What SQLite alters by itself is not rebuilt."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.models.functions import Now

from migrations_core.backends.sqlite3.native import mentions
from migrations_core.schema.tables import (
    Check,
    Column,
    Constraint,
    Index,
    PrimaryKey,
    Reference,
    Table,
    Unique,
)
from tests.backends.builders import create, editing, execute, model, statements
from tests.backends.rows import rows

from .library import field, filled, library


def add(connection: Any, book: Any, added: Any) -> list[str]:
    """Add a field ``new`` and give the statements."""
    added.contribute_to_class(library()[1], "new")
    with statements(connection) as sent, editing(connection, cause="m") as editor:
        editor.add_field(book, added)
    return sent


def test_a_nullable_column_is_added(connection: Any) -> None:
    _, book = filled(connection)
    assert add(connection, book, models.IntegerField(null=True)) == [
        'ALTER TABLE "shop_book" ADD COLUMN "new" integer NULL'
    ]


def test_a_nullable_column_with_a_default_is_added_and_filled(connection: Any) -> None:
    _, book = filled(connection)
    assert add(connection, book, models.TextField(null=True, default="it's 100%")) == [
        'ALTER TABLE "shop_book" ADD COLUMN "new" text NULL',
        """UPDATE "shop_book" SET "new" = 'it''s 100%'""",
    ]
    assert [row["new"] for row in rows(connection, "shop_book")] == ["it's 100%", "it's 100%"]


def test_a_column_with_a_constant_database_default_is_added(connection: Any) -> None:
    _, book = filled(connection)
    assert add(connection, book, models.IntegerField(db_default=5)) == [
        'ALTER TABLE "shop_book" ADD COLUMN "new" integer DEFAULT 5 NOT NULL'
    ]


def test_a_required_column_with_a_default_of_the_project_is_a_rebuild(connection: Any) -> None:
    _, book = filled(connection)
    sent = add(connection, book, models.IntegerField(default=5))
    assert 'DROP TABLE "shop_book"' in sent
    assert [row["new"] for row in rows(connection, "shop_book")] == [5, 5]


def test_a_foreign_key_is_dropped_with_its_index(connection: Any) -> None:
    _, book = filled(connection)
    with statements(connection) as sent, editing(connection) as editor:
        editor.remove_field(book, field(book, "author"))
    assert sent == [
        'DROP INDEX "shop_book_author_id_82b8ab51"',
        'ALTER TABLE "shop_book" DROP COLUMN "author_id"',
    ]


def test_a_column_that_moved_is_not_left_in_the_wrong_place(connection: Any) -> None:
    filled(connection)
    execute(connection, 'ALTER TABLE "shop_book" ADD COLUMN "pages" integer NULL')
    moved = library(pages=models.IntegerField(null=True))[1]
    sent = add(connection, moved, models.TextField(null=True, default="x"))
    assert 'DROP TABLE "shop_book"' in sent
    assert list(rows(connection, "shop_book")[0]) == ["id", "pages", "title", "author_id", "new"]


def test_a_column_is_renamed(connection: Any) -> None:
    _, book = filled(connection)
    renamed = models.CharField(max_length=50, null=True)
    renamed.contribute_to_class(library()[1], "name")
    with statements(connection) as sent, editing(connection) as editor:
        editor.alter_field(book, field(book, "title"), renamed)
    assert sent == ['ALTER TABLE "shop_book" RENAME COLUMN "title" TO "name"']


def test_a_column_without_a_change_in_the_database_is_left_alone(connection: Any) -> None:
    _, book = filled(connection)
    other = models.CharField(max_length=50, null=True, verbose_name="Title", blank=True)
    other.contribute_to_class(library()[1], "title")
    with statements(connection) as sent, editing(connection) as editor:
        editor.alter_field(book, field(book, "title"), other)
    assert sent == []


def test_a_column_of_a_composite_key_is_renamed_in_the_key(connection: Any) -> None:
    def lending(name: str) -> Any:
        whole = {name: models.IntegerField(), "day": models.DateField()}
        return model("Lending", pk=models.CompositePrimaryKey(name, "day"), **whole)

    before, after = lending("book"), lending("volume")
    create(connection, before)
    with statements(connection) as sent, editing(connection, cause="m") as editor:
        editor.alter_field(before, field(before, "book"), field(after, "volume"))
    assert sent == ['ALTER TABLE "shop_lending" RENAME COLUMN "book" TO "volume"']


TO_TITLE = Reference(table="book", column="title")
TITLE = Column("title", "text", null=True)


@pytest.mark.parametrize(
    ("table", "is_mentioned"),
    [
        (Table("book", (TITLE,)), False),
        (Table("book", (TITLE,), primary_key=PrimaryKey(("title", "day"))), True),
        (Table("book", constraints=(Unique(("title",), sql='UNIQUE ("title")'),)), True),
        (Table("book", constraints=(Check(("day",), sql="""CHECK ("day" = '"title"')"""),)), False),
        (Table("book", constraints=(Check(sql='CHECK (length("title") > 1)'),)), True),
        (Table("book", constraints=(Constraint(sql='CHECK ("day" > 1)'),)), False),
        (Table("book", indexes=(Index(("day",), sql="i", condition='"title" > 1'),)), False),
        (Table("book", indexes=(Index(("day",), sql='i "title"', condition="c"),)), True),
        (Table("book", indexes=(Index(("", "day"), sql='lower("title")'),)), True),
        (Table("book", (Column("s", "text", generated='"title"', mentions=("day",)),)), False),
        (Table("book", (Column("s", "text", generated="title", mentions=("title",)),)), True),
        (Table("book", (Column("s", "text", generated='"title"'),)), True),
        (Table("book", (Column("s", "text", reference=TO_TITLE),)), True),
        (Table("tale", (Column("s", "text", reference=TO_TITLE),)), False),
    ],
)
def test_facts_tell_what_names_a_column_and_text_where_there_are_none(
    table: Table, is_mentioned: bool
) -> None:
    assert mentions(table, "title", '"{}"'.format, besides="title") is is_mentioned


def test_a_column_with_a_large_number_as_default_is_added(connection: Any) -> None:
    _, book = filled(connection)
    assert add(connection, book, models.FloatField(db_default=1e30)) == [
        'ALTER TABLE "shop_book" ADD COLUMN "new" real DEFAULT 1e+30 NOT NULL'
    ]
    assert [row["new"] for row in rows(connection, "shop_book")] == [1e30, 1e30]


def test_a_column_with_a_function_as_default_is_a_rebuild(connection: Any) -> None:
    _, book = filled(connection)
    sent = add(connection, book, models.DateTimeField(db_default=Now()))
    assert 'DROP TABLE "shop_book"' in sent

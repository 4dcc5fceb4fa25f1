"""A table is looked at once in a migration, and again when something may have changed it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import schema_editor
from migrations_core.backends.sqlite3.inspection import (
    CatalogueRow,
    TableFacts,
    look_at,
)
from tests.backends.builders import create, editing, execute, sqlite, statements
from tests.backends.rows import rows

from .library import field, filled, library

PAGES = {"pages": models.IntegerField(null=True)}
DATED = {"pages": models.IntegerField(null=True), "day": models.DateField(null=True)}
FILL = (
    """INSERT INTO "shop_author" ("name") VALUES ('Ann')""",
    """INSERT INTO "shop_book" ("title", "author_id") VALUES ('One', 1)""",
)


def empty(connection: Any, **book_fields: Any) -> Any:
    author, book = library(**book_fields)
    create(connection, author, book)
    return book


def columns(connection: Any) -> list[str]:
    return [
        name for (name,) in execute(connection, "SELECT name FROM pragma_table_info('shop_book')")
    ]


def questions(connection: Any, work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(query["sql"].startswith("SELECT") for query in captured)


def test_several_changes_of_several_tables_ask_once_for_each(connection: Any) -> None:
    author, book = library()
    create(connection, author, book)
    paged, dated = library(**PAGES)[1], library(**DATED)[1]
    named = models.TextField(null=True)
    named.contribute_to_class(library()[0], "nickname")

    def change() -> None:
        with editing(connection, cause="m") as editor:
            editor.add_field(book, field(paged, "pages"))
            editor.add_field(author, named)
            editor.add_index(book, models.Index(fields=["title"], name="by_title"))
            editor.add_field(paged, field(dated, "day"))

    assert questions(connection, change) == 2


def test_an_index_alone_makes_no_question(connection: Any) -> None:
    book = empty(connection)

    def change() -> None:
        with editing(connection, cause="m") as editor:
            editor.add_index(book, models.Index(fields=["title"], name="by_title"))

    assert questions(connection, change) == 0


def test_a_unique_constraint_is_found_with_one_question(connection: Any) -> None:
    together = ("title", "author")
    book = empty(connection, meta={"unique_together": [together]})

    def change() -> None:
        with editing(connection, cause="m") as editor:
            editor.alter_unique_together(book, [together], [])

    assert questions(connection, change) == 1
    assert execute(connection, "SELECT 1 FROM sqlite_master WHERE sql LIKE '%UNIQUE INDEX%'") == []


@pytest.mark.parametrize("by_editor", [True, False], ids=["editor", "connection"])
def test_rows_that_come_between_two_changes_survive(connection: Any, by_editor: bool) -> None:
    book = empty(connection)
    paged, dated = library(**PAGES)[1], library(**DATED)[1]
    with editing(connection, cause="m") as editor:
        editor.add_field(book, field(paged, "pages"))
        for sql in FILL:
            if by_editor:
                editor.execute(sql)
            else:
                execute(connection, sql)
        editor.add_field(paged, field(dated, "day"))
    assert rows(connection, "shop_book") == [
        {"id": 1, "title": "One", "author_id": 1, "pages": None, "day": None}
    ]


def test_without_a_transaction_rows_of_others_survive(tmp_path: Path) -> None:
    path = str(tmp_path / "db")
    with sqlite(name=path) as connection, closing(sqlite3.connect(path)) as somebody:
        book = empty(connection)
        with editing(connection, cause="m", atomic=False) as editor:
            editor.add_field(book, field(library(**PAGES)[1], "pages"))
            for sql in FILL:
                somebody.execute(sql)
            somebody.commit()
        assert len(rows(connection, "shop_book")) == 1


def test_an_index_that_sql_makes_between_two_changes_survives(connection: Any) -> None:
    book = empty(connection)
    paged, dated = library(**PAGES)[1], library(**DATED)[1]
    with editing(connection, cause="m") as editor:
        editor.add_field(book, field(paged, "pages"))
        editor.execute('CREATE INDEX "mine" ON "shop_book" ("pages" DESC)')
        editor.add_field(paged, field(dated, "day"))
    assert execute(connection, "SELECT 1 FROM sqlite_master WHERE name = 'mine'") == [(1,)]


def test_a_table_that_somebody_else_altered_is_not_taken_for_what_we_made(connection: Any) -> None:
    book = empty(connection)
    execute(connection, 'ALTER TABLE "shop_book" ADD COLUMN "mine" integer NULL')
    with editing(connection, cause="m") as editor:
        editor.add_field(book, field(library(**PAGES)[1], "pages"))
    assert columns(connection) == ["id", "title", "author_id", "mine", "pages"]


def test_what_was_rolled_back_is_not_taken_for_what_is_there(connection: Any) -> None:
    book = empty(connection)
    dated = library(day=models.DateField(null=True))[1]

    def change_and_fail() -> None:
        with editing(connection, cause="m") as editor:
            editor.add_field(book, field(library(**PAGES)[1], "pages"))
            editor.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with editing(connection, cause="m") as editor:
        editor.add_field(book, field(dated, "day"))
    assert columns(connection) == ["id", "title", "author_id", "day"]


def test_editors_of_one_run_remember_the_forms_of_tables_for_each_other(connection: Any) -> None:
    empty(connection)
    _, book = library()
    with editing(connection, cause="m") as editor:
        editor.add_field(book, field(library(**PAGES)[1], "pages"))
        editor.flush()
        memory = editor.share_memory(None)
    later, stranger = schema_editor(connection), schema_editor(connection)
    assert later.share_memory(memory) is memory
    assert later.inspector.made("shop_book") is not None
    assert stranger.inspector.made("shop_book") is None


def test_an_empty_table_with_a_check_is_made_anew(connection: Any) -> None:
    meta = {
        "constraints": [models.CheckConstraint(condition=models.Q(author__gt=0), name="positive")]
    }
    book = empty(connection, meta=meta)
    paged = library(meta=meta, **PAGES)[1]
    with statements(connection) as sent, editing(connection, cause="m") as editor:
        editor.add_field(book, field(paged, "pages"))
    assert [sql.split(" (")[0] for sql in sent] == [
        'DROP TABLE "shop_book"',
        'CREATE TABLE "shop_book"',
        'CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book"',
    ]


def test_a_table_is_seen_with_its_contents(connection: Any) -> None:
    filled(connection)
    execute(connection, 'CREATE INDEX "mixed" ON "shop_author" ("name", lower("name"))')
    with editing(connection) as editor:
        seen = look_at(editor, '"SHOP_author"')
    assert seen == TableFacts(
        (
            CatalogueRow(
                "table",
                "shop_author",
                "shop_author",
                'CREATE TABLE "shop_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, '
                '"name" text NOT NULL)',
                ("id", "name"),
            ),
            CatalogueRow(
                "index",
                "mixed",
                "shop_author",
                'CREATE INDEX "mixed" ON "shop_author" ("name", lower("name"))',
                ("name", ""),
            ),
        ),
        has_rows=True,
        sequence=1,
    )


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            'CREATE TABLE "a%b" ("x")',
            TableFacts((CatalogueRow("table", "a%b", "a%b", "", ("x",)),)),
        ),
        ('CREATE TABLE "other" ("x")', TableFacts()),
    ],
    ids=["where no table counts", "where there is no such table"],
)
def test_what_is_missing_is_no_obstacle(connection: Any, sql: str, expected: TableFacts) -> None:
    execute(connection, sql)
    entries = tuple(
        CatalogueRow(entry.type, entry.name, entry.table, sql, entry.columns)
        for entry in expected.entries
    )
    with editing(connection) as editor:
        assert look_at(editor, "a%b") == TableFacts(entries)

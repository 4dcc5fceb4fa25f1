"""SQL that is collected is a script for the sqlite3 shell."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import models

from migrations_core.schema.plan import Cause
from tests.backends.builders import editing, execute
from tests.backends.rows import rows

from .library import field, filled, library, with_title

TRIGGER = 'CREATE TRIGGER "t" AFTER DELETE ON "shop_book" BEGIN SELECT 1; END'


def test_without_a_rebuild_there_is_nothing_but_the_statements(connection: Any) -> None:
    _, book = filled(connection)
    after = library(pages=models.IntegerField(null=True))[1]
    with editing(connection, cause="m", collect_sql=True) as editor:
        editor.add_field(book, field(after, "pages"))
        editor.execute("UPDATE x SET y = %s", ["it's"])
    assert editor.collected_sql == [
        'ALTER TABLE "shop_book" ADD COLUMN "pages" integer NULL;',
        "UPDATE x SET y = 'it''s';",
    ]
    assert (editor.script_prologue, editor.script_epilogue) == ([], [])


def test_a_table_that_is_created_and_changed_is_created_once(connection: Any) -> None:
    author, book = library()
    after = library(pages=models.IntegerField(default=3))[1]
    with editing(connection, cause="m", collect_sql=True) as editor:
        editor.create_model(author)
        editor.create_model(book)
        editor.add_field(book, field(after, "pages"))
    assert [sql.split(" (")[0] for sql in editor.collected_sql] == [
        'CREATE TABLE "shop_author"',
        'CREATE TABLE "shop_book"',
        'CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book"',
    ]
    assert editor.script_prologue == []


def collect_rebuild(connection: Any, book: Any) -> Any:
    with editing(connection, collect_sql=True) as editor:
        editor.cause = Cause("Alter title")
        after = with_title(models.TextField(default="Untitled"))
        editor.alter_field(book, field(book, "title"), field(after, "title"))
        editor.cause = Cause("Require pages")
        pages = with_title(models.TextField(default=""), pages=models.IntegerField(default=3))
        editor.add_field(after, field(pages, "pages"))
    return editor


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_a_script_with_a_rebuild_is_safe_to_run(connection: Any, foreign_keys: str) -> None:
    _, book = filled(connection)
    execute(
        connection,
        TRIGGER,
        'CREATE TABLE "reader" ("book" integer REFERENCES "shop_book" ("id") ON DELETE CASCADE)',
        'INSERT INTO "reader" VALUES (1)',
        f"PRAGMA foreign_keys = {foreign_keys}",
    )
    editor = collect_rebuild(connection, book)
    raw: sqlite3.Connection = connection.connection
    raw.executescript(
        "\n".join(
            [
                *editor.script_prologue,
                "BEGIN;",
                *editor.collected_sql,
                "COMMIT;",
                *editor.script_epilogue,
            ]
        )
    )
    assert [row["pages"] for row in rows(connection, "shop_book")] == [3, 3]
    assert rows(connection, "reader") == [{"book": 1}]
    assert execute(connection, "SELECT sql FROM sqlite_master WHERE type = 'trigger'") == [
        (TRIGGER,)
    ]

"""What users made around a table, and its counter, survive a rebuild."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from migrations_core.backends.sqlite3.dependents import BrokenDependentError
from migrations_core.schema.tables import Index
from tests.backends.builders import create, editing, execute
from tests.backends.rows import rows
from tests.snapshots.schemas import read_schema

from .library import field, filled, library, with_title

VIEW = 'CREATE VIEW "titles" AS SELECT "title" FROM "shop_book"'
INDEX = "CREATE INDEX by_length ON shop_book (length(title))"
TRIGGER = """CREATE TRIGGER "shout" AFTER INSERT ON "shop_book"
BEGIN UPDATE "shop_book" SET "title" = upper(NEW."title") WHERE "id" = NEW."id"; END"""
REQUIRED = models.CharField(max_length=50, default="Untitled")


def stored(connection: Any) -> set[str]:
    """Give the text of everything that SQLite keeps."""
    return {sql for (sql,) in execute(connection, "SELECT sql FROM sqlite_master")}


def indexes(connection: Any, table: str) -> tuple[Index, ...]:
    return read_schema(connection).table(table).indexes


def require_titles(connection: Any, book: Any, cause: object = None) -> None:
    with editing(connection, cause=cause) as editor:
        after = with_title(REQUIRED.clone())
        editor.alter_field(book, field(book, "title"), field(after, "title"))


@pytest.mark.parametrize("prepare", [library, filled], ids=["empty", "with rows"])
def test_views_triggers_and_indexes_of_users_survive(connection: Any, prepare: Any) -> None:
    if prepare is filled:
        _, book = filled(connection)
    else:
        create(connection, *(made := library()))
        book = made[1]
    execute(connection, VIEW, TRIGGER, INDEX)
    require_titles(connection, book)
    after = stored(connection)
    assert {VIEW, TRIGGER, INDEX} <= after
    assert execute(connection, "PRAGMA legacy_alter_table") == [(0,)]


def test_a_trigger_does_not_fire_while_rows_are_copied(connection: Any) -> None:
    _, book = filled(connection)
    execute(connection, TRIGGER)
    require_titles(connection, book)
    assert [row["title"] for row in rows(connection, "shop_book")] == ["One", "Untitled"]


def test_triggers_of_other_tables_survive(connection: Any) -> None:
    _, book = filled(connection)
    trigger = """CREATE TRIGGER "last" AFTER DELETE ON "shop_author"
    BEGIN DELETE FROM "shop_book" WHERE "author_id" = OLD."id"; END"""
    execute(connection, trigger)
    require_titles(connection, book)
    assert trigger in stored(connection)


def test_a_renamed_column_is_renamed_in_what_users_made(connection: Any) -> None:
    _, book = filled(connection)
    execute(connection, VIEW, TRIGGER, INDEX)
    after = library()[1]
    name = models.TextField(default="Untitled")
    name.contribute_to_class(after, "name")
    with editing(connection) as editor:
        editor.alter_field(book, field(book, "title"), name)
    assert execute(connection, 'SELECT * FROM "titles"') == [("One",), ("Untitled",)]
    execute(connection, """INSERT INTO "shop_book" ("name", "author_id") VALUES ('new', 1)""")
    assert [row["name"] for row in rows(connection, "shop_book")][-1] == "NEW"
    [index] = [i for i in indexes(connection, "shop_book") if i.name == "by_length"]
    assert [column.expression for column in index.keys] == ['length ( "name" )']


@pytest.mark.parametrize("quote", ["isbn", '"isbn"'])
@pytest.mark.parametrize("sql", [VIEW, TRIGGER], ids=["view", "trigger"])
def test_a_change_that_breaks_a_view_or_trigger_is_refused(
    connection: Any, sql: str, quote: str
) -> None:
    _, book = filled(connection, isbn=models.TextField(unique=True, null=True))
    execute(connection, sql.replace('"title"', quote))
    before = read_schema(connection)
    with (
        pytest.raises(BrokenDependentError, match=r"uses the table 'shop_book' .* no such column"),
        editing(connection) as editor,
    ):
        editor.remove_field(book, field(book, "isbn"))
    assert read_schema(connection) == before


def test_a_view_that_was_broken_before_is_no_obstacle(connection: Any) -> None:
    _, book = filled(connection)
    execute(connection, VIEW.replace('"title"', '"shop_book"."nonsense"'))
    require_titles(connection, book)
    assert [row["title"] for row in rows(connection, "shop_book")] == ["One", "Untitled"]


@pytest.mark.parametrize("delete", ["id > 1", "1 = 1"], ids=["with rows", "empty"])
def test_ids_are_not_used_twice(connection: Any, delete: str) -> None:
    _, book = filled(connection)
    execute(connection, f'DELETE FROM "shop_book" WHERE {delete}')
    require_titles(connection, book)
    execute(connection, """INSERT INTO "shop_book" ("title", "author_id") VALUES ('x', 1)""")
    assert rows(connection, "shop_book")[-1]["id"] == 3


def test_an_index_that_django_named_goes_with_the_models_wish_for_it(connection: Any) -> None:
    _, book = filled(connection)
    old_name = 'CREATE INDEX "shop_book_title_1f19d72a" ON "shop_book" ("title")'
    execute(connection, old_name)
    require_titles(connection, book)
    assert [i.name for i in indexes(connection, "shop_book")] == ["shop_book_author_id_82b8ab51"]


def test_an_index_of_a_renamed_table_is_still_the_models(connection: Any) -> None:
    filled(connection)
    renamed = library(meta={"db_table": "shop_volume"})[1]
    writer = models.CharField(max_length=9)
    writer.contribute_to_class(library(meta={"db_table": "shop_volume"})[1], "writer")
    with editing(connection) as editor:
        editor.alter_db_table(renamed, "shop_book", "shop_volume")
        editor.alter_field(renamed, field(renamed, "author"), writer)
    assert indexes(connection, "shop_volume") == ()

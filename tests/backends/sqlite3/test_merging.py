"""While a migration runs, all changes of a table are one rebuild."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models

from migrations_core.failures import statement_failure_of
from migrations_core.schema.plan import Cause
from tests.backends.builders import editing, execute, model, statements
from tests.backends.rows import rows

from .library import field, filled, library, with_title


def grow(editor: Any, book: Any) -> Any:
    """Require a title, add pages and an index: two rebuilds and an index for Django."""
    editor.cause = Cause("require titles")
    titled = with_title(models.TextField(default="Untitled"))
    editor.alter_field(book, field(book, "title"), field(titled, "title"))
    editor.cause = Cause("count pages")
    pages = with_title(models.TextField(default="Untitled"), pages=models.IntegerField(default=1))
    editor.add_field(titled, field(pages, "pages"))
    editor.cause = Cause("index titles")
    editor.add_index(pages, models.Index(fields=["title"], name="by_title"))
    return pages


def test_many_changes_of_a_table_copy_its_rows_once(connection: Any) -> None:
    _, book = filled(connection)
    with statements(connection) as sent, editing(connection) as editor:
        grow(editor, book)
    assert [sql.split(" (")[0] for sql in sent] == [
        'CREATE TABLE "new__shop_book"',
        'INSERT INTO "sqlite_sequence"',
        'INSERT INTO "new__shop_book"',
        'DROP TABLE "shop_book"',
        'ALTER TABLE "new__shop_book" RENAME TO "shop_book"',
        'CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book"',
        'CREATE INDEX "by_title" ON "shop_book"',
    ]
    assert rows(connection, "shop_book") == [
        {"id": 1, "author_id": 1, "title": "One", "pages": 1},
        {"id": 2, "author_id": 1, "title": "Untitled", "pages": 1},
    ]


def test_a_table_that_is_made_in_the_same_migration_is_made_once(connection: Any) -> None:
    author, book = library()
    with statements(connection) as sent, editing(connection, cause="create") as editor:
        editor.create_model(author)
        editor.create_model(book)
        grow(editor, book)
    assert [sql.split(" (")[0] for sql in sent] == [
        'CREATE TABLE "shop_author"',
        'CREATE TABLE "shop_book"',
        'CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book"',
        'CREATE INDEX "by_title" ON "shop_book"',
    ]


def test_without_a_cause_every_call_is_carried_out_at_once(connection: Any) -> None:
    _, book = filled(connection)
    after = with_title(models.TextField(default="Untitled"))
    with editing(connection) as editor:
        with statements(connection) as sent:
            editor.alter_field(book, field(book, "title"), field(after, "title"))
        assert not editor.outbox.held
    assert 'DROP TABLE "shop_book"' in sent


def test_whoever_uses_the_connection_sees_the_change(connection: Any) -> None:
    _, book = filled(connection)
    with editing(connection) as editor:
        grow(editor, book)
        assert editor.outbox.held
        assert execute(connection, 'SELECT max("pages") FROM "shop_book"') == [(1,)]
        assert not editor.outbox.held


def test_sql_that_the_editor_is_given_sees_the_change(connection: Any) -> None:
    _, book = filled(connection)
    with editing(connection) as editor:
        grow(editor, book)
        editor.execute('UPDATE "shop_book" SET "pages" = %s', [7])
    assert [row["pages"] for row in rows(connection, "shop_book")] == [7, 7]


def test_a_rename_of_the_table_sees_the_change(connection: Any) -> None:
    _, book = filled(connection)
    with editing(connection) as editor:
        pages = grow(editor, book)
        editor.alter_db_table(pages, "shop_book", "shop_volume")
    assert [row["pages"] for row in rows(connection, "shop_volume")] == [1, 1]


def test_a_rename_of_a_referenced_table_reaches_work_that_is_held_back(connection: Any) -> None:
    author, book = filled(connection)
    with editing(connection) as editor:
        grow(editor, book)
        editor.alter_db_table(author, "shop_author", "shop_person")
    keys = execute(connection, "SELECT \"table\" FROM pragma_foreign_key_list('shop_book')")
    assert keys == [("shop_person",)]


def test_an_index_may_move_to_another_table(connection: Any) -> None:
    index = models.Index(fields=["title"], name="moving")
    author, book = filled(connection, meta={"indexes": [index]})
    with editing(connection) as editor:
        editor.cause = Cause("m")
        after = with_title(models.TextField(default="Untitled"), meta={"indexes": [index]})
        editor.alter_field(book, field(book, "title"), field(after, "title"))
        editor.remove_index(after, index)
        editor.add_index(author, models.Index(fields=["name"], name="moving"))
    found = execute(connection, "SELECT tbl_name FROM sqlite_master WHERE name = 'moving'")
    assert found == [("shop_author",)]


def test_an_error_that_a_later_change_would_hide_is_raised(connection: Any) -> None:
    _, book = filled(connection)
    strict = with_title(models.CharField(max_length=50, unique=True, null=False))

    def tighten_and_loosen() -> None:
        with editing(connection, cause="m") as editor:
            editor.alter_field(book, field(book, "title"), field(strict, "title"))
            editor.alter_field(strict, field(strict, "title"), field(library()[1], "title"))

    with pytest.raises(IntegrityError):
        tighten_and_loosen()


def test_a_failure_names_every_cause_and_the_statement(connection: Any) -> None:
    _, book = filled(connection)

    def change() -> None:
        with editing(connection) as editor:
            editor.cause = Cause("first")
            pages = library(pages=models.IntegerField(null=True))[1]
            editor.add_field(book, field(pages, "pages"))
            editor.cause = Cause("second")
            strict = with_title(models.TextField(), pages=models.IntegerField(null=True))
            editor.alter_field(pages, field(pages, "title"), field(strict, "title"))
            editor.cause = Cause("third")
            dated = with_title(
                models.TextField(),
                pages=models.IntegerField(null=True),
                day=models.DateField(null=True),
            )
            editor.add_field(strict, field(dated, "day"))

    with pytest.raises(IntegrityError) as caught:
        change()
    failure = statement_failure_of(caught.value)
    assert failure is not None
    assert failure.sql == (
        'INSERT INTO "new__shop_book" ("id", "pages", "author_id", "title", "day") '
        'SELECT "id", "pages", "author_id", "title", NULL FROM "shop_book"'
    )
    assert [cause.operation for cause in failure.causes] == ["second", "third"]


def test_a_failed_migration_leaves_the_table_alone(connection: Any) -> None:
    _, book = filled(connection)
    before = rows(connection, "shop_book")

    def change_and_fail() -> None:
        with editing(connection) as editor:
            grow(editor, book)
            editor.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert rows(connection, "shop_book") == before


def test_a_many_to_many_field_is_a_table(connection: Any) -> None:
    author, book = library(readers=models.ManyToManyField("shop.Author", related_name="+"))
    with editing(connection, cause="m") as editor:
        editor.create_model(author)
        editor.create_model(book)
    link = field(book, "readers").remote_field.through
    assert rows(connection, link._meta.db_table) == []
    with editing(connection, cause="m") as editor:
        editor.remove_field(book, field(book, "readers"))
    tables = execute(connection, "SELECT name FROM sqlite_master WHERE name LIKE '%readers%'")
    assert tables == []


def text_of(connection: Any, table: str) -> str:
    (row,) = execute(connection, f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
    return str(row[0])


def remade(connection: Any, start: str, **more: models.Field[Any, Any]) -> str:
    """Make a table with columns from a list, add a field to the model as a migration does, and give the new text."""
    execute(connection, f'CREATE TABLE "shop_shelf" ({start})')
    old = model("Shelf", place=models.TextField(), code=models.TextField())
    new = model("Shelf", place=models.TextField(), code=models.TextField(), **more)
    (name,) = more
    with editing(connection, cause="add") as editor:
        editor.unapplying = False
        editor.add_field(old, field(new, name))
    return text_of(connection, "shop_shelf")


ID = '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT'
PLACE, CODE = '"place" text NOT NULL', '"code" text NOT NULL'
SIZE = '"size" integer NOT NULL UNIQUE'


def test_a_new_column_that_must_have_a_value_goes_to_the_end(connection: Any) -> None:
    text = remade(connection, f"{ID}, {PLACE}, {CODE}", size=models.IntegerField(unique=True))

    assert text == f'CREATE TABLE "shop_shelf" ({ID}, {PLACE}, {CODE}, {SIZE})'


def test_a_new_column_brings_lost_order_back(connection: Any) -> None:
    text = remade(connection, f"{ID}, {CODE}, {PLACE}", size=models.IntegerField(unique=True))

    assert text == f'CREATE TABLE "shop_shelf" ({ID}, {PLACE}, {CODE}, {SIZE})'


def test_rows_get_the_default_of_a_new_column(connection: Any) -> None:
    execute(connection, f'CREATE TABLE "shop_shelf" ({ID}, {PLACE}, {CODE})')
    execute(connection, """INSERT INTO "shop_shelf" ("place", "code") VALUES ('here', 'A')""")
    parts = {"place": models.TextField(), "code": models.TextField()}
    old, new = model("Shelf", **parts), model("Shelf", **parts, size=models.IntegerField(default=7))
    with editing(connection, cause="add") as editor:
        editor.unapplying = False
        editor.add_field(old, field(new, "size"))

    assert rows(connection, "shop_shelf") == [{"id": 1, "place": "here", "code": "A", "size": 7}]


def test_rows_get_the_defaults_of_several_new_columns_at_once(connection: Any) -> None:
    _, book = filled(connection)
    one = library(pages=models.IntegerField(default=7))[1]
    two = library(pages=models.IntegerField(default=7), code=models.CharField(default="x"))[1]
    with statements(connection) as sent, editing(connection, cause="add") as editor:
        editor.unapplying = False
        editor.add_field(book, field(one, "pages"))
        editor.add_field(one, field(two, "code"))

    assert [sql.split(" (")[0] for sql in sent if sql.startswith("CREATE TABLE")] == [
        'CREATE TABLE "new__shop_book"'
    ]
    assert rows(connection, "shop_book") == [
        {"id": 1, "title": "One", "author_id": 1, "pages": 7, "code": "x"},
        {"id": 2, "title": None, "author_id": 1, "pages": 7, "code": "x"},
    ]

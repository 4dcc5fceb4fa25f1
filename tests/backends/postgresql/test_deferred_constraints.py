"""Rows may be written and their tables altered in one transaction."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, models
from django.db.transaction import atomic

from migrations_core.backends.registry import schema_editor
from tests.backends.builders import create, execute, model


def library(**fields: Any) -> tuple[Any, Any]:
    apps = Apps()
    reference = models.ForeignKey("shop.Author", models.CASCADE)
    return model("Author", apps=apps), model("Book", apps=apps, author=reference, **fields)


@pytest.fixture
def tables(connection: Any) -> tuple[Any, Any]:
    author, book = library()
    create(connection, author, book)
    execute(connection, 'INSERT INTO "shop_author" DEFAULT VALUES')
    return author, book


def write_book(connection: Any, author: int) -> None:
    execute(connection, f'INSERT INTO "shop_book" ("author_id") VALUES ({author})')


def add_pages(editor: Any) -> None:
    after = library(pages=models.IntegerField(null=True, db_index=True))[1]
    editor.add_field(after, after._meta.get_field("pages"))


def test_a_table_is_altered_after_rows_were_written(connection: Any, tables: Any) -> None:
    with connection.schema_editor() as editor:
        write_book(connection, 1)
        add_pages(editor)
    assert execute(connection, 'SELECT "author_id", "pages" FROM "shop_book"') == [(1, None)]


def test_a_table_whose_rows_were_deleted_is_dropped(connection: Any, tables: Any) -> None:
    author, book = tables
    write_book(connection, 1)
    with connection.schema_editor() as editor:
        execute(connection, 'DELETE FROM "shop_book"', 'DELETE FROM "shop_author"')
        editor.delete_model(book)
        editor.delete_model(author)
    assert connection.introspection.table_names() == []


def test_a_foreign_key_waits_again_afterwards(connection: Any, tables: Any) -> None:
    with connection.schema_editor() as editor:
        write_book(connection, 1)
        add_pages(editor)
        write_book(connection, 2)
        execute(connection, 'INSERT INTO "shop_author" DEFAULT VALUES')
    assert execute(connection, 'SELECT count(*) FROM "shop_book"') == [(2,)]


def test_a_row_that_becomes_right_only_later_hinders_no_other_table(
    connection: Any, tables: Any
) -> None:
    with connection.schema_editor() as editor:
        write_book(connection, 2)
        editor.create_model(model("Shelf"))
        execute(connection, 'INSERT INTO "shop_author" DEFAULT VALUES')
    assert execute(connection, 'SELECT count(*) FROM "shop_book"') == [(1,)]


def test_a_row_that_stays_wrong_is_refused_at_the_end(connection: Any, tables: Any) -> None:
    def run() -> None:
        with connection.schema_editor() as editor:
            write_book(connection, 2)
            editor.create_model(model("Shelf"))

    with pytest.raises(IntegrityError):
        run()
    assert "shop_shelf" not in connection.introspection.table_names()


def test_a_script_alters_a_table_after_rows_were_written(connection: Any, tables: Any) -> None:
    with schema_editor(connection, collect_sql=True) as editor:
        editor.execute('INSERT INTO "shop_book" ("author_id") VALUES (1)')
        add_pages(editor)
    name = "shop_book_author_id_82b8ab51_fk_shop_author_id"
    (schema,) = execute(connection, "SELECT current_schema()")[0]
    assert [sql for sql in editor.collected_sql if sql.startswith("SET")] == [
        "SET CONSTRAINTS ALL IMMEDIATE;",
        f"SET CONSTRAINTS {schema}.{name} DEFERRED;",
    ]

    with atomic(connection.alias):
        execute(connection, *editor.collected_sql)

    assert execute(connection, 'SELECT "author_id", "pages" FROM "shop_book"') == [(1, None)]


def test_a_script_without_a_transaction_has_nothing_to_check(connection: Any, tables: Any) -> None:
    with schema_editor(connection, collect_sql=True, atomic=False) as editor:
        editor.execute('INSERT INTO "shop_book" ("author_id") VALUES (1)')
        add_pages(editor)
    assert not any("SET" in sql for sql in editor.collected_sql)

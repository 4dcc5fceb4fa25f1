"""What is held back is there whenever somebody other than the editor looks, or begins a transaction."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.transaction import atomic

from migrations_core.migration import Migration
from migrations_core.operations import AddField, CreateModel, RunPython
from migrations_core.operations.base import Operation
from migrations_core.state import ProjectState
from tests.backends.builders import execute, statements

from .snapshot import columns

BOOK = CreateModel("Book", [("id", models.AutoField(primary_key=True))])
PAGES = AddField("Book", "pages", models.IntegerField(null=True))
PRICE = AddField("Book", "price", models.IntegerField(null=True))


class Count(Operation):
    """An operation of a third party that writes rows in a transaction of its own."""

    atomic = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        with atomic(editor.connection.alias):
            execute(editor.connection, "INSERT INTO shop_book (pages) VALUES (1)")


def insert(apps: Any, editor: Any) -> None:
    apps.get_model("shop", "Book").objects.using(editor.connection.alias).create(pages=1)


def migrate(connection: Any, *operations: Any) -> list[str]:
    """Apply a migration and give what it changed of tables."""
    migration = Migration("0001", "shop")
    migration.operations = list(operations)
    with statements(connection) as sent, connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)
    return [sql for sql in sent if sql.startswith(("ALTER", "CREATE"))]


def test_columns_of_one_migration_are_added_by_one_statement(connection: Any) -> None:
    assert migrate(connection, BOOK, PAGES, PRICE)[1:] == [
        "ALTER TABLE `shop_book` ADD COLUMN `pages` integer NULL, ADD COLUMN `price` integer NULL"
    ]


@pytest.mark.parametrize("persist", [True, False])
def test_a_computed_column_comes_with_or_after_what_it_is_computed_from(
    connection: Any, persist: bool
) -> None:
    twice = models.GeneratedField(
        expression=models.F("pages") * 2, output_field=models.IntegerField(), db_persist=persist
    )
    migrate(connection, BOOK, PAGES, AddField("Book", "twice", twice), PRICE)
    assert [line.split("`")[1] for line in columns(connection, "shop_book")] == [
        "pages",
        "twice",
        "price",
    ]


def test_a_function_finds_its_column(connection: Any) -> None:
    assert migrate(connection, BOOK, PAGES, RunPython(insert), PRICE)[1:] == [
        "ALTER TABLE `shop_book` ADD COLUMN `pages` integer NULL",
        "ALTER TABLE `shop_book` ADD COLUMN `price` integer NULL",
    ]
    assert execute(connection, "SELECT pages, price FROM shop_book") == [(1, None)]


def test_an_operation_of_a_third_party_may_begin_a_transaction(connection: Any) -> None:
    migrate(connection, BOOK, PAGES, Count(), PRICE)
    assert execute(connection, "SELECT pages, price FROM shop_book") == [(1, None)]


def test_a_migration_that_is_not_atomic_is_done_operation_by_operation(connection: Any) -> None:
    migration = Migration("0001", "shop")
    migration.operations = [BOOK, PAGES, PRICE]
    migration.atomic = False
    with statements(connection) as sent, connection.schema_editor(atomic=False) as editor:
        migration.apply(ProjectState(), editor)
    assert len([sql for sql in sent if sql.startswith("ALTER")]) == 2


def test_the_editor_by_itself_holds_nothing_back(connection: Any) -> None:
    migrate(connection, BOOK)
    book = model_after(BOOK, PAGES)
    with connection.schema_editor() as editor:
        editor.add_field(book, book._meta.get_field("pages"))
        assert columns(connection, "shop_book") == ["`pages` int DEFAULT NULL"]


def model_after(*operations: Operation) -> Any:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards("shop", state)
    return state.apps.get_model("shop", "book")

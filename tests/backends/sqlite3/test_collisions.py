"""Two fields that want one column are refused before the column, and what is in it, is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, models

from migrations_core.exceptions import DuplicateColumnError
from tests.backends.builders import editing, execute

from .library import field, filled, library

SAME_COLUMN = {
    "added": models.IntegerField(null=True, db_column="title"),
    "added with a default": models.IntegerField(default=5, db_column="title"),
    "different in case": models.IntegerField(default=5, db_column="TITLE"),
    "a reference": models.ForeignKey(
        "shop.Author", models.CASCADE, null=True, db_column="title", related_name="+"
    ),
}


def refused(
    connection: Any, change: Callable[[Any], None], *, match: str, atomic: bool = True
) -> Exception:
    """Give the error of a change that is made while a migration runs."""
    with (
        pytest.raises(OperationalError, match=match) as caught,
        editing(connection, cause="m", atomic=atomic) as editor,
    ):
        change(editor)
    return caught.value


def contents(connection: Any) -> list[Any]:
    return [
        *execute(connection, """SELECT "sql" FROM "sqlite_master" WHERE "name" = 'shop_book'"""),
        *execute(connection, 'SELECT * FROM "shop_book"'),
    ]


@pytest.mark.parametrize("name", SAME_COLUMN)
@pytest.mark.parametrize("emptied", [False, True], ids=["rows", "empty"])
@pytest.mark.parametrize("atomic", [True, False], ids=["atomic", "not atomic"])
def test_a_column_that_exists_is_not_added(
    connection: Any, name: str, emptied: bool, atomic: bool
) -> None:
    _, book = filled(connection)
    if emptied:
        execute(connection, 'DELETE FROM "shop_book"')
    before = contents(connection)
    between = library(added=SAME_COLUMN[name].clone())[1]

    def replace(editor: Any) -> None:
        editor.add_field(book, field(between, "added"))
        editor.remove_field(between, field(between, "title"))

    refused(connection, replace, match=r"^duplicate column name: (title|TITLE)", atomic=atomic)
    assert contents(connection) == before


def test_a_column_is_not_renamed_to_one_that_exists(connection: Any) -> None:
    _, book = filled(connection, pages=models.CharField(max_length=50, null=True))
    between = library(pages=models.CharField(max_length=50, null=True, db_column="title"))[1]
    before = contents(connection)

    def replace(editor: Any) -> None:
        editor.alter_field(book, field(book, "pages"), field(between, "pages"))
        editor.remove_field(between, field(between, "title"))

    refused(connection, replace, match="duplicate column name: title")
    assert contents(connection) == before


def test_a_new_table_does_not_hide_the_collision(connection: Any) -> None:
    author, book = library(pages=models.IntegerField(null=True, db_column="title"))

    def make(editor: Any) -> None:
        editor.create_model(author)
        editor.create_model(book)
        editor.remove_field(book, field(book, "title"))

    error = refused(connection, make, match="duplicate column name")
    assert type(error) is DuplicateColumnError
    assert str(error) == (
        "duplicate column name: title. Two fields would have this column of the table 'shop_book'; nothing was "
        "done to it. Give one of them another db_column, or remove the old field in an operation before."
    )

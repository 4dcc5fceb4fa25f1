"""A foreign key keeps an index when the one that it lives on is dropped."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import models

from migrations_core.operations import AlterUniqueTogether
from tests.backends.builders import create, editing, model, statements

from .snapshot import snapshot

NOT_UNIQUE = AlterUniqueTogether("Book", set())
OWN = "KEY `shop_book_author_id_82b8ab51` (`author_id`)"


def book(has_constraint: bool = True, **options: Any) -> Any:
    apps = Apps()
    author = model("Author", apps=apps)
    return model(
        "Book",
        apps=apps,
        meta=options,
        title=models.IntegerField(),
        author=models.ForeignKey(author, models.CASCADE, db_constraint=has_constraint),
    )


def made(connection: Any, **options: Any) -> Any:
    new_book = book(**options)
    create(connection, new_book._meta.apps.get_registered_model("shop", "Author"), new_book)
    return new_book


def indexes(connection: Any) -> list[str]:
    keys = snapshot(connection)["shop_book"]["keys"]
    return [key for key in keys if not key.startswith(("PRIMARY", "CONSTRAINT"))]


def test_when_together_fields_are_no_longer_unique(connection: Any) -> None:
    before = made(connection, unique_together={("author", "title")})
    assert len(indexes(connection)) == 1
    with connection.schema_editor() as editor:
        editor.alter_unique_together(book(), before._meta.unique_together, set())
    assert indexes(connection) == [OWN]


def test_when_together_fields_are_no_longer_unique_in_a_migration(connection: Any) -> None:
    before = made(connection, unique_together={("author", "title")})
    with statements(connection) as sent, editing(connection, cause=NOT_UNIQUE) as editor:
        editor.alter_unique_together(book(), before._meta.unique_together, set())
    assert indexes(connection) == [OWN]
    assert [sql for sql in sent if sql.startswith("ALTER")] == [
        "ALTER TABLE `shop_book` ADD INDEX `shop_book_author_id_82b8ab51` (`author_id`),"
        " DROP INDEX `shop_book_author_id_title_ee8b7262_uniq`"
    ]


def test_when_an_index_goes(connection: Any) -> None:
    index = models.Index(fields=["author", "title"], name="i")
    before = made(connection, indexes=[index])
    with connection.schema_editor() as editor:
        editor.remove_index(before, index)
    assert indexes(connection) == [OWN]


def test_when_a_constraint_goes(connection: Any) -> None:
    constraint = models.UniqueConstraint(fields=["author", "title"], name="u")
    before = made(connection, constraints=[constraint])
    with connection.schema_editor() as editor:
        editor.remove_constraint(before, constraint)
    assert indexes(connection) == [OWN]


def test_when_the_constraint_of_the_key_went_before(connection: Any) -> None:
    index = models.Index(fields=["author", "title"], name="i")
    before, after = made(connection, indexes=[index]), book(has_constraint=False, indexes=[index])
    fields = [each._meta.get_field("author") for each in (before, after)]
    with connection.schema_editor() as editor:
        editor.alter_field(after, *fields)
    assert indexes(connection) == ["KEY `i` (`author_id`,`title`)"]

    with connection.schema_editor() as editor:
        editor.remove_index(after, index)

    assert indexes(connection) == [OWN]


def test_no_index_is_made_for_a_key_that_has_another_one(connection: Any) -> None:
    first = models.Index(fields=["author", "title"], name="i")
    second = models.Index(fields=["author"], name="j")
    before = made(connection, indexes=[first, second])
    with connection.schema_editor() as editor:
        editor.remove_index(before, first)
    assert indexes(connection) == ["KEY `j` (`author_id`)"]


def test_no_index_is_made_where_the_key_is_not_the_first_column(connection: Any) -> None:
    index = models.Index(fields=["title", "author"], name="i")
    before = made(connection, indexes=[index])
    with connection.schema_editor() as editor:
        editor.remove_index(before, index)
    assert indexes(connection) == [
        "KEY `shop_book_author_id_82b8ab51_fk_shop_author_id` (`author_id`)"
    ]

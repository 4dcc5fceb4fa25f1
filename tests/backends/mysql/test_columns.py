"""What adding, altering and dropping columns tells the server: whole statements, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models

from tests.backends.builders import create, execute, model

from .database import mysql
from .snapshot import columns


@pytest.fixture
def mysql_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection that says that its server is MySQL, for statements that are only collected."""
    with saying(monkeypatch, is_mariadb=False) as connection:
        yield connection


@pytest.fixture
def mariadb_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection that says that its server is MariaDB."""
    with saying(monkeypatch, is_mariadb=True) as connection:
        yield connection


@contextmanager
def saying(monkeypatch: pytest.MonkeyPatch, *, is_mariadb: bool) -> Iterator[Any]:
    with mysql() as connection:
        connection.ensure_connection()
        assert connection.features.has_native_uuid_field is not None  # asked while it is true
        monkeypatch.setitem(connection.__dict__, "mysql_is_mariadb", is_mariadb)
        yield connection


def book(**fields: Any) -> Any:
    """Make a book, in a registry with the authors that it may refer to."""
    apps = Apps()
    model("Author", apps=apps, name=models.TextField())
    return model("Book", apps=apps, **fields)


def sql(connection: Any, *calls: Callable[[Any], None]) -> list[str]:
    """Give the statements that the calls to one editor make."""
    with connection.schema_editor(collect_sql=True) as editor:
        for call in calls:
            call(editor)
    collected: list[str] = editor.collected_sql
    return collected


def add(field: Any) -> Callable[[Any], None]:
    after = book(title=field)
    return lambda editor: editor.add_field(after, after._meta.get_field("title"))


def alter(old: Any, new: Any) -> Callable[[Any], None]:
    before, after = book(title=old), book(title=new)
    old, new = before._meta.get_field("title"), after._meta.get_field("title")
    return lambda editor: editor.alter_field(before, old, new)


def made(connection: Any, **fields: Any) -> Any:
    """Create the tables of book and author."""
    new_book = book(**fields)
    create(connection, new_book._meta.apps.get_registered_model("shop", "Author"), new_book)
    return new_book


def test_a_new_required_column_has_a_default_until_the_rows_have_it(connection: Any) -> None:
    assert sql(connection, add(models.CharField(max_length=9, default="it's", db_index=True))) == [
        r"ALTER TABLE `shop_book` ADD COLUMN `title` varchar(9) DEFAULT 'it\'s' NOT NULL;",
        "ALTER TABLE `shop_book` ALTER COLUMN `title` DROP DEFAULT;",
        "CREATE INDEX `shop_book_title_1f19d72a` ON `shop_book` (`title`);",
    ]


def test_a_new_text_needs_no_default_to_be_empty(connection: Any) -> None:
    assert sql(connection, add(models.TextField(default=""))) == [
        "ALTER TABLE `shop_book` ADD COLUMN `title` longtext NOT NULL;",
    ]


def test_a_new_text_that_may_be_null_is_filled(connection: Any) -> None:
    assert sql(connection, add(models.TextField(default="", null=True))) == [
        "ALTER TABLE `shop_book` ADD COLUMN `title` longtext NULL;",
        "UPDATE `shop_book` SET `title` = '';",
    ]


def test_mysql_takes_the_default_of_a_text_as_an_expression(mysql_connection: Any) -> None:
    assert sql(mysql_connection, add(models.TextField(db_default="x"))) == [
        "ALTER TABLE `shop_book` ADD COLUMN `title` longtext DEFAULT ('x') NOT NULL;",
    ]


def test_mysql_restates_a_text_to_change_its_default(mysql_connection: Any) -> None:
    before, after = models.TextField(db_default="x"), models.TextField(db_default="y")
    assert sql(mysql_connection, alter(before, after)) == [
        "ALTER TABLE `shop_book` MODIFY `title` longtext DEFAULT ('y') NOT NULL;",
    ]


def test_mariadb_changes_the_default_of_a_text_alone(mariadb_connection: Any) -> None:
    before, after = models.TextField(db_default="x"), models.TextField(db_default="y")
    assert sql(mariadb_connection, alter(before, after)) == [
        "ALTER TABLE `shop_book` ALTER COLUMN `title` SET DEFAULT 'y';",
    ]


def test_a_new_foreign_key_comes_with_its_column_and_the_servers_index(connection: Any) -> None:
    field = models.ForeignKey("shop.Author", models.CASCADE, null=True)
    name = "`shop_book_title_id_8c282784_fk_shop_author_id`"
    assert sql(connection, add(field)) == [
        f"ALTER TABLE `shop_book` ADD COLUMN `title_id` bigint NULL , ADD CONSTRAINT {name}"
        " FOREIGN KEY (`title_id`) REFERENCES `shop_author`(`id`);",
    ]


def test_a_foreign_key_without_constraint_gets_an_index_from_us(connection: Any) -> None:
    field = models.ForeignKey("shop.Author", models.CASCADE, null=True, db_constraint=False)
    assert sql(connection, add(field)) == [
        "ALTER TABLE `shop_book` ADD COLUMN `title_id` bigint NULL;",
        "CREATE INDEX `shop_book_title_id_8c282784` ON `shop_book` (`title_id`);",
    ]


def test_a_foreign_key_to_a_table_without_foreign_keys_gets_an_index_from_us(
    connection: Any,
) -> None:
    execute(connection, "CREATE TABLE shop_book (id bigint PRIMARY KEY) ENGINE = MyISAM")
    field = models.ForeignKey("shop.Author", models.CASCADE, null=True)
    assert sql(connection, add(field))[-1:] == [
        "CREATE INDEX `shop_book_title_id_8c282784` ON `shop_book` (`title_id`);",
    ]


def test_type_default_and_null_change_in_one_statement(connection: Any) -> None:
    before, after = models.IntegerField(null=True), models.BigIntegerField(db_default=5, null=False)
    assert sql(connection, alter(before, after)) == [
        "ALTER TABLE `shop_book` MODIFY `title` bigint DEFAULT 5 NULL;",
        "UPDATE `shop_book` SET `title` = 5 WHERE `title` IS NULL;",
        "ALTER TABLE `shop_book` MODIFY `title` bigint DEFAULT 5 NOT NULL;",
    ]


def test_rows_get_their_value_before_null_is_forbidden(connection: Any) -> None:
    before, after = models.IntegerField(null=True), models.IntegerField(default=7)
    assert sql(connection, alter(before, after)) == [
        "ALTER TABLE `shop_book` ALTER COLUMN `title` SET DEFAULT 7;",
        "UPDATE `shop_book` SET `title` = 7 WHERE `title` IS NULL;",
        "ALTER TABLE `shop_book` MODIFY `title` integer NOT NULL;",
        "ALTER TABLE `shop_book` ALTER COLUMN `title` DROP DEFAULT;",
    ]


def test_a_counter_is_restated_with_its_counting(connection: Any) -> None:
    before = book(id=models.AutoField(primary_key=True))
    after = book(id=models.BigAutoField(primary_key=True))
    fields = before._meta.get_field("id"), after._meta.get_field("id")
    assert sql(connection, lambda editor: editor.alter_field(before, *fields)) == [
        "ALTER TABLE `shop_book` MODIFY `id` bigint AUTO_INCREMENT NOT NULL;",
    ]


def test_a_comment_is_part_of_the_column(connection: Any) -> None:
    before, after = models.IntegerField(), models.IntegerField(db_comment="100% it's")
    assert sql(connection, alter(before, after)) == [
        r"ALTER TABLE `shop_book` MODIFY `title` integer NOT NULL COMMENT '100% it\'s';",
    ]


def test_mysql_drops_a_check_before_it_renames_its_column(
    connection: Any, mysql_connection: Any
) -> None:
    before = made(mysql_connection, pages=models.PositiveIntegerField())
    after = book(sheets=models.PositiveIntegerField())
    fields = before._meta.get_field("pages"), after._meta.get_field("sheets")
    # On MariaDB it is how Django's introspection calls the checks of columns.
    name = "__unnamed_constraint_1__" if connection.mysql_is_mariadb else "shop_book_chk_1"
    assert sql(mysql_connection, lambda editor: editor.alter_field(before, *fields)) == [
        f"ALTER TABLE `shop_book` DROP CHECK `{name}`;",
        "ALTER TABLE `shop_book` RENAME COLUMN `pages` TO `sheets`;",
        "ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_sheets_f1af3d68_check`"
        " CHECK (`sheets` >= 0);",
    ]


def test_checks_are_dropped_as_each_server_calls_it(connection: Any, mysql_connection: Any) -> None:
    check = models.CheckConstraint(condition=models.Q(pages__gt=1), name="c")
    with_check = book(pages=models.IntegerField())
    dropping = "DROP CONSTRAINT IF EXISTS" if connection.mysql_is_mariadb else "DROP CHECK"
    for each, words in ((connection, dropping), (mysql_connection, "DROP CHECK")):
        create(each, with_check)
        assert sql(each, lambda editor: editor.remove_constraint(with_check, check)) == [
            f"ALTER TABLE `shop_book` {words} `c`;"
        ]


def test_a_column_is_dropped_after_its_foreign_key(connection: Any) -> None:
    before = made(connection, author=models.ForeignKey("shop.Author", models.CASCADE))
    removed = before._meta.get_field("author")
    name = "`shop_book_author_id_82b8ab51_fk_shop_author_id`"
    assert sql(connection, lambda editor: editor.remove_field(before, removed)) == [
        f"ALTER TABLE `shop_book` DROP FOREIGN KEY {name};",
        "ALTER TABLE `shop_book` DROP COLUMN `author_id`;",
    ]


def test_a_generated_column_stays_one_when_its_comment_changes(connection: Any) -> None:
    def field(comment: str) -> Any:
        return models.GeneratedField(
            expression=models.F("pages") + 1,
            output_field=models.IntegerField(),
            db_persist=True,
            db_comment=comment,
        )

    before = made(connection, pages=models.IntegerField(), title=field("a"))
    after = book(pages=models.IntegerField(), title=field("b"))
    with connection.schema_editor() as editor:
        fields = before._meta.get_field("title"), after._meta.get_field("title")
        editor.alter_field(before, *fields)
    assert columns(connection, "shop_book")[1:] == [
        "`title` int GENERATED ALWAYS AS (`pages` + 1) STORED COMMENT 'b'"
    ]

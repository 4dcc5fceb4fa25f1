"""What a model does not say about a column survives every change of the column."""

from __future__ import annotations

from typing import Any

from django.db import models

from migrations_core.backends.mysql.introspection import StoredColumn
from migrations_core.backends.mysql.modify_column import full_definition
from migrations_core.schema.tables import Column
from tests.backends.builders import create, execute, model

from .snapshot import columns


def altered(connection: Any, before: models.Field, after: models.Field, *sql: str) -> list[str]:
    """Create a table, do to it what no model knows of, alter the field and read the column."""
    old, new = model("Book", title=before), model("Book", title=after)
    create(connection, old)
    execute(connection, *sql)
    with connection.schema_editor() as editor:
        editor.alter_field(old, old._meta.get_field("title"), new._meta.get_field("title"))
    return columns(connection, "shop_book")


def test_a_character_set_and_a_comment_stay(connection: Any) -> None:
    set_up = (
        "ALTER TABLE shop_book MODIFY title varchar(9) CHARACTER SET latin1 NOT NULL COMMENT 'x'"
    )
    assert altered(
        connection, models.CharField(max_length=9), models.CharField(max_length=20), set_up
    ) == ["`title` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL COMMENT 'x'"]


def test_a_default_stays(connection: Any) -> None:
    set_up = "ALTER TABLE shop_book ALTER COLUMN title SET DEFAULT 7"
    after = models.BigIntegerField(null=True)
    assert altered(connection, models.IntegerField(), after, set_up) == ["`title` bigint DEFAULT 7"]


def test_a_default_of_another_kind_goes(connection: Any) -> None:
    set_up = "ALTER TABLE shop_book ALTER COLUMN title SET DEFAULT 7"
    assert altered(connection, models.IntegerField(), models.CharField(max_length=9), set_up) == [
        "`title` varchar(9) NOT NULL"
    ]


def test_a_clock_that_every_update_sets_stays(connection: Any) -> None:
    set_up = (
        "ALTER TABLE shop_book MODIFY title datetime(6) NOT NULL"
        " DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)"
    )
    after = models.DateTimeField(null=True)
    assert altered(connection, models.DateTimeField(), after, set_up) == [
        "`title` datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)"
    ]


def test_collation_and_comment_of_the_model_stay_when_null_changes(connection: Any) -> None:
    options: Any = {"max_length": 9, "db_collation": "utf8mb4_bin", "db_comment": "100% it's"}
    before, after = models.CharField(null=True, **options), models.CharField(**options)
    assert altered(connection, before, after) == [
        "`title` varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT '100% it''s'"
    ]


def test_a_comment_and_a_collation_that_the_model_gives_up_go(connection: Any) -> None:
    before = models.CharField(max_length=9, db_collation="utf8mb4_bin", db_comment="x")
    assert altered(connection, before, models.CharField(max_length=9)) == [
        "`title` varchar(9) NOT NULL"
    ]


def test_a_default_in_the_database_stays_when_the_type_changes(connection: Any) -> None:
    before = models.IntegerField(db_default=5, db_comment="50%")
    after = models.BigIntegerField(db_default=5, db_comment="50%")
    assert altered(connection, before, after) == ["`title` bigint NOT NULL DEFAULT 5 COMMENT '50%'"]


def test_the_check_of_a_column_follows_a_rename() -> None:
    before = Column(name="a", type="integer UNSIGNED", check="`a` >= 0")
    after = Column(name="b", type="bigint UNSIGNED", check="`b` >= 0")
    stored = StoredColumn(type="int(10) unsigned", check="`a` >= 0")
    assert full_definition(before, after, stored) == after


def test_a_check_of_the_table_is_not_repeated_in_the_column() -> None:
    column = Column(name="a", type="integer UNSIGNED", check="`a` >= 0")
    assert full_definition(column, column, StoredColumn(type="int(10) unsigned")).check is None


def test_what_makes_a_text_json_goes_with_the_type() -> None:
    before, after = Column(name="a", type="json"), Column(name="a", type="longtext")
    stored = StoredColumn(type="longtext", check="json_valid(`a`)", collation="utf8mb4_bin")
    assert full_definition(before, after, stored) == after


def test_a_column_that_the_server_does_not_have_yet_is_as_the_model_says() -> None:
    column = Column(name="a", type="integer")
    assert full_definition(column, column, None) == column

"""What adding, altering and dropping columns tells PostgreSQL: whole statements, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django
from django.apps.registry import Apps
from django.db import models

from migrations_core.state import ModelState, ProjectState
from tests.backends.builders import create, model
from tests.snapshots.schemas import read_schema

CASCADE = " CASCADE" if django.VERSION < (6, 0) else ""


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


def alter(before: Any, after: Any, name: str = "title") -> Callable[[Any], None]:
    old, new = before._meta.get_field(name), after._meta.get_field(name)
    return lambda editor: editor.alter_field(before, old, new)


def made(connection: Any, **fields: Any) -> Any:
    """Create the tables of book and author."""
    new_book = book(**fields)
    create(connection, new_book._meta.apps.get_registered_model("shop", "Author"), new_book)
    return new_book


def test_a_new_required_column_has_a_default_until_the_rows_have_it(connection: Any) -> None:
    after = book(title=models.CharField(max_length=9, default="it's", db_index=True))
    added = after._meta.get_field("title")
    assert sql(connection, lambda editor: editor.add_field(after, added)) == [
        """ALTER TABLE "shop_book" ADD COLUMN "title" varchar(9) DEFAULT 'it''s' NOT NULL;""",
        'ALTER TABLE "shop_book" ALTER COLUMN "title" DROP DEFAULT;',
        'CREATE INDEX "shop_book_title_1f19d72a" ON "shop_book" ("title");',
        'CREATE INDEX "shop_book_title_1f19d72a_like" ON "shop_book"'
        ' ("title" varchar_pattern_ops);',
    ]


def test_a_new_foreign_key_is_checked_at_once(connection: Any) -> None:
    after = book(author=models.ForeignKey("shop.Author", models.CASCADE, null=True))
    added = after._meta.get_field("author")
    name = '"shop_book_author_id_82b8ab51_fk_shop_author_id"'
    assert sql(connection, lambda editor: editor.add_field(after, added)) == [
        f'ALTER TABLE "shop_book" ADD COLUMN "author_id" bigint NULL CONSTRAINT {name}'
        ' REFERENCES "shop_author"("id") DEFERRABLE INITIALLY DEFERRED;'
        f" SET CONSTRAINTS {name} IMMEDIATE;",
        'CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book" ("author_id");',
    ]


def test_a_column_is_dropped_after_its_foreign_key(connection: Any) -> None:
    before = made(connection, author=models.ForeignKey("shop.Author", models.CASCADE))
    removed = before._meta.get_field("author")
    name = '"shop_book_author_id_82b8ab51_fk_shop_author_id"'
    assert sql(connection, lambda editor: editor.remove_field(before, removed)) == [
        f'SET CONSTRAINTS {name} IMMEDIATE; ALTER TABLE "shop_book" DROP CONSTRAINT {name};',
        f'ALTER TABLE "shop_book" DROP COLUMN "author_id"{CASCADE};',
    ]


def test_rows_without_a_value_get_one_before_the_column_demands_it(connection: Any) -> None:
    before = made(connection, title=models.CharField(max_length=9, null=True))
    after = book(title=models.CharField(max_length=9, default="50%"))
    assert sql(connection, alter(before, after)) == [
        """ALTER TABLE "shop_book" ALTER COLUMN "title" SET DEFAULT '50%';""",
        """UPDATE "shop_book" SET "title" = '50%' WHERE "title" IS NULL;"""
        " SET CONSTRAINTS ALL IMMEDIATE;",
        'ALTER TABLE "shop_book" ALTER COLUMN "title" SET NOT NULL;',
        'ALTER TABLE "shop_book" ALTER COLUMN "title" DROP DEFAULT;',
    ]


def test_a_default_is_computed_once(connection: Any) -> None:
    numbers = iter(range(9))
    before = made(connection, title=models.IntegerField(null=True))
    after = book(title=models.IntegerField(default=lambda: next(numbers)))
    statements = sql(connection, alter(before, after))
    assert [statement for statement in statements if "1" in statement] == []


def test_type_default_and_null_change_in_one_statement(connection: Any) -> None:
    before = made(connection, title=models.CharField(max_length=9))
    after = book(title=models.IntegerField(null=True, db_default=7))
    assert sql(connection, alter(before, after)) == [
        'ALTER TABLE "shop_book" ALTER COLUMN "title" TYPE integer USING "title"::integer,'
        ' ALTER COLUMN "title" SET DEFAULT 7, ALTER COLUMN "title" DROP NOT NULL;'
    ]


def test_a_longer_text_needs_no_conversion(connection: Any) -> None:
    before = made(connection, title=models.CharField(max_length=9))
    after = book(title=models.CharField(max_length=10))
    assert sql(connection, alter(before, after)) == [
        'ALTER TABLE "shop_book" ALTER COLUMN "title" TYPE varchar(10);'
    ]


def test_a_comment_changes_nothing_but_the_comment(connection: Any) -> None:
    before = made(connection, title=models.IntegerField())
    after = book(title=models.IntegerField(db_comment="it's"))
    assert sql(connection, alter(before, after)) == [
        """COMMENT ON COLUMN "shop_book"."title" IS 'it''s';"""
    ]


def test_a_new_table_is_followed_by_comments_and_then_by_what_may_need_others(
    connection: Any,
) -> None:
    made_later = model(
        "Sale",
        apps=book()._meta.apps,
        meta={"db_table_comment": "Sold", "unique_together": {("day", "author")}},
        day=models.IntegerField(db_comment="Which"),
        author=models.ForeignKey("shop.Author", models.CASCADE),
    )
    assert sql(connection, lambda editor: editor.create_model(made_later)) == [
        'CREATE TABLE "shop_sale" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS'
        ' IDENTITY, "day" integer NOT NULL, "author_id" bigint NOT NULL);',
        """COMMENT ON TABLE "shop_sale" IS 'Sold';""",
        """COMMENT ON COLUMN "shop_sale"."day" IS 'Which';""",
        'ALTER TABLE "shop_sale" ADD CONSTRAINT "shop_sale_day_author_id_7609589c_uniq"'
        ' UNIQUE ("day", "author_id");',
        'ALTER TABLE "shop_sale" ADD CONSTRAINT "shop_sale_author_id_afc85866_fk_shop_author_id"'
        ' FOREIGN KEY ("author_id") REFERENCES "shop_author" ("id")'
        " DEFERRABLE INITIALLY DEFERRED;",
        'CREATE INDEX "shop_sale_author_id_afc85866" ON "shop_sale" ("author_id");',
    ]


def test_a_percent_sign_in_a_constraint_beside_a_default_stays_one(connection: Any) -> None:
    check = models.CheckConstraint(condition=~models.Q(title="1%"), name="no_percent")
    sale = model(
        "Sale",
        meta={"constraints": [check]},
        title=models.TextField(db_default="50%"),
    )
    assert sql(connection, lambda editor: editor.create_model(sale)) == [
        'CREATE TABLE "shop_sale" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS'
        """ IDENTITY, "title" text DEFAULT '50%' NOT NULL, CONSTRAINT "no_percent" CHECK"""
        """ (NOT ("title" = '1%')));"""
    ]


def related(key: Any) -> ProjectState:
    """Give a state in which books refer to authors with this key."""
    state = ProjectState()
    owner = models.ForeignKey("shop.Author", models.CASCADE)
    state.add_model(ModelState("shop", "Author", [("id", key)]))
    state.add_model(
        ModelState("shop", "Book", [("id", models.AutoField(primary_key=True)), ("author", owner)])
    )
    return state


def test_what_points_at_a_key_follows_its_type(connection: Any) -> None:
    before = related(models.AutoField(primary_key=True))
    after = related(models.BigAutoField(primary_key=True))
    create(connection, *(before.apps.get_model("shop", name) for name in ("author", "book")))
    authors = [state.schema_model("shop", "author", "id") for state in (before, after)]
    key = "shop_book_author_id_82b8ab51"
    name = f'"{key}_fk_shop_author_id"'
    assert sql(connection, alter(*authors, "id")) == [
        f'SET CONSTRAINTS {name} IMMEDIATE; ALTER TABLE "shop_book" DROP CONSTRAINT {name};',
        'ALTER TABLE "shop_author" ALTER COLUMN "id" TYPE bigint USING "id"::bigint;',
        'ALTER TABLE "shop_book" ALTER COLUMN "author_id" TYPE bigint USING "author_id"::bigint;',
        f'ALTER TABLE "shop_book" ADD CONSTRAINT "{key}_fk" FOREIGN KEY ("author_id")'
        ' REFERENCES "shop_author" ("id") DEFERRABLE INITIALLY DEFERRED;',
    ]


def test_an_index_goes(connection: Any) -> None:
    before = book(title=models.IntegerField(db_index=True))
    after = book(title=models.IntegerField())
    create(connection, before)
    with connection.schema_editor() as editor:
        alter(before, after)(editor)
    [table] = read_schema(connection).tables
    assert table.indexes == ()

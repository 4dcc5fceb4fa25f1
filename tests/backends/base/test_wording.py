"""Texts that follow the names of tables and columns, without changing what they came from."""

from __future__ import annotations

from django.db import models
from django.db.backends.ddl_references import Statement
from django.db.models import F
from django.db.models.functions import Lower

from migrations_core.backends.base.wording import StatementWording
from migrations_core.backends.registry import schema_editor
from tests.backends.builders import model, sqlite


def _wording(index: models.Index, **fields: models.Field) -> tuple[StatementWording, Statement]:
    book = model("Book", **fields)
    with sqlite() as connection:
        statement = index.create_sql(book, schema_editor(connection))
    return StatementWording(statement), statement


def test_a_table_and_a_column_are_renamed_in_a_copy() -> None:
    wording, statement = _wording(
        models.Index(fields=["-title"], name="by_title"), title=models.TextField()
    )
    renamed = wording.table_renamed("shop_book", "shop_novel").column_renamed(
        "shop_novel", "title", "name"
    )
    assert str(renamed) == 'CREATE INDEX "by_title" ON "shop_novel" ("name" DESC)'
    assert str(wording) == str(statement) == 'CREATE INDEX "by_title" ON "shop_book" ("title" DESC)'


def test_expressions_are_renamed_in_a_copy() -> None:
    wording, statement = _wording(
        models.Index(Lower("title"), F("title").desc(), name="by_title"), title=models.TextField()
    )
    renamed = wording.column_renamed("shop_book", "title", "name")
    assert str(renamed) == 'CREATE INDEX "by_title" ON "shop_book" ((LOWER("name")), "name" DESC)'
    assert str(wording) == str(statement)


def test_the_target_of_a_foreign_key_is_renamed_in_a_copy() -> None:
    author = model("Author")
    book = model("Book", apps=author._meta.apps, author=models.ForeignKey(author, models.CASCADE))
    with sqlite() as connection:
        editor = schema_editor(connection)
        editor.sql_create_fk = "%(table)s %(name)s %(column)s %(to_table)s %(to_column)s"
        wording = StatementWording(
            editor._create_fk_sql(book, book._meta.get_field("author"), "_fk_%(to_table)s")
        )
    before = str(wording)
    renamed = wording.table_renamed("shop_author", "shop_poet")
    assert str(renamed).split()[3] == '"shop_poet"'
    assert "_fk_shop_poet" in str(renamed)
    assert str(wording) == before


def test_who_is_not_mentioned_changes_nothing() -> None:
    wording, _ = _wording(models.Index(fields=["title"], name="i"), title=models.TextField())
    assert wording.table_renamed("shop_author", "shop_poet") is wording
    assert wording.column_renamed("shop_book", "pages", "size") is wording


def test_a_name_follows_its_columns_until_it_is_kept() -> None:
    book = model("Book", title=models.TextField(db_index=True))
    with sqlite() as connection:
        editor = schema_editor(connection)
        [statement] = editor._field_indexes_sql(book, book._meta.get_field("title"))
        wording = StatementWording(statement)
        following = wording.column_renamed("shop_book", "title", "name")
        kept = wording.name_kept().column_renamed("shop_book", "title", "name")
        own = wording.column_renamed("shop_book", "title", "name", names_too=False)
        names = [each.name for each in (wording, following, kept, own)]
    assert names[0] == names[2] == names[3] == editor._create_index_name("shop_book", ["title"])
    assert names[1] == editor._create_index_name("shop_book", ["name"])
    assert str(kept).endswith('("name")')

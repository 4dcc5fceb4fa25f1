"""What Django's introspection tells is read as the same values, for vendors without a reader of ours."""

from __future__ import annotations

from typing import Any

from django.db import models

from migrations_core.backends.base.reader import read_schema
from tests.backends.builders import model


def test_tables_and_constraints_are_told_as_far_as_introspection_knows(
    every_connection: Any,
) -> None:
    author = model("Author", name=models.CharField(max_length=9, unique=True))
    book = model(
        "Book",
        author=models.ForeignKey(author, models.CASCADE, db_index=False),
        pages=models.PositiveIntegerField(null=True),
        meta={"indexes": [models.Index(fields=["-pages"], name="by_pages")]},
    )
    with every_connection.schema_editor() as editor:
        editor.create_model(author)
        editor.create_model(book)
    tables = {table.name: table for table in read_schema(every_connection).tables}
    found = tables["shop_book"]
    assert found.key_columns == ("id",)
    assert [(c.name, c.null) for c in found.columns] == [
        ("id", False),
        ("author_id", False),
        ("pages", True),
    ]
    assert [(k.columns, k.target, k.target_columns) for k in found.foreign_keys] == [
        (("author_id",), "shop_author", ("id",))
    ]
    [index] = (each for each in found.indexes if each.name == "by_pages")
    assert [key.expression for key in index.keys] == ["pages"]
    assert ("name",) in tables["shop_author"].unique_sets()

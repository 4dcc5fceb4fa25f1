"""Models become tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs, Now
from django.db.models.lookups import GreaterThan

from migrations_core.backends.base.projection import (
    columns_of_check,
    project_column,
    project_table,
)
from migrations_core.schema.tables import PrimaryKey
from tests.backends.builders import model


def test_a_composite_primary_key_is_part_of_the_table(connection: Any) -> None:
    place = model(
        "Place",
        pk=models.CompositePrimaryKey("row", "seat"),
        row=models.IntegerField(),
        seat=models.IntegerField(),
    )
    with connection.schema_editor(collect_sql=True) as editor:
        assert project_table(editor, place).primary_key == PrimaryKey(("row", "seat"))
        editor.create_model(place)
    assert editor.collected_sql == [
        'CREATE TABLE "shop_place" ("row" integer NOT NULL, "seat" integer NOT NULL,'
        ' PRIMARY KEY ("row", "seat"));'
    ]


def pages(**options: Any) -> Any:
    return models.IntegerField(**options)


def book_with_check(condition: Any) -> Any:
    check = models.CheckConstraint(condition=condition, name="right")
    author = {"author": models.ForeignKey("shop.Author", models.CASCADE)}
    return model("Book", pages=pages(), size=pages(), **author, meta={"constraints": [check]})


THREE = ("pages", "size", "author_id")
SQL = RawSQL('"pages" > 0', (), output_field=models.BooleanField())


@pytest.mark.parametrize(
    ("condition", "columns"),
    [
        (models.Q(pages__gt=0), ("pages",)),
        (models.Q(pages__gt=models.F("size") + 1) | ~models.Q(author=None), THREE),
        (models.Q(GreaterThan(Abs(models.F("size")), 0)), ("size",)),
        (models.Q(pages__gt=0) & models.Q(SQL), ()),
        (models.Q(pk__gt=0), ()),
    ],
    ids=["a lookup", "names on both sides", "an expression", "sql", "an alias"],
)
def test_a_check_tells_its_columns_where_all_of_them_are_known(
    condition: Any, columns: tuple[str, ...]
) -> None:
    check = book_with_check(condition)
    assert columns_of_check(check, check._meta.constraints[0]) == columns


@pytest.mark.parametrize(
    ("default", "is_constant"),
    [(7, True), (1e30, True), (Value(None), False), (Now(), False), (Value(1) + 2, False)],
    ids=["a number", "a large number", "null", "a function", "a sum"],
)
def test_a_default_is_constant_if_it_is_a_value(
    connection: Any, default: Any, is_constant: bool
) -> None:
    book = model("Book", pages=models.FloatField(db_default=default, null=True))
    with connection.schema_editor(collect_sql=True) as editor:
        column = project_column(editor, book, book._meta.get_field("pages"))
    assert column is not None
    assert column.has_constant_default is is_constant

"""A column that gets another name keeps its place, and gets what else its field asks for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models

from .histories import by_us

START = [
    migrations.CreateModel(
        "Book",
        [
            ("id", models.AutoField(primary_key=True)),
            ("length", models.BigIntegerField(default=5)),
            ("notes", models.TextField(null=True)),
            ("shelf", models.IntegerField(null=True, db_index=True)),
        ],
    )
]
ROW = 'INSERT INTO "shop_book" ("length") VALUES (1)'


def table_after(operation: Any, inserts: tuple[str, ...]) -> Any:
    schema, _ = by_us([START, [operation]], inserts)
    return schema.table("shop_book")


@pytest.mark.parametrize("inserts", [(ROW,), ()], ids=["rows", "empty"])
def test_an_index_comes_along(inserts: tuple[str, ...]) -> None:
    lasting = models.DurationField(db_column="lasts", db_index=True)
    table = table_after(migrations.AlterField("Book", "length", lasting), inserts)
    assert [column.name for column in table.columns] == ["id", "lasts", "notes", "shelf"]
    assert sorted(index.name for index in table.indexes) == [
        "shop_book_lasts_ef13019a",
        "shop_book_shelf_2f576c2c",
    ]


@pytest.mark.parametrize("inserts", [(ROW,), ()], ids=["rows", "empty"])
def test_an_index_goes(inserts: tuple[str, ...]) -> None:
    place = models.IntegerField(null=True, db_column="place")
    table = table_after(migrations.AlterField("Book", "shelf", place), inserts)
    assert [column.name for column in table.columns] == ["id", "length", "notes", "place"]
    assert table.indexes == ()


@pytest.mark.parametrize("inserts", [(ROW,), ()], ids=["rows", "empty"])
def test_a_check_comes_along(inserts: tuple[str, ...]) -> None:
    remarks = models.JSONField(null=True, db_column="remarks")
    table = table_after(migrations.AlterField("Book", "notes", remarks), inserts)
    assert [check.expression for check in table.checks] == [
        '( json_valid ( "remarks" ) OR "remarks" IS NULL )'
    ]

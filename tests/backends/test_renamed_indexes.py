"""An index that waits for the end of its migration can be renamed in the same migration."""

from __future__ import annotations

from typing import Any

from django.db import models

from migrations_core.backends.registry import schema_editor
from migrations_core.migration import Migration
from migrations_core.operations import AddField, CreateModel, RenameIndex
from migrations_core.state import ProjectState
from tests.snapshots.schemas import read_schema

BY_PAGES = models.Index(fields=["pages"], name="by_pages")
OPERATIONS = [
    CreateModel(
        "Book",
        [("id", models.AutoField(primary_key=True)), ("pages", models.IntegerField())],
        options={"indexes": [BY_PAGES]},
    ),
    AddField("Book", "price", models.IntegerField(null=True)),
    RenameIndex("Book", new_name="by_length", old_name="by_pages"),
]


def test_an_index_is_made_under_its_last_name(every_connection: Any) -> None:
    migration = Migration("0001", "shop")
    migration.operations = OPERATIONS
    with schema_editor(every_connection) as editor:
        migration.apply(ProjectState(), editor)

    table = read_schema(every_connection).table("shop_book")
    assert [index.name for index in table.indexes] == ["by_length"]

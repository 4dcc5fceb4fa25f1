"""Models become tables."""

from __future__ import annotations

from typing import Any

from django.db import models

from migrations_core.backends.base.projection import project_table
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

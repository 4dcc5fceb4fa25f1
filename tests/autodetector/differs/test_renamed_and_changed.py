"""The operations for fields that are renamed and changed, and what has to wait for them."""

from __future__ import annotations

from django.db import models

from migrations_core.operations import AlterField, DeleteModel, RenameField
from tests.autodetector.builders import SIMILAR, Stating, detect, written
from tests.state.builders import foreign_key, model, project


def test_a_field_is_renamed_and_then_altered():
    before = model("Book", name=models.CharField(max_length=9))
    after = model("Book", title=models.CharField(max_length=20, null=True))

    assert detect([before], [after], SIMILAR) == {
        "shop": [
            written(
                [
                    RenameField("book", "name", "title"),
                    AlterField("book", "title", models.CharField(max_length=20, null=True)),
                ]
            )
        ]
    }


def test_the_column_is_named_before_a_field_that_keeps_it_is_renamed():
    field = models.CharField(max_length=20, db_column="name")
    before = model("Book", name=models.CharField(max_length=9))

    assert detect([before], [model("Book", title=field)], SIMILAR) == {
        "shop": [written([AlterField("book", "name", field), RenameField("book", "name", "title")])]
    }


def test_a_model_is_deleted_after_the_foreign_key_to_it_is_renamed_and_led_elsewhere():
    before = [model("Author"), model("Writer"), model("Book", author=foreign_key("shop.author"))]
    after = [model("Writer"), model("Book", writer=foreign_key("shop.writer"))]
    stating = Stating(project(*before), project(*after))

    assert detect(before, after, stating) == {
        "shop": [
            written(
                [
                    RenameField("book", "author", "writer"),
                    AlterField("book", "writer", foreign_key("shop.writer")),
                    DeleteModel("Author"),
                ]
            )
        ]
    }

"""What editors refuse on every database, and what the refusals tell: Django's ``ValueError``s with the facts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from migrations_core.exceptions import UnalterableFieldError, WrongConstraintCountError
from tests.backends.builders import create, editing, model, sqlite
from tests.told import refusal


@pytest.fixture
def connection() -> Any:
    with sqlite() as connection:
        yield connection


def altered(connection: Any, old: models.Field[Any, Any], new: models.Field[Any, Any]) -> Any:
    """Alter the field ``field`` of a book, which was created before."""
    before, after = model("Book", field=old), model("Book", field=new)
    create(connection, before)
    fields = [each._meta.get_field("field") for each in (before, after)]
    with editing(connection) as editor:
        return refusal(editor.alter_field, before, *fields)


def test_a_column_cannot_become_a_link_table(connection: Any) -> None:
    assert altered(connection, models.TextField(), models.ManyToManyField("self")) == (
        UnalterableFieldError,
        "Cannot alter field shop.Book.field into shop.Book.field - they are not compatible types "
        "(you cannot alter to or from M2M fields, or add or remove through= on M2M fields)",
        {"old_field": "shop.Book.field", "new_field": "shop.Book.field"},
    )


def test_a_field_has_to_have_a_column(connection: Any) -> None:
    class Columnless(models.TextField):
        def db_type(self, connection: Any) -> None:
            return None

    assert altered(connection, models.TextField(), Columnless()) == (
        UnalterableFieldError,
        "Cannot alter field shop.Book.field into shop.Book.field - they do not properly define "
        "db_type (are you using a badly-written custom field?)",
        {"old_field": "shop.Book.field", "new_field": "shop.Book.field"},
    )


def test_a_generated_column_cannot_become_a_plain_one(connection: Any) -> None:
    generated = models.GeneratedField(
        expression=models.Value(1), output_field=models.IntegerField(), db_persist=False
    )

    assert altered(connection, generated, models.IntegerField(default=1)) == (
        UnalterableFieldError,
        "Modifying GeneratedFields is not supported - the field shop.Book.field "
        "must be removed and re-added with the new definition.",
        {"old_field": "shop.Book.field", "new_field": "shop.Book.field"},
    )


def test_the_index_to_drop_has_to_be_there(connection: Any) -> None:
    book = model("Book", title=models.TextField(), year=models.IntegerField())
    create(connection, book)
    with editing(connection) as editor:
        told = refusal(editor.alter_index_together, book, [("title", "year")], [])

    assert told == (
        WrongConstraintCountError,
        "Found wrong number (0) of constraints for shop_book(title, year)",
        {"table": "shop_book", "columns": ("title", "year"), "names": ()},
    )
    assert issubclass(WrongConstraintCountError, ValueError)
    assert issubclass(UnalterableFieldError, ValueError)

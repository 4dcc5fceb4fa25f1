"""What becomes of text in a column of UUIDs, as the page on making migrations says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, models

from tests.backends.builders import create, editing, model

NUMBER = UUID("12345678123456781234567812345678")


def altered(connection: Any, text: str) -> Any:
    """Give the model of a table with a column of UUIDs that was text, and held this."""
    before = model("Book", number=models.CharField(max_length=36))
    after = model("Book", number=models.UUIDField())
    create(connection, before)
    before.objects.using(connection.alias).create(number=text)
    with editing(connection) as editor:
        editor.alter_field(
            before, before._meta.get_field("number"), after._meta.get_field("number")
        )
    return after


def test_digits_without_dashes_become_uuids(every_connection: Any) -> None:
    books = altered(every_connection, NUMBER.hex).objects.using(every_connection.alias)

    assert [book.number for book in books.filter(number=NUMBER)] == [NUMBER]


def test_digits_with_dashes_become_uuids_where_the_database_has_such(every_connection: Any) -> None:
    if not every_connection.features.has_native_uuid_field and every_connection.vendor == "mysql":
        with pytest.raises(DataError):
            altered(every_connection, str(NUMBER))
        return

    books = altered(every_connection, str(NUMBER)).objects.using(every_connection.alias)

    assert [book.number for book in books.all()] == [NUMBER]
    assert books.filter(number=NUMBER).exists() == every_connection.features.has_native_uuid_field

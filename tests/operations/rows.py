"""Rows for the bookshop of the samples, and a way to read all rows of a database."""

from __future__ import annotations

from typing import Any

from migrations_core.backends.registry import read_schema
from tests.operations.samples import APP, bookshop

Rows = dict[str, list[dict[str, Any]]]


def fill(connection: Any) -> None:
    """Insert rows into every table, references to each other and to themselves included."""
    apps = bookshop().apps

    def create(model: str, **values: Any) -> Any:
        return apps.get_model(APP, model).objects.using(connection.alias).create(**values)

    ann, bob = (create("Author", name=name) for name in ("Ann", "Bob"))
    red = create("Tag", label="red")
    one = create("Book", title="It's 100%", isbn="1", author=ann)
    two = create("Book", title="Two", isbn=None, author=bob, sequel=one)
    one.tags.add(red)
    create("Stock", place="left", count=3)
    create("Review", book=two, book_isbn=one)
    create("Novel", title="Three", isbn="3", author=ann, plot="A long story")


def read_rows(connection: Any) -> Rows:
    """Read every table in the order of its first column."""
    found = {}
    for table in read_schema(connection).tables:
        name = connection.ops.quote_name(table.name)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
            columns = [column[0] for column in cursor.description]
            found[table.name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found

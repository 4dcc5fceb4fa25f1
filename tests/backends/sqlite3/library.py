"""The models of the editor's tests: authors, and books that refer to them."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import models

from tests.backends.builders import create, execute, model


def library(**book_fields: Any) -> tuple[Any, Any]:
    """Make both models; ``book_fields`` are added to a book's title and author."""
    apps = Apps()
    meta = book_fields.pop("meta", None)
    author = model("Author", apps=apps, name=models.TextField())
    fields = {
        "title": models.CharField(max_length=50, null=True),
        "author": models.ForeignKey("shop.Author", models.CASCADE, related_name="+"),
    }
    return author, model("Book", apps=apps, meta=meta, **(fields | book_fields))


def filled(connection: Any, **book_fields: Any) -> tuple[Any, Any]:
    """Create both tables with one author and two books, of which one has no title."""
    author, book = library(**book_fields)
    create(connection, author, book)
    execute(
        connection,
        """INSERT INTO "shop_author" ("name") VALUES ('Ann')""",
        """INSERT INTO "shop_book" ("title", "author_id") VALUES ('One', 1), (NULL, 1)""",
    )
    return author, book


def field(owner: Any, name: str) -> Any:
    return owner._meta.get_field(name)


def with_title(title: Any, **book_fields: Any) -> Any:
    """Make the book as it is after its title has become another field."""
    return library(title=title, **book_fields)[1]

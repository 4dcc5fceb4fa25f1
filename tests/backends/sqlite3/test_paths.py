"""Whatever path leads to a table, it ends as Django's path does: what is made anew is what the model describes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models

from .histories import by_django, by_us


def number(**options: Any) -> Any:
    return models.IntegerField(null=True, **options)


def reference(to: str, **options: Any) -> Any:
    return models.ForeignKey(to, models.CASCADE, null=True, related_name="+", **options)


def in_state(operation: Any) -> Any:
    return migrations.SeparateDatabaseAndState([], [operation])


def is_positive(name: str) -> Any:
    condition = models.Q(pages__gt=0) | models.Q(pages__isnull=True)
    return models.CheckConstraint(condition=condition, name=name)


TABLES = [
    migrations.CreateModel(
        "Author",
        [("id", models.AutoField(primary_key=True)), ("age", models.IntegerField(default=1))],
    ),
    migrations.CreateModel(
        "Book",
        [
            ("id", models.AutoField(primary_key=True)),
            ("pages", number()),
            ("shelf", models.IntegerField(default=4, db_index=True)),
            ("author", models.ForeignKey("shop.Author", models.CASCADE, related_name="+")),
        ],
        options={
            "indexes": [models.Index(fields=["pages"], name="by_pages")],
            "index_together": {("shelf", "author")},
        },
    ),
    migrations.CreateModel(
        "Fan",
        [
            ("id", models.AutoField(primary_key=True)),
            ("author", models.ForeignKey("shop.Author", models.CASCADE, related_name="+")),
            ("book", models.ForeignKey("shop.Book", models.CASCADE, related_name="+")),
        ],
    ),
]
ROWS = (
    'INSERT INTO "shop_author" ("age") VALUES (1)',
    'INSERT INTO "shop_book" ("author_id", "shelf") VALUES (1, 2)',
)


def changes(book: str = "Book", author: str = "Author") -> dict[str, Any]:
    """Give all changes of models with these names."""
    return {
        "the key of what it refers to": migrations.AlterField(
            author, "id", models.BigAutoField(primary_key=True)
        ),
        "its key": migrations.AlterField(book, "id", models.BigIntegerField(primary_key=True)),
        "a field that may be NULL": migrations.AddField(book, "price", number()),
        "a field with a default": migrations.AddField(book, "year", models.IntegerField(default=3)),
        "a reference": migrations.AddField(book, "editor", reference(f"shop.{author}")),
        "a reference to itself": migrations.AddField(book, "sequel", reference(f"shop.{book}")),
        "a reference to itself that is not checked": migrations.AddField(
            book, "prequel", reference(f"shop.{book}", db_constraint=False)
        ),
        "links through a model": migrations.AddField(
            book, "fans", models.ManyToManyField(f"shop.{author}", through="shop.Fan")
        ),
        "no field": migrations.RemoveField(author, "age"),
        "another type": migrations.AlterField(book, "pages", models.TextField(null=True)),
        "another column": migrations.AlterField(
            book, "shelf", models.IntegerField(default=4, db_index=True, db_column="place")
        ),
        "an index": migrations.AddIndex(book, models.Index(fields=["shelf"], name="by_shelf")),
        "no index": migrations.RemoveIndex(book, "by_pages"),
        "a check": migrations.AddConstraint(book, is_positive("positive")),
        "a partial index": migrations.AddConstraint(
            book,
            models.UniqueConstraint(fields=["shelf"], name="one", condition=models.Q(pages=1)),
        ),
        "a pair": migrations.AlterUniqueTogether(book, {("pages", "shelf")}),
        "another name": migrations.RenameModel(book, "Tome"),
        "another name of what it refers to": migrations.RenameModel(author, "Writer"),
        "another table": migrations.AlterModelTable(book, "tome"),
        **in_the_state_alone(book),
    }


def in_the_state_alone(book: str) -> dict[str, Any]:
    """Give the changes that no table gets."""
    return {
        "another type in the state alone": in_state(
            migrations.AlterField(book, "pages", models.BigIntegerField(null=True))
        ),
        "a field's index in the state alone": in_state(
            migrations.AlterField(book, "pages", number(db_index=True))
        ),
        "an index in the state alone": in_state(
            migrations.AddIndex(book, models.Index(fields=["shelf"], name="told"))
        ),
        "a check in the state alone": in_state(migrations.AddConstraint(book, is_positive("told"))),
        "a pair in the state alone": in_state(
            migrations.AlterUniqueTogether(book, {("pages", "shelf")})
        ),
    }


CHANGES = tuple(changes())
BETWEEN = (
    "the key of what it refers to",
    "another name",
    "another name of what it refers to",
)


def sequences(first: str, *, is_empty: bool) -> list[tuple[str, ...]]:
    """Pairs, and what comes to the table before and after the key or a name changes."""
    others = [name for name in CHANGES if name != first]
    triples = [
        (first, second, name)
        for second in BETWEEN
        for name in others
        if second not in {first, name}
    ]
    return [*((first, name) for name in others), *(triples if is_empty else ())]


def histories(names: tuple[str, ...]) -> list[list[Any]]:
    """The changes one by one and in one migration."""
    operations = following(names)
    return [[TABLES, *([each] for each in operations)], [TABLES, operations]]


def following(names: tuple[str, ...]) -> list[Any]:
    """Give changes that follow each other, with the names that the models have by then."""
    book, author, found = "Book", "Author", []
    for name in names:
        found.append(changes(book, author)[name])
        book = "Tome" if name == "another name" else book
        author = "Writer" if name == "another name of what it refers to" else author
    return found


@pytest.mark.slow
@pytest.mark.parametrize("inserts", [ROWS, ()], ids=["rows", "empty"])
@pytest.mark.parametrize("first", CHANGES)
def test_every_path_ends_where_djangos_ends(first: str, inserts: tuple[str, ...]) -> None:
    different = []
    for names in sequences(first, is_empty=not inserts):
        for history in histories(names):
            expected, found = by_django(history, inserts), by_us(history, inserts)
            if found != expected and not isinstance(expected, type):
                different.append((names, len(history), expected, found))
    assert different == []

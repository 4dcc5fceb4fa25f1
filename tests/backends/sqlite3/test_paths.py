"""Whatever path leads to a table, it ends as Django's path does: what is made anew is what the model describes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models

from .histories import by_django, by_us


def number(**options: Any) -> Any:
    return models.IntegerField(null=True, **options)


def reference(to: str = "shop.Author", **options: Any) -> Any:
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
        options={"indexes": [models.Index(fields=["pages"], name="by_pages")]},
    ),
]
ROWS = (
    'INSERT INTO "shop_author" ("age") VALUES (1)',
    'INSERT INTO "shop_book" ("author_id", "shelf") VALUES (1, 2)',
)
CHANGES = {
    "the key of what it refers to": migrations.AlterField(
        "Author", "id", models.BigAutoField(primary_key=True)
    ),
    "a field that may be NULL": migrations.AddField("Book", "price", number()),
    "a field with a default": migrations.AddField("Book", "year", models.IntegerField(default=3)),
    "a reference": migrations.AddField("Book", "editor", reference()),
    "a reference to itself": migrations.AddField("Book", "sequel", reference("shop.Book")),
    "no field": migrations.RemoveField("Author", "age"),
    "another type": migrations.AlterField("Book", "pages", models.TextField(null=True)),
    "another column": migrations.AlterField(
        "Book", "shelf", models.IntegerField(default=4, db_index=True, db_column="place")
    ),
    "an index": migrations.AddIndex("Book", models.Index(fields=["shelf"], name="by_shelf")),
    "no index": migrations.RemoveIndex("Book", "by_pages"),
    "a check": migrations.AddConstraint("Book", is_positive("positive")),
    "a partial index": migrations.AddConstraint(
        "Book",
        models.UniqueConstraint(fields=["shelf"], name="one", condition=models.Q(pages=1)),
    ),
    "a pair": migrations.AlterUniqueTogether("Book", {("pages", "shelf")}),
    "another name": migrations.RenameModel("Book", "Tome"),
    "another table": migrations.AlterModelTable("Book", "tome"),
    "another type in the state alone": in_state(
        migrations.AlterField("Book", "pages", models.BigIntegerField(null=True))
    ),
    "a field's index in the state alone": in_state(
        migrations.AlterField("Book", "pages", number(db_index=True))
    ),
    "an index in the state alone": in_state(
        migrations.AddIndex("Book", models.Index(fields=["shelf"], name="told"))
    ),
    "a check in the state alone": in_state(migrations.AddConstraint("Book", is_positive("told"))),
    "a pair in the state alone": in_state(
        migrations.AlterUniqueTogether("Book", {("pages", "shelf")})
    ),
}
NAMES = {"another name", "another table"}


def sequences(first: str, *, is_empty: bool) -> list[tuple[str, ...]]:
    """Pairs, and what comes to the table before and after the key changes."""
    key = "the key of what it refers to"
    others = [name for name in CHANGES if name != first]
    triples = [(first, key, name) for name in others if key not in {first, name}]
    return [*((first, name) for name in others), *(triples if is_empty else ())]


def histories(names: tuple[str, ...]) -> list[list[Any]]:
    """The changes one by one and, unless the table changes its name under them, in one migration."""
    changes = [CHANGES[name] for name in names]
    one_by_one = [TABLES, *([change] for change in changes)]
    return [one_by_one] if NAMES & {*names} else [one_by_one, [TABLES, changes]]


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

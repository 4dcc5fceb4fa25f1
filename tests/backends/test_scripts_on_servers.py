"""A script is what a migration sends: it knows what its own earlier statements did, although no server has done it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import models
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import schema_editor
from migrations_core.migration import Migration
from migrations_core.operations import (
    AddField,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    CreateModel,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
)
from migrations_core.state import ProjectState
from tests.servers import VENDORS, on_server

KEY = ("id", models.AutoField(primary_key=True))
BY_PAGES = models.Index(fields=["pages", "shelf"], name="by_pages")
START = [
    CreateModel("Author", [KEY]),
    CreateModel(
        "Book",
        [
            KEY,
            ("pages", models.IntegerField(db_index=True)),
            ("shelf", models.IntegerField()),
            ("author", models.ForeignKey("shop.Author", models.CASCADE)),
        ],
        options={"indexes": [BY_PAGES], "unique_together": {("pages", "shelf")}},
    ),
]
UNINDEXED = AlterField("Book", "pages", models.IntegerField())
BY_SHELF = models.Index(fields=["shelf"], name="by_shelf")

HISTORIES = {
    "an index goes, and another one by name": [RemoveIndex("Book", "by_pages"), UNINDEXED],
    "an index is renamed": [RenameIndex("Book", new_name="by_p", old_name="by_pages"), UNINDEXED],
    "an index goes twice": [
        UNINDEXED,
        AlterField("Book", "pages", models.IntegerField(db_index=True)),
        UNINDEXED,
    ],
    "an index is made and goes": [
        AlterField("Book", "shelf", models.IntegerField(db_index=True)),
        AddIndex("Book", BY_SHELF),
        RemoveIndex("Book", "by_shelf"),
    ],
    "a column is renamed and loses its index": [
        RenameField("Book", "pages", "sheets"),
        AlterField("Book", "sheets", models.IntegerField()),
    ],
    "columns are renamed and no longer unique": [
        RenameField("Book", "pages", "sheets"),
        AlterUniqueTogether("Book", set()),
    ],
    "a table is renamed and its columns are no longer unique": [
        RenameModel("Book", "Tome"),
        AlterUniqueTogether("Tome", set()),
    ],
    "a key comes and goes": [
        AddField("Book", "editor", models.ForeignKey("Author", models.CASCADE, null=True)),
        RemoveField("Book", "editor"),
    ],
    "a table is made, its column is renamed and altered": [
        CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=9, db_index=True))]),
        RenameField("Shelf", "name", "label"),
        AlterField("Shelf", "label", models.CharField(max_length=19, null=True)),
        RenameModel("Shelf", "Rack"),
        AlterField("Rack", "label", models.TextField()),
        AlterField("Rack", "id", models.BigAutoField(primary_key=True)),
    ],
    "a table and its column are renamed, and altered": [
        RenameModel("Book", "Tome"),
        RenameField("Tome", "shelf", "rack"),
        AlterField("Tome", "rack", models.BigIntegerField(null=True)),
        RenameField("Tome", "rack", "shelf"),
        AlterField("Tome", "shelf", models.BigIntegerField()),
    ],
    "names are exchanged, and the column is altered": [
        RenameField("Book", "shelf", "rest"),
        RenameField("Book", "pages", "shelf"),
        AlterField("Book", "shelf", models.BigIntegerField()),
    ],
    "a counter is renamed and counts no more": [
        RenameField("Author", "id", "number"),
        AlterField("Author", "number", models.IntegerField(primary_key=True)),
    ],
}
BY_HAND = {
    "postgresql": (
        "ALTER TABLE shop_author ALTER id DROP IDENTITY",
        "CREATE SEQUENCE numbers OWNED BY shop_author.id",
        "ALTER TABLE shop_author ALTER id SET DEFAULT nextval('numbers')",
    ),
    "mysql": (
        "ALTER TABLE shop_book MODIFY shelf int NOT NULL DEFAULT 7 COMMENT 'by hand',"
        " MODIFY pages int NOT NULL COMMENT 'how many'",
    ),
}
"""What only the server knows: a serial column, and facts that no model has."""


def migration(operations: Sequence[Any], *, atomic: bool = True) -> Migration:
    made = Migration("0001", "shop")
    made.operations = list(operations)
    made.atomic = atomic
    return made


def script(connection: Any, state: ProjectState, change: Migration) -> list[str]:
    with schema_editor(connection, collect_sql=True, atomic=change.atomic) as editor:
        change.apply(state.clone(), editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")]


def sent(connection: Any, state: ProjectState, change: Migration) -> list[str]:
    with (
        CaptureQueriesContext(connection) as captured,
        schema_editor(connection, atomic=change.atomic) as editor,
    ):
        change.apply(state.clone(), editor)
    changes = ("ALTER", "CREATE", "DROP", "SET", "RENAME")
    queries = [query["sql"] for query in captured.captured_queries]
    return [f"{sql.rstrip(';')};" for sql in queries if sql.startswith(changes)]


@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_script_is_what_is_sent(
    vendor: str, history: str, atomic: bool, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), on_server(vendor) as connection:
        state = ProjectState()
        with schema_editor(connection) as editor:
            state = migration(START).apply(state, editor)
        with connection.cursor() as cursor:
            for sql in BY_HAND.get(vendor, ()):
                cursor.execute(sql)
        change = migration(HISTORIES[history], atomic=atomic)

        printed = script(connection, state, change)

        assert printed == sent(connection, state, change)

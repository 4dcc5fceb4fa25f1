"""A script finds what its own earlier statements did, and leaves what migrating leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import migrations, models

from migrations_core.backends.registry import schema_editor
from migrations_core.interop.convert import operation as converted
from migrations_core.migration import Migration
from migrations_core.state import ProjectState
from tests.backends.builders import sqlite

from .histories import by_scripts, by_us
from .test_paths import CHANGES, ROWS, TABLES, following, in_state, number, sequences

TRIGGER = (
    'CREATE TRIGGER "touched" AFTER DELETE ON "shop_book" BEGIN SELECT 1; END',
    'DROP TRIGGER "touched"',
)
VIEW = ('CREATE VIEW "long" AS SELECT "id" FROM "shop_book" WHERE "pages" > 9', 'DROP VIEW "long"')
BY_HAND = ('CREATE INDEX "by_hand" ON "shop_book" ("pages", "shelf")', 'DROP INDEX "by_hand"')
LONGER = migrations.AlterField("Book", "pages", models.BigIntegerField(null=True))
BY_SHELF = models.Index(fields=["shelf"], name="by_shelf")

HISTORIES = {
    "an index that is dropped and made again around a rename": [
        migrations.RemoveIndex("Book", "by_pages"),
        migrations.RenameField("Book", "pages", "sheets"),
        migrations.AlterField("Book", "sheets", models.BigIntegerField(null=True)),
        migrations.AddIndex("Book", models.Index(fields=["sheets"], name="by_pages")),
    ],
    "an index that is dropped": [migrations.RemoveIndex("Book", "by_pages"), LONGER],
    "an index that gets another name": [
        migrations.RenameIndex("Book", new_name="by_length", old_name="by_pages"),
        LONGER,
    ],
    "an index made by hand": [migrations.RunSQL(*BY_HAND), LONGER],
    "an index that is made and dropped by hand": [
        migrations.RunSQL(*BY_HAND),
        LONGER,
        migrations.RunSQL(BY_HAND[1], BY_HAND[0]),
        migrations.AlterField("Book", "shelf", models.TextField(default="x")),
    ],
    "a trigger": [migrations.RunSQL(*TRIGGER), LONGER],
    "a trigger that goes": [
        migrations.RunSQL(*TRIGGER),
        migrations.RunSQL(TRIGGER[1], TRIGGER[0]),
        LONGER,
    ],
    "a view": [migrations.RunSQL(*VIEW), LONGER],
    "a table that gets another name": [
        migrations.RunSQL(*TRIGGER),
        migrations.RenameModel("Book", "Tome"),
        migrations.AlterField("Tome", "pages", models.BigIntegerField(null=True)),
    ],
    "a table that gets another name twice": [
        migrations.RenameModel("Book", "Tome"),
        migrations.AlterUniqueTogether("Tome", {("pages", "shelf")}),
        migrations.RenameModel("Tome", "Volume"),
        migrations.AlterUniqueTogether("Volume", set()),
        migrations.AddField("Volume", "price", models.IntegerField(default=3)),
    ],
    "a table that is made anew under a name that was free": [
        migrations.RenameModel("Book", "Tome"),
        migrations.CreateModel(
            "Book",
            [("id", models.AutoField(primary_key=True)), ("shelf", number())],
            options={"indexes": [BY_SHELF]},
        ),
        migrations.AlterField("Book", "shelf", models.TextField(null=True)),
    ],
    "a column that is renamed before it goes": [
        migrations.RenameField("Book", "pages", "sheets"),
        migrations.RemoveIndex("Book", "by_pages"),
        migrations.RemoveField("Book", "sheets"),
    ],
    "a column with an index that the model does not know": [
        migrations.RunSQL(*BY_HAND),
        migrations.RemoveIndex("Book", "by_pages"),
        migrations.RemoveField("Book", "pages"),
    ],
    "constraints that come and go": [
        migrations.AddConstraint(
            "Book",
            models.UniqueConstraint(fields=["shelf"], name="one", condition=models.Q(pages=1)),
        ),
        LONGER,
        migrations.RemoveConstraint("Book", "one"),
        migrations.AlterField("Book", "shelf", models.TextField(default="x")),
    ],
    "a pair that comes and goes": [
        migrations.AlterUniqueTogether("Book", {("pages", "shelf")}),
        migrations.RenameField("Book", "shelf", "place"),
        migrations.AlterUniqueTogether("Book", set()),
        LONGER,
    ],
    "what only the state is told": [in_state(migrations.AddIndex("Book", BY_SHELF)), LONGER],
    "rows": [
        migrations.RunSQL('INSERT INTO "shop_author" ("id", "age") VALUES (9, 1)', ""),
        migrations.RunSQL('INSERT INTO "shop_book" ("author_id", "shelf") SELECT 9, 7', ""),
        LONGER,
        migrations.RunSQL('UPDATE "shop_book" SET "pages" = 5', ""),
    ],
}
every_history = pytest.mark.parametrize("name", HISTORIES)


@every_history
@pytest.mark.parametrize("inserts", [ROWS, ()], ids=["rows", "empty"])
def test_a_script_leaves_what_migrating_leaves(name: str, inserts: tuple[str, ...]) -> None:
    history = [TABLES, HISTORIES[name]]
    expected = by_us(history, inserts)
    assert not isinstance(expected, type)
    assert by_scripts(history, inserts) == expected


@every_history
def test_a_script_can_be_written_for_a_database_that_is_at_another_point(name: str) -> None:
    history = [TABLES, HISTORIES[name]]
    with sqlite() as empty:
        assert by_scripts(history, ROWS, written_for=empty) == by_us(history, ROWS)


@pytest.mark.slow
@pytest.mark.parametrize("first", CHANGES)
def test_scripts_of_all_changes_leave_what_migrating_leaves(first: str) -> None:
    different = []
    for names in sequences(first, is_empty=False):
        history = [TABLES, following(names)]
        expected = by_us(history, ROWS)
        if not isinstance(expected, type) and (found := by_scripts(history, ROWS)) != expected:
            different.append((names, expected, found))
    assert different == []


def test_writing_a_script_touches_no_file(tmp_path: Path) -> None:
    own, other = tmp_path / "own.sqlite3", tmp_path / "other.sqlite3"
    attach = migrations.RunSQL(f"ATTACH DATABASE '{other}' AS other", "")
    migration = Migration("0001", "shop")
    migration.operations = [converted(operation) for operation in (*TABLES, attach, LONGER)]
    with (
        sqlite(name=str(own)) as connection,
        schema_editor(connection, collect_sql=True) as editor,
    ):
        migration.apply(ProjectState(), editor, collect_sql=True)
    assert f"ATTACH DATABASE '{other}' AS other;" in editor.collected_sql
    assert (own.read_bytes(), other.exists()) == (b"", False)

"""Foreign keys are enforced before the editor works, checked when it ends, and enforced after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, NotSupportedError, models, transaction
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import run_of_migrations
from migrations_core.backends.sqlite3.foreign_keys import TablesToCheck
from tests.backends.builders import create, editing, execute, sqlite
from tests.snapshots.schemas import read_schema

from .library import field, filled, library, with_title

ORPHAN = """INSERT INTO "shop_book" ("title", "author_id") VALUES ('x', 99)"""


def enforced(connection: Any) -> bool:
    return execute(connection, "PRAGMA foreign_keys") == [(1,)]


def test_enforcement_is_off_inside_and_on_afterwards(connection: Any) -> None:
    with editing(connection):
        assert not enforced(connection)
    assert enforced(connection)


def test_enforcement_comes_back_after_an_error(connection: Any) -> None:
    with pytest.raises(RuntimeError), editing(connection):
        raise RuntimeError
    assert enforced(connection)


def test_enforcement_stays_off_for_those_who_switched_it_off(connection: Any) -> None:
    connection.disable_constraint_checking()
    with editing(connection):
        pass
    assert not enforced(connection)


def test_a_transaction_in_which_it_cannot_be_switched_off_is_refused(connection: Any) -> None:
    with (
        transaction.atomic(connection.alias),
        pytest.raises(NotSupportedError, match="SQLite schema editor cannot be used while"),
        editing(connection),
    ):
        pass


def test_it_is_switched_once_for_several_migrations(connection: Any) -> None:
    with CaptureQueriesContext(connection) as captured, run_of_migrations(connection):
        for _ in range(3):
            with editing(connection, cause="m"):
                pass
    switches = [query["sql"] for query in captured if " = " in query["sql"]]
    assert switches == ["PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"]


def test_a_migration_may_switch_it_on_for_itself(connection: Any) -> None:
    with run_of_migrations(connection):
        with editing(connection, cause="m", atomic=False):
            connection.enable_constraint_checking()
            assert enforced(connection)
        with editing(connection, cause="m"):
            assert not enforced(connection)
    assert enforced(connection)


def test_a_migration_may_open_another_connection(tmp_path: Path) -> None:
    with sqlite(name=str(tmp_path / "db")) as connection, run_of_migrations(connection):
        connection.close()
        with editing(connection, cause="m"):
            assert not enforced(connection)
        assert enforced(connection)


def test_it_comes_back_when_a_migration_fails(connection: Any) -> None:
    with pytest.raises(RuntimeError), run_of_migrations(connection), editing(connection):
        raise RuntimeError
    assert enforced(connection)


def test_a_run_in_which_nothing_is_edited_may_be_inside_of_a_transaction(connection: Any) -> None:
    with transaction.atomic(connection.alias):
        execute(connection, "SELECT 1")
        with run_of_migrations(connection):
            assert enforced(connection)


def test_a_row_that_points_nowhere_undoes_everything(connection: Any) -> None:
    _, book = filled(connection)
    before = read_schema(connection)
    after = with_title(models.TextField(default=""))

    def change_and_orphan() -> None:
        with editing(connection, cause="m") as editor:
            editor.alter_field(book, field(book, "title"), field(after, "title"))
            execute(connection, ORPHAN)

    with pytest.raises(IntegrityError, match=r"invalid foreign key: shop_book\.author_id"):
        change_and_orphan()
    assert (read_schema(connection), connection.in_atomic_block) == (before, False)
    assert enforced(connection)


def test_a_default_that_points_nowhere_is_found(connection: Any) -> None:
    _, book = filled(connection)
    editor_field = models.ForeignKey("shop.Author", models.CASCADE, default=9, related_name="+")
    after = library(editor=editor_field)[1]
    with pytest.raises(IntegrityError), editing(connection, cause="m") as editor:
        editor.add_field(book, field(after, "editor"))


def test_a_dropped_table_that_rows_point_at_is_found(connection: Any) -> None:
    author, _ = filled(connection)
    with pytest.raises(IntegrityError), editing(connection, cause="m") as editor:
        editor.delete_model(author)


def test_orphans_of_tables_that_were_not_touched_are_no_obstacle(connection: Any) -> None:
    filled(connection)
    connection.disable_constraint_checking()
    execute(connection, ORPHAN)
    connection.enable_constraint_checking()
    other = library(meta={"db_table": "shop_other"})[1]
    with editing(connection, cause="m") as editor:
        editor.create_model(other)
    assert read_schema(connection).table("shop_other")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", TablesToCheck()),
        ("PRAGMA x", TablesToCheck()),
        ("CREATE TABLE x (y)", TablesToCheck()),
        ('INSERT INTO "a" ("b") VALUES (1)', TablesToCheck(children={"a"}, written={"a"})),
        (
            'INSERT INTO "a" ("b") VALUES (1) ON CONFLICT("b") DO UPDATE SET "c" = 2',
            TablesToCheck(children={"a"}, parents={"a"}, written={"a"}),
        ),
        ('UPDATE "a" SET "b" = 1', TablesToCheck(children={"a"}, parents={"a"}, written={"a"})),
        ('DELETE FROM "a""b"', TablesToCheck(parents={'a"b'}, written={'a"b'})),
        ('DELETE FROM "main"."a"', TablesToCheck(everything=True)),
        ('DELETE FROM "django_migrations" WHERE "id" = 1', TablesToCheck()),
        ('REPLACE INTO "a" VALUES (1)', TablesToCheck(everything=True)),
        ('WITH x AS (SELECT 1) DELETE FROM "a"', TablesToCheck(everything=True)),
    ],
)
def test_only_tables_that_sql_may_have_broken_are_suspects(
    sql: str, expected: TablesToCheck
) -> None:
    suspects = TablesToCheck()
    suspects.add_sql(sql)
    assert suspects == expected


@pytest.mark.parametrize("sql", ['DELETE FROM "shop_author"', 'UPDATE "shop_author" SET "id" = 7'])
def test_rows_whose_target_is_gone_are_found(connection: Any, sql: str) -> None:
    filled(connection)
    with pytest.raises(IntegrityError), editing(connection, cause="m"):
        execute(connection, sql)


def test_what_a_trigger_broke_is_found(connection: Any) -> None:
    filled(connection)
    create(connection, library(meta={"db_table": "shop_other"})[1])
    execute(
        connection,
        'CREATE TRIGGER "t" AFTER DELETE ON "shop_other" BEGIN DELETE FROM "shop_author"; END',
        """INSERT INTO "shop_other" ("title", "author_id") VALUES ('x', 1)""",
    )
    with pytest.raises(IntegrityError), editing(connection, cause="m"):
        execute(connection, 'DELETE FROM "shop_other"')

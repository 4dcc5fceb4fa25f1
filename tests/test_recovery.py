"""What is told of a migration that was not rolled back, by the editors that carry migrations out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import models

from migrations_core.backends.registry import schema_editor
from migrations_core.migration import Migration
from migrations_core.operations import AlterField, CreateModel, RunPython, RunSQL
from migrations_core.recovery import Part, PartialRun, note_partial_run
from migrations_core.state import ProjectState
from tests.backends.builders import execute

FIRST = RunSQL("SELECT 1", "SELECT -1")
ORDER = CreateModel(
    "Order",
    [("id", models.AutoField(primary_key=True)), ("paid", models.IntegerField(null=True))],
)
UNIQUE_ORDER = CreateModel(
    "Order",
    [("id", models.AutoField(primary_key=True)), ("paid", models.IntegerField(null=True))],
    options={
        "constraints": [
            models.UniqueConstraint(fields=["paid"], name="once", condition=models.Q(paid__gt=0))
        ]
    },
)
TWICE = RunSQL('INSERT INTO "shop_order" ("paid") VALUES (1), (1)', "")
CREATED = 'CREATE TABLE "shop_order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "paid" integer {}NULL)'
ONCE = 'CREATE UNIQUE INDEX "once" ON "shop_order" ("paid") WHERE "paid" > 0'


class Broken(Exception):
    pass


def break_down(apps: Any, schema_editor: Any) -> None:
    raise Broken


BREAK = RunPython(break_down, RunPython.noop)


def made(*operations: Any, atomic: bool = False) -> Migration:
    migration = Migration("0001", "shop")
    migration.operations, migration.atomic = list(operations), atomic
    return migration


def failure(
    migration: Migration,
    connection: Any,
    run: Callable[[Any], Any],
    *,
    afterwards: Callable[[], None] = lambda: None,
    unapplying: bool = False,
) -> BaseException:
    """Give the exception that a run of the migration ends with."""
    editor = schema_editor(connection, atomic=migration.atomic)
    caught = None
    with suppress(Exception), note_partial_run(editor, migration, unapplying=unapplying):
        try:
            with editor:
                run(editor)
            afterwards()
        except Exception as error:
            caught = error
            raise
    assert caught is not None
    return caught


def told(connection: Any, *operations: Any) -> PartialRun:
    migration = made(*operations)
    error = failure(migration, connection, lambda editor: migration.apply(ProjectState(), editor))
    assert error.__notes__[-1] == str(error.migration_partial_run)
    return error.migration_partial_run


def test_an_operation_that_broke_is_done_in_part(connection: Any) -> None:
    required = AlterField("Order", "paid", models.IntegerField())
    unpaid = RunSQL('INSERT INTO "shop_order" ("paid") VALUES (NULL)')
    assert told(connection, ORDER, unpaid, required, BREAK) == PartialRun(
        "shop",
        "0001",
        unapplying=False,
        done=(
            Part("operation 1: Create model Order", (CREATED.format(""),)),
            Part("operation 2: Raw SQL operation", (unpaid.sql,)),
            Part(
                "operation 3: Alter field paid on Order, its beginning",
                (
                    CREATED.format("NOT ").replace("shop_order", "new__shop_order"),
                    'INSERT INTO "sqlite_sequence" ("name", "seq") '
                    """SELECT 'new__shop_order', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_order'""",
                ),
            ),
        ),
        left=(
            Part(
                "operation 3: Alter field paid on Order, from here on",
                (
                    'INSERT INTO "new__shop_order" ("id", "paid") '
                    'SELECT "id", coalesce("paid", NULL) FROM "shop_order"',
                    'DROP TABLE "shop_order"',
                    'ALTER TABLE "new__shop_order" RENAME TO "shop_order"',
                ),
            ),
            Part("operation 4: Raw Python operation"),
        ),
        by_choice=True,
    )


def test_what_waits_for_the_end_is_not_done(connection: Any) -> None:
    partial_run = told(connection, UNIQUE_ORDER, BREAK)
    assert partial_run.done == (Part("operation 1: Create model Order", (CREATED.format(""),)),)
    assert partial_run.left == (
        Part("operation 2: Raw Python operation (the rows that it had changed stay changed)"),
        Part("at the end of the migration", (ONCE,)),
    )


def test_backwards_the_last_operation_comes_first(connection: Any) -> None:
    migration = made(RunPython(RunPython.noop, break_down), FIRST)
    error = failure(
        migration,
        connection,
        lambda editor: migration.unapply(ProjectState(), editor),
        unapplying=True,
    )
    assert error.migration_partial_run.done == (
        Part("operation 2: Raw SQL operation", ("SELECT -?",)),
    )
    assert error.migration_partial_run.left == (
        Part("operation 1: Raw Python operation (the rows that it had changed stay changed)"),
    )


def test_at_the_end_all_operations_are_done(connection: Any) -> None:
    partial_run = told(connection, UNIQUE_ORDER, TWICE)
    assert partial_run.done == (
        Part("operation 1: Create model Order", (CREATED.format(""),)),
        Part("operation 2: Raw SQL operation", (TWICE.sql.replace("1", "?"),)),
    )
    assert partial_run.left == (Part("at the end of the migration", (ONCE,)),)


def test_if_only_the_record_is_missing_there_is_nothing_left_to_do(connection: Any) -> None:
    def refuse() -> None:
        raise Broken

    migration = made(FIRST)
    error = failure(
        migration,
        connection,
        lambda editor: migration.apply(ProjectState(), editor),
        afterwards=refuse,
    )
    text = str(error.migration_partial_run)
    assert text.startswith("shop.0001 was not rolled back, because it says atomic = False. Done, ")
    assert "All of it is done; only recording that failed." in text
    assert text.endswith("record it: migrate shop 0001 --fake")


def test_a_refused_statement_is_known_although_nobody_planned_it(connection: Any) -> None:
    partial_run = told(connection, RunSQL("SELECT x"))
    assert partial_run.left == (
        Part("operation 1: Raw SQL operation, from here on", ("SELECT x",)),
    )
    assert str(partial_run).startswith("Nothing of shop.0001 was done.")


@pytest.mark.parametrize(("atomic", "rows"), [(True, "are as before"), (False, "stay changed")])
def test_rows_of_a_function_are_rolled_back_if_it_is_atomic(
    connection: Any, atomic: bool, rows: str
) -> None:
    assert told(connection, RunPython(break_down, atomic=atomic)).left == (
        Part(f"operation 1: Raw Python operation (the rows that it had changed {rows})"),
    )


def test_statements_of_a_transaction_that_an_operation_asked_for_are_not_done(
    connection: Any,
) -> None:
    def insert_and_break(apps: Any, schema_editor: Any) -> None:
        schema_editor.execute('INSERT INTO "shop_order" ("paid") VALUES (1)')
        raise Broken

    partial_run = told(connection, ORDER, RunPython(insert_and_break, atomic=True))
    assert execute(connection, 'SELECT * FROM "shop_order"') == []
    assert partial_run.done == (Part("operation 1: Create model Order", (CREATED.format(""),)),)


def test_where_statements_are_rolled_back_nothing_is_told(connection: Any) -> None:
    migration = made(ORDER, BREAK, atomic=True)
    error = failure(migration, connection, lambda editor: migration.apply(ProjectState(), editor))
    assert not hasattr(error, "migration_partial_run")

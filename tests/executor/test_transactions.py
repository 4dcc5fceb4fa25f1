"""How operations are run where a migration is not one transaction, and written where nothing is run."""

import pytest
from django.db import models

from migrations_core.backends.registry import schema_editor
from migrations_core.migration import Migration
from migrations_core.operations import CreateModel, RunPython, RunSQL
from migrations_core.state import ProjectState

ORDER = CreateModel("Order", [("id", models.BigAutoField(primary_key=True))])
INSERT = "INSERT INTO shop_order (id) VALUES (%s)"


def insert_and_fail(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(INSERT, [1])
    raise ValueError("stop")


def migration(*operations) -> Migration:
    made = Migration("0001", "shop")
    made.operations, made.atomic = list(operations), False
    return made


def run(connection, *operations) -> None:
    made = migration(*operations)
    with schema_editor(connection, atomic=False) as editor:
        made.apply(ProjectState(), editor)


def rows(connection) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shop_order")
        return cursor.fetchall()


def test_an_operation_can_ask_for_a_transaction_of_its_own(connection):
    with pytest.raises(ValueError, match="stop"):
        run(connection, ORDER, RunPython(insert_and_fail, atomic=True))

    assert rows(connection) == []


def test_otherwise_what_an_operation_did_stays(connection):
    with pytest.raises(ValueError, match="stop"):
        run(connection, ORDER, RunPython(insert_and_fail))

    assert rows(connection) == [(1,)]


def test_an_operation_is_done_when_the_next_one_begins(connection):
    seen = []

    def look(apps, editor):
        seen.extend(connection.connection.execute("SELECT name FROM sqlite_master").fetchall())

    run(connection, ORDER, RunPython(look))

    assert ("shop_order",) in seen


def script(connection, *operations, backwards=False) -> list[str]:
    made = migration(*operations)
    with schema_editor(connection, collect_sql=True, atomic=False) as editor:
        change = made.unapply if backwards else made.apply
        change(ProjectState(), editor, collect_sql=True)
    return editor.collected_sql


def test_a_script_has_a_heading_for_every_operation(connection):
    python = RunPython(RunPython.noop, RunPython.noop)

    assert script(connection, RunSQL("SELECT 1", ""), python, RunSQL("", "")) == [
        "--",
        "-- Raw SQL operation",
        "--",
        "SELECT 1;",
        "--",
        "-- Raw Python operation",
        "--",
        "-- THIS OPERATION CANNOT BE WRITTEN AS SQL",
        "--",
        "-- Raw SQL operation",
        "--",
        "-- (no-op)",
    ]


def test_a_script_for_the_way_back_has_the_last_operation_first(connection):
    found = script(connection, ORDER, RunSQL("", "SELECT 2"), backwards=True)

    assert found[:4] == ["--", "-- Raw SQL operation", "--", "SELECT 2;"]
    assert found[4:] == ["--", "-- Create model Order", "--", 'DROP TABLE "shop_order";']

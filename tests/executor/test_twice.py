"""Two runs that know nothing of each other: what one has done meanwhile, the other does not do again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from migrations_core.executor import MigrationExecutor
from migrations_core.recorder import MigrationRecorder
from tests.apps_on_disk import migration
from tests.faults.at_once import NAMES, bank
from tests.servers import demand_server

INSERT = "INSERT INTO shop_order (number) VALUES (1)"
SHOP = {
    "0001.py": migration(
        "operations = [migrations.CreateModel('Order', [('id', models.BigAutoField(primary_key=True)), "
        "('number', models.IntegerField())])]"
    ),
    "0002.py": migration(
        "dependencies = [('shop', '0001')]",
        f"operations = [migrations.RunSQL({INSERT!r}, 'DELETE FROM shop_order')]",
    ),
}


@pytest.fixture
def executors(apps: Any, every_connection: Any) -> Any:
    """Make executors that read the history now."""
    apps.add("shop", SHOP)
    with apps.installed():
        yield lambda: MigrationExecutor(every_connection)


def numbers(executor: Any) -> list[int]:
    with executor.connection.cursor() as cursor:
        cursor.execute("SELECT number FROM shop_order")
        return [number for (number,) in cursor.fetchall()]


def recorded(executor: Any) -> list[tuple[str, str]]:
    recorder = MigrationRecorder(executor.connection)
    return list(recorder.migration_qs.order_by("id").values_list("app", "name"))


def test_what_has_been_applied_meanwhile_is_not_applied_again(executors, caplog):
    first, second = executors(), executors()
    first.migrate([("shop", "0002")])

    with caplog.at_level(logging.WARNING):
        state = second.migrate([("shop", "0002")])

    assert (numbers(second), recorded(second)) == ([1], [("shop", "0001"), ("shop", "0002")])
    assert list(state.model_states) == [("shop", "order")]
    assert [record.getMessage() for record in caplog.records] == [
        "Somebody else has applied shop.0001 meanwhile.",
        "Somebody else has applied shop.0002 meanwhile.",
    ]


def test_what_has_been_undone_meanwhile_is_not_undone_again(executors):
    executors().migrate([("shop", "0002")])
    first, second = executors(), executors()
    first.migrate([("shop", "0001")])
    with first.connection.cursor() as cursor:
        cursor.execute(INSERT)

    second.migrate([("shop", "0001")])

    assert (numbers(second), recorded(second)) == ([1], [("shop", "0001")])


def test_an_executor_may_go_to_and_fro_without_reading_again(executors):
    executor = executors()
    for target, expected in (("0002", [1]), ("0001", []), ("0002", [1])):
        executor.loader.build_graph()
        executor.migrate([("shop", target)])
        assert numbers(executor) == expected


@pytest.mark.slow
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_without_a_lock_transactions_keep_runs_apart(vendor: str, tmp_path: Path) -> None:
    """MySQL and MariaDB have no transaction around a migration."""
    if vendor != "sqlite":
        demand_server(vendor)
    with bank(tmp_path, vendor) as made:
        assert made.project.manage("migrate", "bank", "0001").status == 0
        started = [made.started("migrate", "--no-lock") for _ in range(4)]
        errors = [process.communicate()[1] for process in started]
        # Receivers of post_migrate make rows of their own, and meet there.
        assert [error for error in errors if "While applying" in error] == []
        assert made.result() == (NAMES, [(102, "nobody")])

"""Many processes migrate a database at once: each migration is applied once, and nobody fails.

FAULTS_PROCESSES says how many (20), FAULTS_ROUNDS how often each case is tried (1).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from servers import pgbouncer
from tests.databases import URLS
from tests.faults.at_once import NAMES, bank
from tests.servers import VENDORS, demand_server

PROCESSES = int(os.environ.get("FAULTS_PROCESSES", "20"))
ROUNDS = range(int(os.environ.get("FAULTS_ROUNDS", "1")))

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("round", ROUNDS)]


@pytest.fixture(params=("sqlite", *VENDORS))
def vendor(request: pytest.FixtureRequest) -> str:
    if request.param != "sqlite":
        demand_server(request.param)
    return str(request.param)


LEASE = "MIGRATIONS_CORE = {'LOCK': 'lease'}"


@pytest.fixture
def pooler() -> Iterator[dict[str, Any]]:
    """PgBouncer in transaction mode, as DATABASES leads to it."""
    demand_server("postgresql")
    if not pgbouncer.NEED.present():
        pytest.skip("PgBouncer is not installed")
    with pgbouncer.running(os.environ[URLS["postgresql"]]) as url:
        yield {"PORT": urlsplit(url).port, "DISABLE_SERVER_SIDE_CURSORS": True}


def test_an_empty_database_is_migrated_by_one_of_them(vendor, round, tmp_path: Path) -> None:
    with bank(tmp_path, vendor) as made:
        assert made.migrated_by(PROCESSES) == []
        assert made.result() == (NAMES, [(102, "nobody")])


def test_a_pending_migration_of_rows_is_applied_by_one_of_them(vendor, round, tmp_path) -> None:
    with bank(tmp_path, vendor) as made:
        assert made.project.manage("migrate", "bank", "0001").status == 0

        assert made.migrated_by(PROCESSES) == []
        assert made.result() == (NAMES, [(102, "nobody")])


def test_they_may_come_through_a_pooler_of_transactions(pooler, round, tmp_path: Path) -> None:
    with bank(tmp_path, "postgresql", **pooler) as made:
        assert made.migrated_by(PROCESSES) == []
        assert made.result() == (NAMES, [(102, "nobody")])
        assert made.rows("SELECT name, token FROM migrations_core_lock") == [("public", "")]


@pytest.mark.parametrize("vendor", VENDORS, indirect=True)
def test_a_lease_does_what_a_lock_does(vendor, round, tmp_path: Path) -> None:
    with bank(tmp_path, vendor) as made:
        made.project.write_settings(LEASE)
        assert made.migrated_by(PROCESSES) == []
        assert made.result() == (NAMES, [(102, "nobody")])

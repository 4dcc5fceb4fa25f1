"""What a run does when another one has the lock, on every kind of database and with every kind of lock."""

from __future__ import annotations

import re
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from migrations_core.backends.base.lock import Holder
from migrations_core.exceptions import LockedError, LockLostError, UsageError
from migrations_core.executor.lock import LockPolicy, description_of, run_lock, verify_lock
from tests.executor.other_runs import (
    KINDS,
    in_another_thread,
    lockable,
    other_run,
    policy,
    this_process,
)
from tests.servers import on_server


def nobody_waits(holder: str) -> None:
    raise AssertionError(f"waited for {holder}")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(kind: str, tmp_path: Path, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), lockable(kind, tmp_path) as connection:
        yield connection


def test_a_second_run_is_refused_with_what_is_known_of_the_first(database, kind):
    with other_run(database, kind), pytest.raises(LockedError) as caught:
        run_lock(database, policy(kind, if_locked="fail"), nobody_waits)

    if kind == "mysql":
        who = r"session \d+ of \w+ at [\w.]+:\d+"
        assert re.search(who, caught.value.holder)
    else:
        assert caught.value.holder.startswith(this_process())
        assert re.search(r", since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", caught.value.holder)
    assert (caught.value.alias, caught.value.waited) == ("scratch", 0)
    assert caught.value.returncode == 75


def test_it_is_waited_for_as_long_as_it_may_be(database, kind):
    told: list[str] = []
    begin = time.monotonic()

    with other_run(database, kind), pytest.raises(LockedError) as caught:
        run_lock(database, policy(kind, wait=2.6), told.append)

    assert 2.6 <= time.monotonic() - begin < 10
    assert caught.value.waited >= 2.6
    assert told == [caught.value.holder]


def test_who_waits_gets_it_next(database, kind):
    with (
        other_run(database, kind, seconds=0.5),
        run_lock(database, policy(kind), nobody_waits),
    ):
        verify_lock(database)
        assert is_refused_elsewhere(database, kind)


def is_refused_elsewhere(database, kind) -> bool:
    """Say whether another run is refused now."""
    refusals: list[LockedError] = []

    def attempt():
        try:
            run_lock(connections[database.alias], policy(kind, if_locked="fail"), nobody_waits)
        except LockedError as error:
            refusals.append(error)
        return nullcontext()

    with in_another_thread(attempt):
        return bool(refusals)


def test_it_is_free_again_afterwards(database, kind):
    for _ in range(2):
        with run_lock(database, policy(kind, if_locked="fail"), nobody_waits):
            pass

    with other_run(database, kind):
        pass


def test_a_run_inside_of_a_run_does_not_wait_for_itself(database, kind):
    with run_lock(database, policy(kind), nobody_waits):
        with run_lock(database, policy(kind), nobody_waits):
            verify_lock(database)
        verify_lock(database)
        assert is_refused_elsewhere(database, kind)


def test_nor_does_one_of_another_alias_for_the_same_database(database, kind):
    connections.databases["twin"] = dict(database.settings_dict)
    try:
        with (
            run_lock(database, policy(kind), nobody_waits),
            run_lock(connections["twin"], policy(kind), nobody_waits),
        ):
            verify_lock(connections["twin"])
        connections["twin"].close()
    finally:
        del connections.databases["twin"]
        del connections["twin"]


def test_a_lock_that_was_lost_with_its_connection_is_taken_again(database, kind, caplog):
    with run_lock(database, policy(kind), nobody_waits):
        database.close()
        verify_lock(database)
        assert is_refused_elsewhere(database, kind)

    # Neither a file nor a row is lost with a connection.
    assert len(caplog.records) == (kind in ("postgresql", "mysql"))


@pytest.mark.parametrize("kind", ["postgresql", "mysql"], indirect=True)
def test_one_that_somebody_else_has_now_is_missed(database, kind):
    with run_lock(database, policy(kind), nobody_waits):
        database.close()
        with other_run(database, kind), pytest.raises(LockLostError) as caught:
            verify_lock(database)

    assert "is being migrated by" in str(caught.value)


def test_who_wants_none_takes_none(database, kind):
    with (
        other_run(database, kind),
        run_lock(database, LockPolicy(kind="none", if_locked="fail"), nobody_waits),
    ):
        verify_lock(database)


def test_inside_of_a_transaction_it_is_held_as_well(database, kind):
    with transaction.atomic(database.alias):
        with run_lock(database, policy(kind), nobody_waits):
            verify_lock(database)
        transaction.set_rollback(True, database.alias)

    with other_run(database, kind):
        pass


def test_tenants_of_a_database_do_not_wait_for_each_other(django_db_blocker):
    with django_db_blocker.unblock(), on_server("postgresql") as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA tenant; SET search_path = tenant, public")
        with other_run(connection, "postgresql"):
            with run_lock(connection, policy("postgresql", if_locked="fail"), nobody_waits):
                pass
            with connection.cursor() as cursor:
                cursor.execute("SET search_path = public")
            with pytest.raises(LockedError):
                run_lock(connection, policy("postgresql", if_locked="fail"), nobody_waits)


def test_the_name_of_the_application_is_given_back(django_db_blocker):
    def name() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW application_name")
            return str(cursor.fetchone()[0])

    with django_db_blocker.unblock(), on_server("postgresql") as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET application_name = 'shop'")
        with run_lock(connection, policy("postgresql"), nobody_waits):
            assert name().startswith("migrate ")
        assert name() == "shop"


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        (None, "somebody who cannot be seen"),
        (Holder(7, session="session 7"), "session 7"),
        (
            Holder(7, 12, session="session 7 of web at db:1"),
            "process 12 (session 7 of web at db:1)",
        ),
        (
            Holder("k", 12, "web1", datetime(2026, 11, 21, 9, 5, 7, tzinfo=UTC)),
            "process 12 on web1, since 2026-11-21 09:05:07 UTC",
        ),
    ],
)
def test_a_holder_is_described_as_far_as_it_is_known(holder, expected):
    assert description_of(holder) == expected


def test_defaults_come_from_the_setting(settings):
    settings.MIGRATIONS_CORE = {"LOCK": "lease", "IF_LOCKED": "skip", "LOCK_WAIT": 9}

    assert LockPolicy() == LockPolicy(kind="lease", if_locked="skip", wait=9.0)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            {"LOCK": "file"},
            "MIGRATIONS_CORE['LOCK'] is 'file', not one of 'session', 'lease', 'none'.",
        ),
        ({"LOCK_WAIT": "9"}, "MIGRATIONS_CORE['LOCK_WAIT'] is '9', not a number of seconds."),
        (
            {"LOK": 1},
            "MIGRATIONS_CORE has LOK, which means nothing; there are IF_LOCKED, LEASE_SECONDS, LOCK, LOCK_WAIT.",
        ),
        ([], "MIGRATIONS_CORE is [], not a dictionary."),
    ],
)
def test_a_setting_that_means_nothing_is_refused(settings, setting, message):
    settings.MIGRATIONS_CORE = setting

    with pytest.raises(UsageError) as caught:
        LockPolicy()

    assert str(caught.value) == message

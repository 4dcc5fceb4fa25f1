"""A lock that is a row: how it goes on, how it ends, and who knows of its table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from migrations_core.backends.base.lease import lease_model
from migrations_core.backends.locks import lease
from tests.backends.builders import execute
from tests.servers import VENDORS, on_server

SECONDS = 2


@pytest.fixture(params=VENDORS)
def database(request: Any, django_db_blocker: Any, settings: Any) -> Iterator[Any]:
    settings.MIGRATIONS_CORE = {"LEASE_SECONDS": SECONDS}
    with django_db_blocker.unblock(), on_server(request.param) as connection:
        yield connection


def rows(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def die(lock: Any) -> None:
    """Let nothing be heard of a holder any more."""
    lock._heartbeat.stop()


def test_it_goes_on_as_long_as_the_heart_beats(database):
    first, second = lease(database), lease(database)

    assert (first.acquire(), second.acquire()) == (True, False)
    time.sleep(1.4 * SECONDS)
    assert (first.is_held(), second.acquire()) == (True, False)
    assert second.holder().key == first.key
    first.release()
    assert (second.holder(), second.acquire()) == (None, True)
    second.release()


def test_whose_holder_is_dead_expires(database):
    first, second = lease(database), lease(database)
    first.acquire()
    die(first)

    time.sleep(1.1 * SECONDS)
    assert second.holder() is None
    assert second.acquire()
    assert (first.is_held(), second.is_held()) == (False, True)
    first.release()  # is no longer its to give back
    assert second.is_held()
    second.release()


def test_one_that_nobody_wanted_meanwhile_is_still_held(database):
    lock = lease(database)
    lock.acquire()
    die(lock)

    time.sleep(1.1 * SECONDS)
    assert lock.is_held()
    assert not lease(database).acquire()
    lock.release()


def test_the_heart_beats_on_a_connection_of_its_own_which_is_closed(database):
    lock = lease(database)
    lock.acquire()
    connection = database.connection
    time.sleep(0.5)
    lock.release()

    assert database.connection is connection
    assert lock._heartbeat is None


def test_a_transaction_that_lasts_does_not_keep_it_from_beating(database):
    lock = lease(database)
    lock.acquire()
    with transaction.atomic(database.alias):
        rows(database, "SELECT * FROM migrations_core_lock")
        time.sleep(1.3 * SECONDS)
        assert lock.is_held()
        assert not lock._heartbeat._is_lost
    lock.release()


def test_the_table_is_a_model_of_no_app(database):
    lock = lease(database)
    lock.acquire()
    lock.release()

    assert "migrations_core_lock" in database.introspection.table_names()
    assert "migrations_core_lock" not in database.introspection.django_table_names()
    assert lease_model() not in apps.get_models(include_auto_created=True, include_swapped=True)


def test_each_schema_has_a_row_and_the_heart_finds_it(django_db_blocker, settings):
    settings.MIGRATIONS_CORE = {"LEASE_SECONDS": SECONDS}
    with django_db_blocker.unblock(), on_server("postgresql") as connection:
        execute(connection, "CREATE SCHEMA \"a 'tenant'\"")
        first = lease(connection)
        first.acquire()
        execute(connection, "SET search_path = \"a 'tenant'\", public")
        second = lease(connection)
        assert second.acquire()
        time.sleep(1.3 * SECONDS)
        assert (second.is_held(), second._heartbeat._is_lost) == (True, False)
        names = rows(connection, "SELECT name FROM migrations_core_lock ORDER BY name")
        assert names == [("a 'tenant'",), ("public",)]
        first.release()
        second.release()

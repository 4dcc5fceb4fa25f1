"""Databases of the tests' own on the servers that the environment names."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from tests.databases import REQUIRED, URLS, choose_driver, is_required, server_of

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ADMINISTRATION = {"postgresql": "postgres", "mysql": ""}
VENDORS = tuple(ADMINISTRATION)
_numbers = itertools.count()


def connect(vendor: str, database: str) -> Any:
    """Open a DB-API connection on which each statement is its own transaction."""
    server = server_of(vendor)
    if server is None:
        raise LookupError(f"There is no server for {vendor}")
    if vendor == "mysql":
        return _connect_mysql(server, database)
    connection = _postgresql_driver().connect(
        host=server["HOST"],
        port=server["PORT"] or 5432,
        user=server["USER"],
        password=server["PASSWORD"],
        dbname=database,
        options="-c TimeZone=UTC",  # how times are spelled must not depend on the machine
    )
    connection.autocommit = True
    return connection


def execute(vendor: str, database: str, *statements: str) -> None:
    """Run statements one after another."""
    with closing(connect(vendor, database)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def version(vendor: str) -> str:
    """Return the number of a server's version, such as 18.6."""
    with (
        closing(connect(vendor, ADMINISTRATION[vendor])) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SHOW server_version" if vendor == "postgresql" else "SELECT VERSION()")
        (said,) = cursor.fetchone()
    return re.match(r"[\d.]+", said)[0]


def create(vendor: str, name: str, *, template: str | None = None) -> None:
    """Make a database: an empty one, or PostgreSQL's copy of another one that nobody uses."""
    copied = f' TEMPLATE "{template}"' if template else ""
    encoding = " CHARACTER SET utf8mb4" if vendor == "mysql" else ""
    execute(vendor, ADMINISTRATION[vendor], f"CREATE DATABASE {name}{copied}{encoding}")


def drop(vendor: str, *names: str) -> None:
    """Remove databases, whoever may still be connected to them."""
    force = " WITH (FORCE)" if vendor == "postgresql" else ""
    statements = [f"DROP DATABASE IF EXISTS {name}{force}" for name in names]
    execute(vendor, ADMINISTRATION[vendor], *statements)


def new_name() -> str:
    """Return a name for a database that no other process and no other call gets."""
    return f"tests_{os.getpid()}_{next(_numbers)}"


@contextmanager
def empty_database(vendor: str) -> Iterator[str]:
    """Give the name of an empty database that exists as long as the block."""
    name = new_name()
    create(vendor, name)
    try:
        yield name
    finally:
        drop(vendor, name)


@contextmanager
def on_server(vendor: str, *, engine: str | None = None) -> Iterator[BaseDatabaseWrapper]:
    """Connect to an empty database on a server."""
    demand_server(vendor)
    with empty_database(vendor) as name:
        engine = engine or f"django.db.backends.{vendor}"
        settings = {"ENGINE": engine, "NAME": name, **(server_of(vendor) or {})}
        with connected(settings) as connection:
            yield connection


@contextmanager
def connected(settings: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Make a connection known to Django under the alias `scratch`."""
    alias = "scratch"
    connections.databases[alias] = {**connections.databases["default"], **settings}
    try:
        yield connections[alias]
        connections[alias].close()
    finally:
        del connections[alias]
        del connections.databases[alias]


def demand_server(vendor: str) -> None:
    """Skip a test for which there is no server, or stop it where the servers have to be there."""
    if server_of(vendor) is None:
        if is_required(vendor):
            raise LookupError(f"{REQUIRED} has {vendor}, but {URLS[vendor]} is not set")
        pytest.skip(f"{URLS[vendor]} is not set")


def _connect_mysql(server: dict[str, Any], database: str) -> Any:
    import MySQLdb  # not there in a test run that is restricted to SQLite

    return MySQLdb.connect(
        host=server["HOST"],
        port=int(server["PORT"] or 3306),
        user=server["USER"],
        password=server["PASSWORD"],
        database=database,
        charset="utf8mb4",
        autocommit=True,
    )


def _postgresql_driver() -> Any:
    if choose_driver() == "psycopg2":
        import psycopg2

        return psycopg2
    import psycopg

    return psycopg

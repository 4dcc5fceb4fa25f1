"""Empty databases on the MySQL or MariaDB server that the environment names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import count
from typing import Any

from django.db import connections

from tests.databases import server_of
from tests.servers import demand_server, empty_database

_numbers = count()


@contextmanager
def mysql(*, engine: str = "migrations_core.backends.mysql") -> Iterator[Any]:
    """Open an empty database, through our engine or another, under an alias that nobody else uses."""
    demand_server("mysql")
    alias = f"mysql_{next(_numbers)}"
    with empty_database("mysql") as name:
        connections.databases[alias] = {
            **deepcopy(connections.databases["default"]),
            **(server_of("mysql") or {}),
            "ENGINE": engine,
            "NAME": name,
            "OPTIONS": {},
        }
        connection = connections[alias]
        try:
            yield connection
        finally:
            connection.close()
            del connections[alias], connections.databases[alias]


def django_mysql() -> Any:
    """Open an empty database that Django's own editor works on."""
    return mysql(engine="django.db.backends.mysql")

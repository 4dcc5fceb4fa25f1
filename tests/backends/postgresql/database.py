"""Empty databases on the PostgreSQL server that the environment names: schemas of its own, so that making
one takes a moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections

VARIABLE = "TEST_POSTGRESQL_URL"
REQUIRED = "REQUIRE_DATABASES"
_numbers = count()


def settings() -> dict[str, Any]:
    """Give the part of DATABASES that leads to the server; skip the test if it may do without."""
    url = os.environ.get(VARIABLE, "")
    if not url and "postgresql" in os.environ.get(REQUIRED, ""):
        raise LookupError(f"{REQUIRED} has postgresql, but {VARIABLE} is not set")
    if not url:
        pytest.skip(f"{VARIABLE} is not set: NOTHING IS TESTED ON POSTGRESQL")
    parts = urlsplit(url)
    return {
        "HOST": parts.hostname,
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": parts.path.strip("/") or "postgres",
    }


@contextmanager
def postgresql(*, engine: str = "migrations_core.backends.postgresql") -> Iterator[Any]:
    """Open an empty schema, through our engine or another, under an alias that nobody else uses."""
    server = settings()
    number = next(_numbers)
    alias = f"postgresql_{number}"
    schema = f"tests_{os.getpid()}_{number}"
    options = {"options": f"-c search_path={schema}"}
    connections.databases[alias] = {
        **deepcopy(connections.databases["default"]),
        **server,
        "ENGINE": engine,
        "OPTIONS": options,
    }
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}")
        yield connection
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        connection.close()
        del connections[alias], connections.databases[alias]


def django_postgresql() -> Any:
    """Open an empty schema that Django's own editor works on."""
    return postgresql(engine="django.db.backends.postgresql")

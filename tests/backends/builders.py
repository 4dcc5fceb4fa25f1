"""Short ways to make models and databases for the tests of schema editors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import count
from typing import Any

from django.apps.registry import Apps
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import schema_editor
from migrations_core.backends.sqlite3.base import DatabaseWrapper as OurWrapper
from migrations_core.schema.plan import Cause

_numbers = count()


def model(name: str, /, *, apps: Apps | None = None, meta: Any = None, **fields: Any) -> Any:
    """Make a model of the app ``shop`` in a registry of its own, or in the one given."""
    options = {"app_label": "shop", "apps": apps or Apps(), **(meta or {})}
    attributes = {**fields, "Meta": type("Meta", (), options), "__module__": "shop.models"}
    return type(name, (models.Model,), attributes)


@contextmanager
def sqlite(*, engine: Any = OurWrapper, name: str = ":memory:") -> Iterator[Any]:
    """Open an empty database under an alias that nobody else uses."""
    alias = f"database_{next(_numbers)}"
    settings = deepcopy(connections["default"].settings_dict) | {"NAME": name}
    connections[alias] = connection = engine(settings, alias)
    try:
        yield connection
    finally:
        if connection.connection is not None:
            connection.connection.close()
        del connections[alias]


def django_sqlite() -> Any:
    """Open an empty database that Django's own editor works on."""
    return sqlite(engine=DjangoWrapper)


@contextmanager
def editing(connection: Any, *, cause: object = None, **options: Any) -> Iterator[Any]:
    """Work with our editor; a cause makes it merge, as a migration that runs does."""
    with schema_editor(connection, **options) as editor:
        editor.cause = None if cause is None else Cause(cause)
        yield editor


def create(connection: Any, *new_models: Any) -> None:
    with connection.schema_editor() as editor:
        for new_model in new_models:
            editor.create_model(new_model)


@contextmanager
def statements(connection: Any) -> Iterator[list[str]]:
    """Collect the SQL that changes something in the block."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SELECT", "PRAGMA foreign", "EXPLAIN", "BEGIN", "COMMIT"))
    ]


def execute(connection: Any, *sql: str) -> list[Any]:
    """Run statements and give the rows of the last one."""
    with connection.cursor() as cursor:
        for text in sql:
            cursor.execute(text)
        return list(cursor.fetchall()) if cursor.description else []

"""Carry out one history of migration files with stock Django or with us, and tell what every step left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor as DjangoExecutor

from migrations_core.backends.registry import read_schema
from migrations_core.executor import MigrationExecutor
from migrations_core.schema.tables import Schema
from tests.servers import connected, on_server

APP = "lib"
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

FILE = """
from django.db import migrations, models
from django.db.models import *
from django.db.migrations import *

def look(model, *related):
    def read(apps, schema_editor):
        objects = apps.get_model({app!r}, model).objects.using(schema_editor.connection.alias)
        list(objects.select_related(*related))
    return RunPython(read, RunPython.noop)

class Migration(migrations.Migration):
    dependencies = [{dependencies}]
    atomic = {atomic}
    operations = [
        {operations}
    ]
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What a target was reached with: nothing, or the class of an exception; and the schema then."""

    target: str
    failed: str
    schema: Schema | None


def files(migrations: Iterator[Any]) -> dict[str, str]:
    """Write the files of an app whose migrations follow each other; each is given as the text of its operations."""
    texts: dict[str, str] = {}
    before = ""
    for number, operations in enumerate(migrations, 1):
        name = f"{number:04}"
        texts[f"{name}.py"] = FILE.format(
            app=APP,
            dependencies=before,
            atomic=not isinstance(operations, Unprotected),
            operations=",\n        ".join(operations),
        )
        before = f"({APP!r}, {name!r})"
    return texts


class Unprotected(tuple[str, ...]):
    """The operations of a migration with ``atomic = False``."""


@contextmanager
def empty(vendor: str) -> Iterator[Any]:
    """Open an empty database through Django's stock engine."""
    with connected(SQLITE) if vendor == "sqlite" else on_server(vendor) as connection:
        yield connection


def django_tells(vendor: str, targets: list[str]) -> list[Step]:
    with empty(vendor) as connection:
        return list(_steps(DjangoExecutor, connection, targets))


def we_tell(vendor: str, targets: list[str]) -> list[Step]:
    with empty(vendor) as connection:
        return list(_steps(MigrationExecutor, connection, targets))


def django_goes_back(vendor: str, there: list[str], back: list[str]) -> list[Step]:
    """Tell what stock Django leaves behind on the way back from where we have come to."""
    with empty(vendor) as connection:
        list(_steps(MigrationExecutor, connection, there))
        return list(_steps(DjangoExecutor, connection, back))


def _steps(executor_class: Any, connection: Any, targets: list[str]) -> Iterator[Step]:
    """Go to one target after the other, as far as it goes."""
    alias = connection.alias
    for target in targets:
        try:
            executor = executor_class(connections[alias])
            executor.migrate([(APP, target if target != "zero" else None)])
        except Exception as error:
            # What Django leaves behind is not always what was there before.
            yield Step(target, getattr(error, "known_as", None) or type(error).__name__, None)
            return
        yield Step(target, "", schema_of(connection))


def schema_of(connection: Any) -> Schema:
    return read_schema(connection).sorted_columns()

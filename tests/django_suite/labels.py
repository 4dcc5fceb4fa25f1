"""Which labels of Django's test suite are run, and which databases they can be run on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FRAMEWORK = (
    "schema",
    "migrations",
    "migrations2",
    "migrate_signals",
    "custom_migration_operations",
    "migration_test_data_persistence",
    "field_deconstruction",
)
"""All that tests the migration framework and the schema editors on any database."""

POSTGRES = (
    "postgres_tests.test_operations",
    "postgres_tests.test_constraints",
    "postgres_tests.test_indexes",
    "postgres_tests.test_array",
    "postgres_tests.test_introspection",
)
"""What of contrib.postgres has to do with schemas: operations, constraints, indexes, the migrations
and the constraints of arrays."""

GROUPS = {"framework": FRAMEWORK, "postgres": POSTGRES}


@dataclass(frozen=True, slots=True)
class Database:
    """The engine that stock Django uses for a database, ours, and what is run if nothing is said.

    `server` is the vendor whose variable names the server, empty for SQLite.
    """

    django: str
    ours: str
    labels: tuple[str, ...] = FRAMEWORK
    server: str = ""


def _mysql() -> Database:
    return Database(
        "django.db.backends.mysql", "migrations_core.backends.mysql", FRAMEWORK, "mysql"
    )


DATABASES = {
    "sqlite": Database("django.db.backends.sqlite3", "migrations_core.backends.sqlite3"),
    "postgresql": Database(
        "django.db.backends.postgresql",
        "migrations_core.backends.postgresql",
        FRAMEWORK + POSTGRES,
        "postgresql",
    ),
    "mariadb": _mysql(),
    "mysql": _mysql(),
}
"""MariaDB and MySQL have one engine and one variable, but each its own known differences."""


def expand(labels: Iterable[str], database: str) -> list[str]:
    """Replace the names of groups by their labels, and no labels by those of the database."""
    given = list(labels)
    if not given:
        return list(DATABASES[database].labels)
    return [label for name in given for label in GROUPS.get(name, (name,))]

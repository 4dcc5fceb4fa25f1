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

NEIGHBOURS = (
    "check_framework",
    "test_runner",
    "managers_regress",
    "swappable_models",
    "multiple_database",
    "sites_tests",
    "contenttypes_tests",
    "auth_tests",
    "inspectdb",
    "field_defaults",
    "constraints",
    "indexes",
    "introspection",
)
"""What works only if migrations, schema editors, their signals and what they leave in a database do."""

POSTGRES = ("postgres_tests",)
"""The operations, indexes, constraints and fields of contrib.postgres."""

GROUPS = {"framework": FRAMEWORK, "neighbours": NEIGHBOURS, "postgres": POSTGRES}


@dataclass(frozen=True, slots=True)
class Database:
    """The engine that stock Django uses for a database, ours, and what is run if nothing is said.

    `server` is the vendor whose variable names the server, empty for SQLite.
    """

    django: str
    ours: str
    labels: tuple[str, ...] = FRAMEWORK + NEIGHBOURS
    server: str = ""


def _mysql() -> Database:
    engines = ("django.db.backends.mysql", "migrations_core.backends.mysql")
    return Database(*engines, server="mysql")


DATABASES = {
    "sqlite": Database("django.db.backends.sqlite3", "migrations_core.backends.sqlite3"),
    "postgresql": Database(
        "django.db.backends.postgresql",
        "migrations_core.backends.postgresql",
        FRAMEWORK + NEIGHBOURS + POSTGRES,
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

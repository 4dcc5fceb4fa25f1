"""Which labels of Django's test suite are run, and which databases they can be run on."""

from __future__ import annotations

from dataclasses import dataclass

APPLYING = (
    "schema",
    "migrations.test_operations",
    "migrations.test_state",
    "migrations.test_executor",
    "migrations.test_loader",
    "migrations.test_graph",
    "migrations.test_multidb",
    "migrations.test_exceptions",
    "migrate_signals",
    "custom_migration_operations",
    "migration_test_data_persistence",
)
"""What applying migrations touches: the state, the operations, the history, the executor, the
editors."""

DEFAULT = APPLYING


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine that stock Django uses for a database, and ours."""

    django: str
    ours: str


DATABASES = {
    "sqlite": Engines("django.db.backends.sqlite3", "migrations_core.backends.sqlite3"),
}

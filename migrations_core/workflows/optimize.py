"""Write one migration anew with fewer operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.version import get_docs_version

from migrations_core.exceptions import AppWithoutMigrationsError, ManualPortingError
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.values import frozen
from migrations_core.workflows.make import MigrationFile, migration_file
from migrations_core.workflows.symbols import as_written
from migrations_core.workflows.targets import check_app_installed, find_migration

if TYPE_CHECKING:
    from typing import Any


@frozen
class Optimization:
    """A migration and what its operations can be reduced to."""

    migration: Migration
    operations: list[Any]

    @property
    def is_useful(self) -> bool:
        return len(self.operations) < len(self.migration.operations)


def optimization(app_label: str, migration_name: str) -> Optimization:
    """Optimize the migration that the user named."""
    migration = _find(app_label, migration_name)
    optimizer = MigrationOptimizer()
    return Optimization(migration, optimizer.optimize(migration.operations, app_label))


def _find(app_label: str, migration_name: str) -> Migration:
    check_app_installed(app_label)
    loader = MigrationLoader(None)
    if app_label not in loader.migrated_apps:
        raise AppWithoutMigrationsError(
            f"App '{app_label}' does not have migrations.", app_label=app_label
        )
    return find_migration(loader, app_label, migration_name)


def optimized_file(found: Optimization) -> MigrationFile:
    """Give the file to write: in place of the old one, or beside it where functions have to be copied by hand."""
    migration = found.migration
    migration.operations = found.operations
    migration.dependencies = as_written(migration)
    migration.run_before = as_written(migration, "run_before")
    file = migration_file(migration, include_header=True)
    if not file.needs_manual_porting:
        return file
    if migration.replaces:
        raise ManualPortingError(
            "Migration will require manual porting but is already a squashed migration.\n"
            "Transition to a normal migration first: "
            f"https://docs.djangoproject.com/en/{get_docs_version()}/topics/migrations/"
            "#squashing-migrations",
            migrations=[(migration.app_label, migration.name)],
        )
    return migration_file(_replacement(migration), include_header=True)


def _replacement(migration: Migration) -> Migration:
    optimized = Migration(f"{migration.name}_optimized", migration.app_label)
    optimized.dependencies = migration.dependencies
    optimized.operations = migration.operations
    optimized.run_before = migration.run_before
    optimized.initial, optimized.atomic = migration.initial, migration.atomic
    optimized.replaces = [(migration.app_label, migration.name)]
    return optimized

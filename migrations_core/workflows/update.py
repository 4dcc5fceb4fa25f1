"""``makemigrations --update``: put what is new into the last migration of each app, in place of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrations_core.exceptions import AppWithoutMigrationsError, UnchangeableMigrationError
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.values import frozen
from migrations_core.workflows.symbols import as_written, unique
from migrations_core.writer import MigrationWriter

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey
    from migrations_core.loader import MigrationLoader
    from migrations_core.migration import Migration
    from migrations_core.workflows.detection import Changes


@frozen
class Updates:
    """The last migrations as they are to be, and the files that they replace, by app label."""

    changes: Changes
    replaced_paths: dict[str, str]


def update_last_migrations(
    loader: MigrationLoader, changes: Changes, migration_name: str | None = None
) -> Updates:
    """Fold new migrations into the last ones of their apps, which get other names."""
    leaves = {app_label: _updatable_leaf(loader, app_label) for app_label in changes}
    paths = {app_label: MigrationWriter(leaf).path for app_label, leaf in leaves.items()}
    for app_label, leaf in leaves.items():
        added = [operation for each in changes[app_label] for operation in each.operations]
        leaf.operations = MigrationOptimizer().optimize([*leaf.operations, *added], app_label)
    keys = {app_label: (app_label, leaf.name) for app_label, leaf in leaves.items()}
    names = {app_label: _new_name(leaf, migration_name) for app_label, leaf in leaves.items()}
    renamed = {
        (app_label, each.name): (app_label, names[app_label])
        for app_label, migrations in changes.items()
        for each in migrations
    }
    for app_label, leaf in leaves.items():
        leaf.dependencies = _dependencies(leaf, changes[app_label], renamed)
        leaf.run_before = as_written(leaf, "run_before")
        leaf.name = names[app_label]
    _refuse_circle(leaves, keys)
    return Updates({app_label: [leaf] for app_label, leaf in leaves.items()}, paths)


def _updatable_leaf(loader: MigrationLoader, app_label: str) -> Migration:
    """Find the last migration; refuse to change one that somebody may already have."""
    leaves = loader.graph.leaf_nodes(app_label)
    if not leaves:
        raise AppWithoutMigrationsError(
            f"App {app_label} has no migration, cannot update last migration.", app_label=app_label
        )
    key = leaves[0]
    leaf = loader.disk_migrations[key]
    if leaf.replaces:
        raise UnchangeableMigrationError(
            f"Cannot update squash migration '{leaf}'.", migrations=[key]
        )
    if key in loader.applied_migrations:
        raise UnchangeableMigrationError(
            f"Cannot update applied migration '{leaf}'.", migrations=[key]
        )
    dependants = [each for each in loader.disk_migrations.values() if key in each.dependencies]
    if dependants:
        listed = ", ".join(f"'{each}'" for each in dependants)
        raise UnchangeableMigrationError(
            f"Cannot update migration '{leaf}' that migrations {listed} depend on.",
            migrations=[key],
        )
    return leaf


def _new_name(leaf: Migration, migration_name: str | None) -> str:
    suggested = f"{leaf.name[:4]}_{migration_name or leaf.suggest_name()}"
    return f"{leaf.name}_updated" if suggested == leaf.name else suggested


def _dependencies(
    leaf: Migration, migrations: list[Migration], renamed: dict[MigrationKey, MigrationKey]
) -> list[Any]:
    """Join the dependencies, each once; those on migrations of this run now mean the updated ones."""
    own = as_written(leaf)
    new = [
        renamed.get(key, key)
        for migration in migrations
        for key in migration.dependencies
        if key[0] != leaf.app_label
    ]
    return list(unique([*own, *new]))


def _refuse_circle(leaves: dict[str, Migration], keys: dict[str, MigrationKey]) -> None:
    """Refuse two migrations that depend on each other where there were three or more in a row."""
    waiting = dict(leaves)
    while waiting:
        labels = {
            label
            for label, leaf in waiting.items()
            if not any(
                key[0] in waiting and waiting[key[0]].name == key[1] for key in leaf.dependencies
            )
        }
        if not labels:
            listed = ", ".join(f"'{app_label}'" for app_label in sorted(waiting))
            raise UnchangeableMigrationError(
                f"Cannot update the last migrations of {listed}: each would depend on another one. "
                "Run makemigrations without --update.",
                migrations=[keys[app_label] for app_label in sorted(waiting)],
            )
        for label in labels:
            del waiting[label]

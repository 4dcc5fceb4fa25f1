"""What "app" and "migration" on a command line mean: which migrations to go to, or a refusal that says why."""

from __future__ import annotations

from django.apps import apps

from migrations_core.exceptions import (
    AmbiguityError,
    AppWithMigrationsError,
    AppWithoutMigrationsError,
    UnknownAppError,
    UnknownMigrationError,
)
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.values import frozen

Target = tuple[str, str | None]
"""(app label, migration name), or (app label, None) for "before its first migration"."""

ZERO = "zero"


@frozen
class Targets:
    """Where to go, and how the user said it."""

    keys: list[Target]
    migration_named: bool
    """One migration (or ``zero``) was named, rather than whole apps."""

    @property
    def app_labels(self) -> list[str]:
        return sorted({app_label for app_label, _ in self.keys})


def resolve_targets(
    loader: MigrationLoader, app_label: str | None, migration_name: str | None
) -> Targets:
    """Say which migrations the arguments of ``migrate`` mean."""
    if not app_label:
        return Targets(list(loader.graph.leaf_nodes()), migration_named=False)
    if not migration_name:
        leaves = [key for key in loader.graph.leaf_nodes() if key[0] == app_label]
        return Targets([*leaves], migration_named=False)
    if migration_name == ZERO:
        return Targets([(app_label, None)], migration_named=True)
    migration = find_migration(loader, app_label, migration_name)
    return Targets([_reachable(loader, (app_label, migration.name))], migration_named=True)


def _reachable(loader: MigrationLoader, target: tuple[str, str]) -> tuple[str, str]:
    """A squashed migration that is partly applied is not in the graph: its last replaced one stands for it."""
    if target not in loader.graph.nodes and target in loader.replacements:
        app_label, name = loader.replacements[target].replaces[-1]
        return app_label, name
    return target


def check_app_installed(app_label: str) -> None:
    """Refuse an app label that no installed app has, with a suggestion where there is one."""
    try:
        apps.get_app_config(app_label)
    except LookupError as error:
        raise UnknownAppError(str(error), app_label=app_label) from error


def check_app_for_migrate(loader: MigrationLoader, app_label: str, *, run_syncdb: bool) -> None:
    """Refuse an app that ``migrate`` cannot do what is asked for."""
    check_app_installed(app_label)
    migrated = app_label in loader.migrated_apps
    if run_syncdb and migrated:
        raise AppWithMigrationsError(
            f"Can't use run_syncdb with app '{app_label}' as it has migrations.",
            app_label=app_label,
        )
    if not run_syncdb and not migrated:
        raise AppWithoutMigrationsError(
            f"App '{app_label}' does not have migrations.", app_label=app_label
        )


def find_migration(
    loader: MigrationLoader, app_label: str, prefix: str, *, hint: str = ""
) -> Migration:
    """Return the one migration whose name starts with the prefix; ``hint`` ends the message when there is none."""
    try:
        return loader.get_migration_by_prefix(app_label, prefix)
    except AmbiguityError as error:
        raise AmbiguityError(
            f"More than one migration matches '{prefix}' in app '{app_label}'. "
            "Please be more specific.",
            app_label=app_label,
            prefix=prefix,
            names=getattr(error, "names", ()),
        ) from error
    except KeyError as error:
        raise UnknownMigrationError(
            f"Cannot find a migration matching '{prefix}' from app '{app_label}'.{hint}",
            app_label=app_label,
            name=prefix,
        ) from error

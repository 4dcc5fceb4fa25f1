"""Which migrations a command line asks to squash, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import apps

from migrations_core.exceptions import (
    AlreadySquashedError,
    AppWithoutMigrationsError,
    ConflictingMigrationsError,
    MigrationOutOfRangeError,
    ThirdPartyFilesError,
)
from migrations_core.values import frozen
from migrations_core.workflows.targets import check_app_installed, find_migration
from migrations_core.workflows.third_party import is_third_party

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader
    from migrations_core.migration import Migration


@frozen
class Range:
    """The migrations of one app that are to become as few as possible, in the order of application."""

    app_label: str
    migrations: list[Migration]
    start: Migration | None = None
    """The migration that the user named as the first one; None: from the beginning."""


def select_range(
    loader: MigrationLoader, app_label: str, start_name: str | None, end_name: str
) -> Range:
    """Return everything of an app up to a migration, or what comes from ``start_name`` on."""
    _check_app(loader, app_label)
    end = _in_graph(loader, find_migration(loader, app_label, end_name))
    migrations = _history(loader, end)
    if not start_name:
        return Range(app_label, migrations)
    start = _in_graph(loader, find_migration(loader, app_label, start_name))
    if start not in migrations:
        raise MigrationOutOfRangeError(
            f"The migration '{start}' cannot be found. Maybe it comes after the migration '{end}'?\n"
            f"Have a look at:\n  python manage.py showmigrations {app_label}\nto debug this issue.",
            migrations=[(app_label, start.name), (app_label, end.name)],
        )
    return Range(app_label, migrations[migrations.index(start) :], start)


def select_apps(loader: MigrationLoader, app_labels: Sequence[str]) -> list[Range]:
    """Return the whole histories of some apps."""
    for app_label in app_labels:
        _check_app(loader, app_label)
    return [_whole(loader, app_label) for app_label in dict.fromkeys(app_labels)]


def select_all(loader: MigrationLoader) -> list[Range]:
    """Return the whole histories of all apps of the project; those of installed packages are left alone."""
    labels = [
        config.label
        for config in apps.get_app_configs()
        if config.label in loader.migrated_apps and not is_third_party(config.label)
    ]
    return [_whole(loader, app_label) for app_label in labels if loader.graph.leaf_nodes(app_label)]


def _whole(loader: MigrationLoader, app_label: str) -> Range:
    _refuse_conflicts(loader, app_label)
    leaves = loader.graph.leaf_nodes(app_label)
    if not leaves:
        raise AppWithoutMigrationsError(
            f"App '{app_label}' has no migrations that could be squashed.", app_label=app_label
        )
    return Range(app_label, _history(loader, loader.get_migration(*leaves[0])))


def _check_app(loader: MigrationLoader, app_label: str) -> None:
    check_app_installed(app_label)
    if app_label not in loader.migrated_apps:
        raise AppWithoutMigrationsError(
            f"App '{app_label}' does not have migrations (so squashmigrations on it makes no sense)",
            app_label=app_label,
        )
    if is_third_party(app_label):
        raise ThirdPartyFilesError(
            f"App '{app_label}' came with an installed package, whose files are never written: the next release "
            "would take them away. To squash a copy of its migrations, name the copy in the setting "
            "MIGRATION_MODULES.",
            app_label=app_label,
        )


def _refuse_conflicts(loader: MigrationLoader, app_label: str) -> None:
    leaves = [name for _, name in loader.graph.leaf_nodes(app_label)]
    if len(leaves) > 1:
        raise ConflictingMigrationsError(
            f"App '{app_label}' ends in {len(leaves)} migrations: {', '.join(leaves)}. A squashed migration would "
            f"belong to one branch only. Run 'python manage.py makemigrations --merge {app_label}' first.",
            leaves={app_label: leaves},
        )


def _in_graph(loader: MigrationLoader, migration: Migration) -> Migration:
    """Return the migration itself, refusing one whose place a squashed migration has taken."""
    key = (migration.app_label, migration.name)
    if key in loader.graph:
        return migration
    by = [other for other in loader.graph.nodes if key in _replaced(loader, other)]
    listed = " and ".join(map(".".join, by)) or "another one"
    raise AlreadySquashedError(
        f"The migration '{migration}' has been squashed into {listed} already. "
        "Name that one instead.",
        migration=key,
        by=by,
    )


def _replaced(loader: MigrationLoader, key: tuple[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    pending = [key]
    while pending:
        migration = loader.replacements.get(pending.pop())
        if migration is not None:
            found += migration.replaces
            pending += migration.replaces
    return found


def _history(loader: MigrationLoader, end: Migration) -> list[Migration]:
    plan = loader.graph.forwards_plan((end.app_label, end.name))
    return [loader.get_migration(app, name) for app, name in plan if app == end.app_label]

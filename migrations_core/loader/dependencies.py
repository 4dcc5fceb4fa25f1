"""Dependencies as migration files write them, turned into links between nodes of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Protocol

from migrations_core.exceptions import (
    MigrationKey,
    NodeNotFoundError,
    UnresolvedDependencyError,
)
from migrations_core.graph import MigrationGraph
from migrations_core.migration import Migration

FIRST, LATEST = "__first__", "__latest__"


class KeyResolver(Protocol):
    """Turns a dependency of a migration of ``current_app`` into a key, or into None if nothing has to be done."""

    def __call__(self, key: MigrationKey, current_app: str) -> MigrationKey | None: ...


def link_within_app(graph: MigrationGraph, key: MigrationKey, migration: Migration) -> None:
    """Add the links inside the migration's own app: they decide what ``__first__`` of the app is."""
    for parent in migration.dependencies:
        # The first migration of an app cannot depend on itself; some name it all the same (ticket 22325).
        if parent[0] == key[0] and parent[1] != FIRST:
            graph.add_dependency(migration, key, parent, skip_validation=True)
    for child in migration.run_before:
        if child[0] == key[0] and child[1] not in (FIRST, LATEST):
            graph.add_dependency(migration, child, key, skip_validation=True)


def link_across_apps(
    graph: MigrationGraph, key: MigrationKey, migration: Migration, resolve: KeyResolver
) -> None:
    """Add the links to other apps."""
    for written in migration.dependencies:
        if written[0] != key[0] and (parent := resolve(written, key[0])) is not None:
            graph.add_dependency(migration, key, parent, skip_validation=True)
    for written in migration.run_before:
        if written[0] != key[0] and (child := resolve(written, key[0])) is not None:
            graph.add_dependency(migration, child, key, skip_validation=True)


def end_of_app(
    graph: MigrationGraph, key: MigrationKey, *, ignore_no_migrations: bool
) -> MigrationKey | None:
    """Return the migration that ``(app, "__first__")`` or ``(app, "__latest__")`` of an app with migrations means."""
    ends = graph.root_nodes(key[0]) if key[1] == FIRST else graph.leaf_nodes(key[0])
    if ends:
        return ends[0]
    if ignore_no_migrations:
        return None
    raise UnresolvedDependencyError(
        f"Dependency on app with no migrations: {key[0]}. Its migrations package is empty: run "
        f"'manage.py makemigrations {key[0]}', or remove the package."
    )


def explained_missing_node(
    error: NodeNotFoundError,
    migrations: Iterable[MigrationKey],
    unusable: Mapping[MigrationKey, list[MigrationKey]],
) -> NodeNotFoundError:
    """Return the error with the reason and what can be done.

    ``unusable`` maps replaced migrations to the squashed ones that were to take their place and could not.
    """
    app_label, name = error.node
    if error.node in unusable:
        tried = ", ".join(f"{app}.{squash}" for app, squash in unusable[error.node])
        message = (
            f"Migration {error.origin} depends on nonexistent node ('{app_label}', '{name}'). Django tried to replace "
            f"migration {app_label}.{name} with any of [{tried}] but wasn't able to because some of the replaced "
            "migrations are already applied. Put the files of the replaced migrations back until every database has "
            "applied all of them."
        )
    else:
        message = f"{error.message}. {_advice(error.node, migrations)}"
    file = getattr(error.origin, "origin", None)
    return NodeNotFoundError(
        message + (f" The dependency is in {file}." if file else ""), error.node, error.origin
    )


def _advice(missing: MigrationKey, migrations: Iterable[MigrationKey]) -> str:
    app_label, name = missing
    names = sorted(other for app, other in migrations if app == app_label)
    if not names:
        return f"No migrations of an app '{app_label}' are known: is it in INSTALLED_APPS?"
    similar = get_close_matches(name, names, n=1)
    if similar:
        return f"Did you mean '{similar[0]}'?"
    return f"The migrations of {app_label} end with '{names[-1]}': is a file missing, or a newer release needed?"

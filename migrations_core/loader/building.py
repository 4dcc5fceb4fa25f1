"""A graph from files and history: a pure function, whose result nobody changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migrations_core.exceptions import MigrationKey, NodeNotFoundError
from migrations_core.graph import MigrationGraph
from migrations_core.loader.dependencies import (
    KeyResolver,
    explained_missing_node,
    link_across_apps,
    link_within_app,
)
from migrations_core.loader.replacements import decide
from migrations_core.migration import Migration
from migrations_core.values import frozen

Migrations = dict[MigrationKey, Migration]


@frozen
class Material:
    """What was read: the migrations on disk, the apps that have a package for some, and what is recorded."""

    migrations: Migrations
    migrated_apps: set[str]
    unmigrated_apps: set[str]
    recorded: Mapping[MigrationKey, Any]


@frozen
class Built:
    """The migrations that count, in their order, and which of them are applied."""

    graph: MigrationGraph
    applied: dict[MigrationKey, Any]
    replacements: Migrations


def build(
    material: Material,
    resolver: Callable[[MigrationGraph], KeyResolver],
    *,
    replace_migrations: bool,
) -> Built:
    """Link all migrations, and let squashed ones take their places if ``replace_migrations`` says so.

    ``resolver`` gives, for a graph that has all nodes and the links within apps, what ``__first__`` and ``__latest__``
    mean. Raise NodeNotFoundError or CircularDependencyError for what cannot be ordered.
    """
    migrations = material.migrations
    graph = _graph_of_everything(migrations, resolver)
    replacements = {key: each for key, each in migrations.items() if each.replaces}
    applied = dict(material.recorded)
    if replace_migrations:
        _replace(graph, replacements, applied)
    try:
        graph.validate_consistency()
    except NodeNotFoundError as error:
        unusable = _unusable(graph, replacements)
        raise explained_missing_node(error, migrations, unusable) from error
    graph.ensure_not_cyclic()
    return Built(graph, applied, replacements)


def _graph_of_everything(
    migrations: Migrations, resolver: Callable[[MigrationGraph], KeyResolver]
) -> MigrationGraph:
    graph = MigrationGraph()
    for key, migration in migrations.items():
        graph.add_node(key, migration)
    for key, migration in migrations.items():
        link_within_app(graph, key, migration)
    resolve = resolver(graph)
    for key, migration in migrations.items():
        link_across_apps(graph, key, migration, resolve)
    return graph


def _replace(
    graph: MigrationGraph, replacements: Migrations, applied: dict[MigrationKey, Any]
) -> None:
    """Let squashed migrations take the places of what they replace, or take them out of the graph."""
    done: set[MigrationKey] = set()
    for key in replacements:
        # All decisions of a walk look at what was applied before it.
        for decision in list(decide(replacements, applied, [key], done)):
            replaced = replacements[decision.key].replaces
            if decision.applied:
                applied[decision.key] = replacements[decision.key]
            else:
                applied.pop(decision.key, None)
            if decision.usable:
                graph.remove_replaced_nodes(decision.key, replaced)
            else:
                graph.remove_replacement_node(decision.key, replaced)


def _unusable(
    graph: MigrationGraph, replacements: Migrations
) -> Mapping[MigrationKey, list[MigrationKey]]:
    """Map replaced migrations to the squashed ones that were to replace them, if none of those could."""
    by_replaced: dict[MigrationKey, list[MigrationKey]] = {}
    for key, migration in replacements.items():
        for replaced in migration.replaces:
            by_replaced.setdefault(replaced, []).append(key)
    return {
        replaced: keys
        for replaced, keys in by_replaced.items()
        if not any(key in graph for key in keys)
    }

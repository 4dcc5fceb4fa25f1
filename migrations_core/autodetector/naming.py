"""Number and name new migrations, and join them to those that exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from migrations_core.autodetector.splitting import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration

    Changes = dict[str, list[Migration]]

LONGEST_NAME = 100
"""How much of a suggested name goes into a file's name."""


def parse_number(name: str) -> int | None:
    """Read the number at the beginning of a migration's name, or the last one of a squashed migration's.

    >>> parse_number("0001_squashed_0004_prices")
    4
    """
    found = re.search(r".*_squashed_(\d+)", name) or re.match(r"(\d+)", name)
    return int(found[1]) if found else None


def arrange(
    changes: Changes,
    graph: Any,
    wants_initial: Callable[[str], bool],
    migration_name: str | None = None,
) -> Changes:
    """Name the migrations in ``changes`` after the last ones in the graph; leave out apps that want no migrations."""
    leaves = first_leaves(graph)
    new_keys: dict[MigrationKey, MigrationKey] = {}
    arranged: Changes = {}
    for app_label, migrations in changes.items():
        leaf = leaves.get(app_label)
        if leaf is None and migrations and not wants_initial(app_label):
            new_keys |= {(app_label, each.name): (app_label, FIRST) for each in migrations}
            continue
        old_keys = [(app_label, migration.name) for migration in migrations]
        _name(migrations, leaf, migration_name)
        new_keys |= {
            key: (app_label, migration.name)
            for key, migration in zip(old_keys, migrations, strict=True)
        }
        arranged[app_label] = migrations
    for migrations in arranged.values():
        for migration in migrations:
            migration.dependencies = [new_keys.get(key, key) for key in migration.dependencies]
    return arranged


def first_leaves(graph: Any) -> dict[str, MigrationKey]:
    """Give for each app of a graph the last migration, the first of them where there are several."""
    leaves: dict[str, MigrationKey] = {}
    for leaf in graph.leaf_nodes() if graph else ():
        leaves.setdefault(leaf[0], leaf)
    return leaves


def _name(
    migrations: Iterable[Migration], leaf: MigrationKey | None, migration_name: str | None
) -> None:
    number = (parse_number(leaf[1]) or 0) + 1 if leaf else 1
    for position, migration in enumerate(migrations):
        if position == 0 and leaf:
            migration.dependencies.append(leaf)
        suggested = "initial" if position == 0 and not leaf else None
        name = migration_name or suggested or migration.suggest_name()[:LONGEST_NAME]
        migration.name = f"{number + position:04}_{name}"


def trim(changes: Changes, app_labels: Iterable[str]) -> Changes:
    """Leave only the apps that are asked for and those that they depend on."""
    dependencies = {
        app_label: {key[0] for migration in migrations for key in migration.dependencies}
        for app_label, migrations in changes.items()
    }
    required: set[str] = set()
    waiting = list(app_labels)
    while waiting:
        app_label = waiting.pop()
        if app_label not in required:
            required.add(app_label)
            waiting.extend(dependencies.get(app_label, ()))
    return {label: migrations for label, migrations in changes.items() if label in required}

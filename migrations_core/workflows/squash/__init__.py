"""Squash histories: as few migrations as possible in the place of many, with the same effect."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from migrations_core.deconstruction import taken_apart
from migrations_core.exceptions import MigrationExistsError
from migrations_core.executor.plan import full_order
from migrations_core.migration import Migration
from migrations_core.names import text_of
from migrations_core.values import frozen
from migrations_core.workflows.squash.combining import Squash, squash
from migrations_core.workflows.squash.grouping import group
from migrations_core.workflows.squash.writer import SquashWriter

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader
    from migrations_core.workflows.squash.selection import Range


@frozen
class SquashGroup:
    """Migrations of one app that become one."""

    migrations: list[Migration]
    range: Range

    @property
    def begins_range(self) -> bool:
        return self.migrations[0] is self.range.migrations[0]


def parts(loader: MigrationLoader, ranges: Sequence[Range]) -> list[SquashGroup]:
    """Cut the ranges where dependencies between apps leave no choice; in the order of application."""
    keys = {
        each.app_label: [(m.app_label, m.name) for m in each.migrations if why_special(m) is None]
        for each in ranges
    }
    graph = loader.graph
    order = [(m.app_label, m.name) for m in full_order(graph)]
    by_label = {each.app_label: each for each in ranges}
    return [
        SquashGroup([loader.get_migration(*key) for key in keys], by_label[keys[0][0]])
        for keys in group(keys, order, graph.parents_of)
    ]


def why_special(migration: Migration) -> str | None:
    """Say why a migration cannot be part of a squashed one; None if it can."""
    own = [
        name
        for name in ("apply", "unapply", "mutate_state")
        if getattr(type(migration), name) is not getattr(Migration, name)
    ]
    if own:
        return (
            f"its class overrides {' and '.join(own)}(), which a list of operations does not carry"
        )
    for operation in migration.operations:
        if (reason := _why_unwritable(operation)) is not None:
            return reason
    return None


def _why_unwritable(operation: Any) -> str | None:
    """Say why an operation of somebody else's class would not come back from the file that it is written to."""
    try:
        _, args, kwargs = taken_apart(operation)
        type(operation)(*args, **kwargs)
    except (Exception, SystemExit) as error:
        name = f"{type(operation).__module__}.{type(operation).__qualname__}"
        return f"its operation {name} has no deconstruct() of its own that gives its arguments ({text_of(error)})"
    return None


def worth_writing(found: Sequence[SquashGroup], *, single: bool) -> list[SquashGroup]:
    """Leave out what would be a migration in the place of one; ``single``: unless that is all that was asked for."""
    if single and len(found) == 1:
        return list(found)
    return [part for part in found if len(part.migrations) > 1]


@frozen
class SquashOptions:
    """What the user said about the new migrations."""

    name: str | None = None
    optimize: bool = True


def combine(found: Sequence[SquashGroup], options: SquashOptions) -> Iterator[Squash]:
    """Yield a squashed migration for each part."""
    for part in found:
        initial = part.begins_range and part.range.start is None
        yield squash(
            part.migrations, name_of(part, options.name), initial=initial, optimize=options.optimize
        )


def name_of(part: SquashGroup, wish: str | None) -> str:
    """Name a squashed migration as Django does: after the first and the last one, or as wished with a number."""
    first, last = part.migrations[0].name, part.migrations[-1].name
    if part.begins_range and part.range.start is None:
        return f"0001_{wish or f'squashed_{last}'}"
    return f"{first.partition('_')[0]}_{wish}" if wish else f"{first}_squashed_{last}"


def texts_of(squashes: Sequence[Squash], *, include_header: bool) -> list[SquashWriter]:
    """Return the writers of the files; refuse a name that is taken, by a file or by another of them."""
    writers = [SquashWriter(each.migration, include_header) for each in squashes]
    paths = [writer.path for writer in writers]
    for each, path in zip(squashes, paths, strict=True):
        if os.path.exists(path) or paths.count(path) > 1:
            raise MigrationExistsError(
                f"Migration {each.migration.name} already exists. Use a different name.",
                migrations=[(each.migration.app_label, each.migration.name)],
            )
    return writers

"""Whether a database's history can have come from these migrations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrations_core.exceptions import InconsistentMigrationHistory, MigrationKey
from migrations_core.graph import MigrationGraph


def refuse_inconsistent_history(
    graph: MigrationGraph,
    applied: Mapping[MigrationKey, object],
    replaced_by_applied: Callable[[MigrationKey], bool],
    alias: str,
) -> None:
    """Raise InconsistentMigrationHistory if something is applied and a dependency of it is not.

    ``replaced_by_applied`` tells of a squashed migration that everything it replaces is applied.
    """
    for key in applied:
        if key in graph:
            for dependency in graph.parents_of(key):
                if dependency not in applied and not replaced_by_applied(dependency):
                    raise _inconsistent(key, dependency, alias)


def _inconsistent(
    key: MigrationKey, dependency: MigrationKey, alias: str
) -> InconsistentMigrationHistory:
    migration, missing = ".".join(key), ".".join(dependency)
    return InconsistentMigrationHistory(
        f"Migration {migration} is applied before its dependency {missing} on database '{alias}'. If the "
        f"database has the changes of {missing}, insert its row into the table django_migrations; if not, delete "
        f"the row of {migration}, undo its changes and migrate again.",
        migration=key,
        dependency=dependency,
    )

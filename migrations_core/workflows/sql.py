"""One migration as an SQL script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrations_core.backends.registry import schema_editor
from migrations_core.exceptions import AppWithoutMigrationsError
from migrations_core.executor.plan import full_order
from migrations_core.executor.states import state_after
from migrations_core.loader import MigrationLoader
from migrations_core.schema.editor import ours
from migrations_core.state import ProjectState
from migrations_core.values import frozen
from migrations_core.workflows.targets import check_app_installed, find_migration

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration


@frozen
class Script:
    """The statements of a migration, and what goes around them."""

    statements: list[str]
    in_transaction: bool
    before: list[str]
    """What has no effect inside a transaction and must run ahead of it."""
    after: list[str]
    """What takes that back when the transaction is over."""


def script(
    connection: BaseDatabaseWrapper, app_label: str, migration_name: str, *, backwards: bool
) -> Script:
    """Collect the SQL of the migration that the user named; what it replaces or is replaced by does not matter."""
    loader = MigrationLoader(connection)
    migration = _find(loader, app_label, migration_name)
    if (migration.app_label, migration.name) not in loader.graph:
        loader = loader.without_replacements()
    editor = _collect(connection, loader, migration, backwards=backwards)
    our_editor = ours(editor)
    return Script(
        statements=list(editor.collected_sql),
        in_transaction=migration.atomic and connection.features.can_rollback_ddl,
        before=list(our_editor.script_prologue) if our_editor else [],
        after=list(our_editor.script_epilogue) if our_editor else [],
    )


def _find(loader: MigrationLoader, app_label: str, migration_name: str) -> Migration:
    check_app_installed(app_label)
    if app_label not in loader.migrated_apps:
        raise AppWithoutMigrationsError(
            f"App '{app_label}' does not have migrations", app_label=app_label
        )
    hint = " Is it in INSTALLED_APPS?"
    found = find_migration(loader, app_label, migration_name, hint=hint)
    return loader.disk_migrations[app_label, found.name]


def _collect(
    connection: BaseDatabaseWrapper,
    loader: MigrationLoader,
    migration: Migration,
    *,
    backwards: bool,
) -> Any:
    state = _state_before(loader, migration, backwards=backwards)
    run = migration.unapply if backwards else migration.apply
    with schema_editor(connection, collect_sql=True, atomic=migration.atomic) as editor:
        run(state, editor, collect_sql=True)
    return editor


def _state_before(
    loader: MigrationLoader, migration: Migration, *, backwards: bool
) -> ProjectState:
    """Give the state in which ``migrate`` would begin with the migration on this database.

    A migration that is done already (or undone) will not be carried out here: then it is what the migration needs.
    """
    graph, key = loader.graph, (migration.app_label, migration.name)
    needed = graph.forwards_plan(key)
    afterwards = set(graph.backwards_plan(key))
    if (key in loader.applied_migrations) is backwards:
        there = [other for other in loader.applied_migrations if other in graph]
        needed += graph.walk([other for other in there if other not in afterwards], set())
    before = set(needed) - afterwards
    migrations = (m for m in full_order(graph) if (m.app_label, m.name) in before)
    return state_after(ProjectState(real_apps=loader.unmigrated_apps), migrations)

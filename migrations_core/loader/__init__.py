"""Migrations from disk and what a database has applied of them, put together into a graph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils.functional import cached_property

from migrations_core.backends.registry import schema_editor
from migrations_core.exceptions import (
    AmbiguityError,
    BadMigrationError,
    InconsistentMigrationHistory,
    MigrationKey,
    NodeNotFoundError,
    UnknownMigrationError,
    UnresolvedDependencyError,
)
from migrations_core.graph import MigrationGraph
from migrations_core.interop.convert import migration_instance
from migrations_core.interop.patches import counterpart, follow
from migrations_core.loader.building import Material, build
from migrations_core.loader.dependencies import FIRST, LATEST, KeyResolver, end_of_app
from migrations_core.loader.history import refuse_inconsistent_history
from migrations_core.loader.replacements import all_replaced_applied
from migrations_core.loader.sources import (
    MIGRATIONS_MODULE_NAME,
    import_migrations_package,
    load_migrations,
)
from migrations_core.memory import no_collection
from migrations_core.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.migration import Migration
    from migrations_core.state import ProjectState

__all__ = [
    "MIGRATIONS_MODULE_NAME",
    "AmbiguityError",
    "BadMigrationError",
    "InconsistentMigrationHistory",
    "MigrationLoader",
    "NodeNotFoundError",
    "files_in_migrations_package",
]


class MigrationLoader:
    """What a project's migrations are, and which of them are applied.

    ``disk_migrations`` has all of them, ``graph`` those that count: a squashed migration takes the place of what it
    replaces if all or none of that is applied (unless ``replace_migrations`` is false, then all count). Without a
    connection nothing is applied. With ``ignore_no_migrations``, apps that ought to have migrations may have none.
    """

    graph: MigrationGraph
    replacements: dict[MigrationKey, Migration]
    migrated_apps: set[str]
    unmigrated_apps: set[str]
    recorded: Mapping[MigrationKey, Any] | None = None
    """The rows of the history as they were read, whatever came of them; None if none were."""
    _material: Material | None = None
    """What the next build_graph() takes instead of reading."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper | None,
        load: bool = True,
        ignore_no_migrations: bool = False,
        replace_migrations: bool = True,
    ) -> None:
        follow()
        self.connection = connection
        # None until something is loaded, as callers of load=False know them.
        self.disk_migrations: dict[MigrationKey, Migration] = None  # type: ignore[assignment]
        self.applied_migrations: dict[MigrationKey, Any] = None  # type: ignore[assignment]
        self.ignore_no_migrations = ignore_no_migrations
        self.replace_migrations = replace_migrations
        if load:
            self.build_graph()

    @classmethod
    def migrations_module(cls, app_label: str) -> tuple[str | None, bool]:
        """Return the name of the package with an app's migrations and whether MIGRATION_MODULES says so."""
        if app_label in settings.MIGRATION_MODULES:
            return settings.MIGRATION_MODULES[app_label], True
        return f"{apps.get_app_config(app_label).name}.{MIGRATIONS_MODULE_NAME}", False

    # Loading

    @no_collection()
    def load_disk(self) -> None:
        """Import the migrations of every installed app."""
        self.disk_migrations = {}
        self.unmigrated_apps = set()
        self.migrated_apps = set()
        for app_config in apps.get_app_configs():
            label = app_config.label
            module_name, explicit = self.migrations_module(label)
            package = module_name and import_migrations_package(
                module_name, label, explicit=explicit, ignore_missing=self.ignore_no_migrations
            )
            if not package:
                self.unmigrated_apps.add(label)
                continue
            self.migrated_apps.add(label)
            self.disk_migrations.update(load_migrations(package, label))

    def build_graph(self) -> None:
        """Read files and database, and build the graph. Do it again after migrating: the graph does not follow."""
        material, self._material = self._material or self._read(), None
        vars(self).pop("_final_state", None)
        built = build(material, self._resolver, replace_migrations=self.replace_migrations)
        self.graph = built.graph
        self.replacements = built.replacements
        self.applied_migrations = built.applied
        self.recorded = None if self.connection is None else material.recorded

    def without_replacements(self) -> MigrationLoader:
        """Return a loader of the same files in which every migration counts; this one stays as it is."""
        other = copy(self)
        other.replace_migrations = False
        other._material = other._with_history()
        # By this name, as somebody's may add to it.
        other.build_graph()
        return other

    def _read(self) -> Material:
        self.load_disk()
        return self._with_history()

    def _with_history(self) -> Material:
        recorded = {}
        if self.connection is not None:
            recorded = MigrationRecorder(self.connection).applied_migrations()
        return Material(self.disk_migrations, self.migrated_apps, self.unmigrated_apps, recorded)

    def _resolver(self, graph: MigrationGraph) -> KeyResolver:
        # Where check_key() looks, which may be somebody else's.
        self.graph = graph
        return self.check_key

    def check_key(self, key: MigrationKey, current_app: str) -> MigrationKey | None:
        """Resolve ``__first__`` and ``__latest__`` in a dependency of a migration of ``current_app``.

        None means that there is nothing to depend on: the app has no migrations, its models are simply there.
        """
        if key[1] not in (FIRST, LATEST) or key in self.graph:
            return key
        if key[0] == current_app or key[0] in self.unmigrated_apps:
            return None
        if key[0] in self.migrated_apps:
            return end_of_app(self.graph, key, ignore_no_migrations=self.ignore_no_migrations)
        raise UnresolvedDependencyError(
            f"Dependency on unknown app: {key[0]}. Is it missing from INSTALLED_APPS? A migration of "
            f"{current_app} depends on it."
        )

    # Asking

    def get_migration(self, app_label: str, name_prefix: str) -> Migration:
        """Return the migration of exactly this name, if it is in the graph."""
        migration = self.graph.nodes.get((app_label, name_prefix))
        if migration is not None:
            return migration
        raise UnknownMigrationError(
            f"There is no migration '{app_label}.{name_prefix}'"
            + (
                ": a squashed migration has taken its place."
                if self._on_disk(app_label, name_prefix)
                else "."
            ),
            app_label=app_label,
            name=name_prefix,
        )

    def get_migration_by_prefix(self, app_label: str, name_prefix: str) -> Migration:
        """Return the migration of this name, or the only one whose name starts so."""
        if exact := self._on_disk(app_label, name_prefix):
            return exact
        names = [
            name
            for app, name in self.disk_migrations
            if app == app_label and name.startswith(name_prefix)
        ]
        if len(names) > 1:
            raise AmbiguityError(
                f"There is more than one migration for '{app_label}' with the prefix '{name_prefix}': "
                f"{', '.join(names)}. Write more of the name.",
                app_label=app_label,
                prefix=name_prefix,
                names=names,
            )
        if not names:
            raise UnknownMigrationError(
                f"There is no migration for '{app_label}' with the prefix '{name_prefix}'",
                app_label=app_label,
                name=name_prefix,
            )
        return self.disk_migrations[app_label, names[0]]

    def _on_disk(self, app_label: str, name: str) -> Migration | None:
        return self.disk_migrations.get((app_label, name))

    def check_consistent_history(self, connection: BaseDatabaseWrapper) -> None:
        """Raise InconsistentMigrationHistory if a database has something applied without what it depends on."""
        applied = dict.fromkeys(MigrationRecorder(connection).applied_keys())
        refuse_inconsistent_history(
            self.graph,
            applied,
            lambda key: self.all_replaced_applied(key, applied),
            connection.alias,
        )

    def all_replaced_applied(
        self, migration_key: MigrationKey, applied: Mapping[MigrationKey, Any]
    ) -> bool:
        """Return whether it is a squashed migration and all that it replaces is applied, directly or in turn."""
        return all_replaced_applied(migration_key, self.replacements, applied)

    def detect_conflicts(self) -> dict[str, list[str]]:
        """Return the apps that end in more than one migration, with the names of those."""
        leaves: dict[str, list[str]] = {}
        for app_label, name in self.graph.leaf_nodes():
            leaves.setdefault(app_label, []).append(name)
        return {app_label: names for app_label, names in leaves.items() if len(names) > 1}

    def project_state(
        self,
        nodes: MigrationKey | list[MigrationKey] | None = None,
        at_end: bool = True,
    ) -> ProjectState:
        """Return the state after (or without ``at_end`` before) some migrations; by default after all."""
        if nodes is None and at_end:
            return self._final_state.clone()
        return self.graph.make_state(nodes=nodes, at_end=at_end, real_apps=self.unmigrated_apps)

    @cached_property
    def _final_state(self) -> ProjectState:
        return self.graph.make_state(real_apps=self.unmigrated_apps)

    def collect_sql(self, plan: Iterable[tuple[Migration, bool]]) -> list[str]:
        """Return the SQL that a plan, a list of (migration, backwards), would most likely execute."""
        statements: list[str] = []
        state: ProjectState | None = None
        for migration, backwards in plan:
            if state is None:
                state = self.project_state((migration.app_label, migration.name), at_end=False)
            editor = schema_editor(self.connection, collect_sql=True, atomic=migration.atomic)
            with editor:
                run = migration.unapply if backwards else migration.apply
                state = run(state, editor, collect_sql=True)
            statements.extend(editor.collected_sql)
        return statements


def accept_foreign(loader: MigrationLoader) -> None:
    """Make ours of the migrations and the graph that a method of Django's loader has left."""
    if loader.disk_migrations is not None:
        for key, migration in loader.disk_migrations.items():
            loader.disk_migrations[key] = migration_instance(migration)
    graph: Any = getattr(loader, "graph", None)
    if graph is not None and not isinstance(graph, MigrationGraph):
        loader.graph = MigrationGraph()
        for key, migration in graph.nodes.items():
            loader.graph.add_node(key, migration and loader.disk_migrations[key])
        for key, node in graph.node_map.items():
            for parent in node.parents:
                loader.graph.add_dependency(None, key, parent.key, skip_validation=True)
        loader.replacements = {key: loader.disk_migrations[key] for key in loader.replacements}


counterpart(MigrationLoader, "loader", afterwards=accept_foreign)
counterpart(MigrationRecorder, "recorder")


def files_in_migrations_package(app_label: str) -> list[str] | None:
    """Name the files in an app's migrations package; None when there is no such package to look into."""
    try:
        package_name, _ = MigrationLoader.migrations_module(apps.get_app_config(app_label).label)
        package = import_module(package_name) if package_name else None
    except (LookupError, ImportError):
        return None
    if package is None:
        return None
    if getattr(package, "__file__", None):
        return os.listdir(os.path.dirname(package.__file__))  # type: ignore[type-var]  # not None: just asked
    directories = list(getattr(package, "__path__", ()))
    # A namespace package over several directories: nobody knows in which one a file would belong.
    return os.listdir(directories[0]) if len(directories) == 1 else ["migrations.py"]

"""Bring a database to where the user wants it: refuse what cannot work, then signals, plan, signals."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.utils.module_loading import module_has_submodule

from migrations_core.exceptions import LockedError, UsageError
from migrations_core.executor import MigrationExecutor
from migrations_core.executor.lock import LockPolicy, run_lock
from migrations_core.interop.lazy_apps import LazyApps
from migrations_core.interop.signals import Plan, plan_taken_back, plan_view
from migrations_core.loader.shapes import refuse_broken_fields
from migrations_core.state import ProjectState
from migrations_core.values import frozen
from migrations_core.workflows.conflicts import refuse_conflicts
from migrations_core.workflows.progress import (
    Forgetting,
    Forgotten,
    Loaded,
    Planned,
    Pruning,
    Running,
    Skipped,
    Starting,
    Synchronizing,
    Tell,
    Waiting,
    tell_nobody,
)
from migrations_core.workflows.prune import find_prunable
from migrations_core.workflows.syncdb import create_tables
from migrations_core.workflows.targets import Targets, check_app_for_migrate, resolve_targets

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.loader import MigrationLoader


@frozen
class Request:
    """What is to be done with a database; by default everything that is not applied is."""

    app_label: str | None = None
    migration_name: str | None = None
    fake: bool = False
    fake_initial: bool = False
    run_syncdb: bool = False
    """Create the tables of apps without migrations, too."""
    prune: bool = False
    """Forget migrations of the app whose files are gone, and apply nothing."""
    plan_only: bool = False
    """Work out the plan, and apply nothing."""
    lock: LockPolicy = field(default_factory=LockPolicy)
    """How it is kept apart from other runs."""


@frozen
class Caller:
    """Who has a run carried out: where it is reported to, and what receivers of signals hear about it."""

    stdout: Any
    """Receivers write to it."""
    tell: Tell = tell_nobody
    progress: Callable[..., None] | None = None
    """Called around each migration, as MigrationExecutor calls it."""
    sync_apps: Callable[[BaseDatabaseWrapper, Collection[str]], None] = create_tables
    """Creates the tables of apps without migrations."""
    verbosity: int = 0
    interactive: bool = False


@frozen
class Report:
    """What came of a run."""

    loader: MigrationLoader
    """Files and history as they were before it."""
    targets: Targets
    plan: Plan
    """What was to be done, without what receivers inserted."""


def run(connection: BaseDatabaseWrapper, request: Request, caller: Caller) -> Report | None:
    """Do what is asked for, or refuse; all that is known of the history is read in here.

    Return None if that was left to another run, which is on its way.
    """
    import_management_modules()
    if request.plan_only:
        return run_without_lock(connection, request, caller)
    try:
        lock = run_lock(connection, request.lock, lambda holder: caller.tell(Waiting(holder)))
    except LockedError as error:
        if request.lock.if_locked != "skip":
            raise
        caller.tell(Skipped(error.holder))
        return None
    with lock:
        return run_without_lock(connection, request, caller)


def run_without_lock(connection: BaseDatabaseWrapper, request: Request, caller: Caller) -> Report:
    """Do what is asked for where nobody else can be."""
    executor = _prepare(connection, caller)
    caller.tell(Loaded(executor.loader))
    targets = _targets(executor.loader, request)
    if request.prune:
        _prune(executor, request, caller)
    plan = executor.migration_plan(targets.keys)
    caller.tell(Planned(plan))
    if not (request.plan_only or request.prune):
        refuse_broken_fields(migration for migration, _ in plan)
        to_sync = _apps_to_sync(executor.loader, request)
        caller.tell(Starting(targets, to_sync))
        _Execution(executor, request, caller, plan).carry_out(targets, to_sync)
    return Report(executor.loader, targets, plan)


def import_management_modules() -> None:
    """Import the ``management`` module of every app, where receivers of the signals are connected by custom."""
    for app_config in apps.get_app_configs():
        if app_config.module is not None and module_has_submodule(app_config.module, "management"):
            import_module(".management", app_config.name)


def _prepare(connection: BaseDatabaseWrapper, caller: Caller) -> MigrationExecutor:
    """Return an executor for a database whose history and files fit together, or refuse."""
    connection.prepare_database()
    executor = MigrationExecutor(connection, caller.progress)
    executor.loader.check_consistent_history(connection)
    refuse_conflicts(executor.loader.detect_conflicts())
    return executor


def _targets(loader: MigrationLoader, request: Request) -> Targets:
    if request.app_label:
        check_app_for_migrate(loader, request.app_label, run_syncdb=request.run_syncdb)
    return resolve_targets(loader, request.app_label, request.migration_name)


def _apps_to_sync(loader: MigrationLoader, request: Request) -> tuple[str, ...]:
    if not (request.run_syncdb and loader.unmigrated_apps):
        return ()
    return (request.app_label,) if request.app_label else tuple(sorted(loader.unmigrated_apps))


def _prune(executor: MigrationExecutor, request: Request, caller: Caller) -> None:
    if not request.app_label:
        raise UsageError(
            "Migrations can be pruned only when an app is specified.", option="--prune"
        )
    prunable = find_prunable(executor.loader, request.app_label)
    caller.tell(Pruning(prunable))
    if prunable.needed_by:
        return
    for key in prunable.keys:
        caller.tell(Forgetting(key))
        executor.recorder.record_unapplied(*key)
        caller.tell(Forgotten(key))


@dataclass(slots=True)
class _Execution:
    """The plan between ``pre_migrate`` and ``post_migrate``; nothing is rendered unless a receiver looks."""

    executor: MigrationExecutor
    request: Request
    caller: Caller
    plan: Plan
    _view: list[tuple[Any, bool]] = field(init=False)

    def __post_init__(self) -> None:
        self._view = plan_view(self.plan)

    def carry_out(self, targets: Targets, to_sync: tuple[str, ...]) -> None:
        if not self.plan:
            unchanged = functools.cache(self._state_before)
            self._send_before(unchanged)
            self._between(to_sync)
            # An empty plan changes no state, so none is computed: the executor only checks replacements.
            self.executor.migrate(targets.keys, plan=[], state=ProjectState())
            self._send_after(unchanged)
            return
        before = self._state_before()
        self._send_before(lambda: before)
        self._between(to_sync)
        after = self.executor.migrate(
            targets.keys,
            plan=self.plan,
            state=before.clone(),
            fake=self.request.fake,
            fake_initial=self.request.fake_initial,
        )
        self._send_after(lambda: after)

    def _state_before(self) -> ProjectState:
        return self.executor._create_project_state(with_applied_migrations=True)

    def _between(self, to_sync: tuple[str, ...]) -> None:
        if to_sync:
            self.caller.tell(Synchronizing())
            self.caller.sync_apps(self.executor.connection, set(to_sync))
        self.caller.tell(Running(self.plan, self.executor.loader))

    def _send_before(self, make_state: Callable[[], ProjectState]) -> None:
        """Send ``pre_migrate``, and take the plan with the operations that receivers inserted."""
        emit_pre_migrate_signal(**self._arguments(LazyApps(make_state)))
        self.plan = plan_taken_back(self._view)

    def _send_after(self, make_state: Callable[[], ProjectState]) -> None:
        registry = LazyApps(make_state, unmigrated_relations=True)
        emit_post_migrate_signal(**self._arguments(registry))

    def _arguments(self, registry: LazyApps) -> dict[str, Any]:
        return {
            "verbosity": self.caller.verbosity,
            "interactive": self.caller.interactive,
            "db": self.executor.connection.alias,
            "stdout": self.caller.stdout,
            "apps": registry,
            "plan": self._view,
        }

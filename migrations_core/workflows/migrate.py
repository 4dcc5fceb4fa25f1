"""Bring a database to where the user wants it: refuse what cannot work, then signals, plan, signals."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.utils.module_loading import module_has_submodule

from migrations_core.executor import MigrationExecutor
from migrations_core.interop.lazy_apps import LazyApps
from migrations_core.interop.signals import Plan, plan_taken_back, plan_view
from migrations_core.state import ProjectState
from migrations_core.workflows.conflicts import refuse_conflicts

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def import_management_modules() -> None:
    """Import the ``management`` module of every app, where receivers of the signals are connected by custom."""
    for app_config in apps.get_app_configs():
        if app_config.module is not None and module_has_submodule(app_config.module, "management"):
            import_module(".management", app_config.name)


def prepare(
    connection: BaseDatabaseWrapper, progress_callback: Callable[..., None] | None
) -> MigrationExecutor:
    """Return an executor for a database whose history and files fit together, or refuse."""
    connection.prepare_database()
    executor = MigrationExecutor(connection, progress_callback)
    executor.loader.check_consistent_history(connection)
    refuse_conflicts(executor.loader.detect_conflicts())
    return executor


@dataclass(slots=True)
class Signals:
    """Sends ``pre_migrate`` and ``post_migrate`` around one run, and nothing is rendered unless a receiver looks."""

    executor: MigrationExecutor
    plan: Plan
    verbosity: int
    interactive: bool
    stdout: Any
    """What the command writes to; receivers write to it, too."""
    _view: list[tuple[Any, bool]] = field(init=False)

    def __post_init__(self) -> None:
        self._view = plan_view(self.plan)

    def send_before(self, make_state: Callable[[], ProjectState]) -> Plan:
        """Send ``pre_migrate``; return the plan with the operations that receivers inserted."""
        emit_pre_migrate_signal(**self._arguments(LazyApps(make_state)))
        self.plan = plan_taken_back(self._view)
        return self.plan

    def send_after(self, make_state: Callable[[], ProjectState]) -> None:
        """Send ``post_migrate``."""
        registry = LazyApps(make_state, unmigrated_relations=True)
        emit_post_migrate_signal(**self._arguments(registry))

    def _arguments(self, registry: LazyApps) -> dict[str, Any]:
        return {
            "verbosity": self.verbosity,
            "interactive": self.interactive,
            "db": self.executor.connection.alias,
            "stdout": self.stdout,
            "apps": registry,
            "plan": self._view,
        }


def carry_out(
    signals: Signals,
    targets: Iterable[tuple[str, str | None]],
    *,
    fake: bool,
    fake_initial: bool,
    between: Callable[[], None],
) -> None:
    """Run the plan between the two signals; ``between`` is called once ``pre_migrate`` has been sent."""
    executor = signals.executor
    if not signals.plan:
        unchanged = functools.cache(lambda: _state_before(executor))
        signals.send_before(unchanged)
        between()
        # An empty plan changes no state, so none is computed: the executor only checks replacements.
        executor.migrate(targets, plan=[], state=ProjectState())
        signals.send_after(unchanged)
        return
    before = _state_before(executor)
    plan = signals.send_before(lambda: before)
    between()
    after = executor.migrate(
        targets, plan=plan, state=before.clone(), fake=fake, fake_initial=fake_initial
    )
    signals.send_after(lambda: after)


def _state_before(executor: MigrationExecutor) -> ProjectState:
    return executor._create_project_state(with_applied_migrations=True)

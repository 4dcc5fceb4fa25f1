"""Carries steps out: one schema editor for each, and the history row in the transaction of its last statement."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import django

from migrations_core.backends.locks import transaction_of_a_migration
from migrations_core.backends.registry import run_of_migrations, schema_editor
from migrations_core.exceptions import MigrationKey
from migrations_core.executor.lock import verify_lock
from migrations_core.executor.plan import (
    Step,
    Target,
    full_order,
    in_order,
    is_backwards,
    remaining,
    steps_to,
)
from migrations_core.executor.states import state_after, states_before
from migrations_core.failures import ErrorContext, annotating_errors
from migrations_core.graph.order import depth_first_order
from migrations_core.interop.patches import calling_back, counterpart, follow
from migrations_core.interruption import postponed
from migrations_core.loader import MigrationLoader
from migrations_core.memory import only_new_objects
from migrations_core.migration import Migration, refuse_irreversible
from migrations_core.recorder import MigrationRecorder
from migrations_core.recovery import note_partial_run
from migrations_core.schema.editor import ours
from migrations_core.state import ProjectState

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger("migrations_core")

Plan = Sequence[tuple[Migration, bool]]

RECORDS_SQUASHES_AT_ONCE = django.VERSION >= (6, 0)
"""Whether a squashed migration has its row right behind those of what it replaces, or at the end of the run."""


class MigrationExecutor:
    """Plans and runs migrations on one database, and records them.

    ``progress_callback`` is called with ``"render_start"`` and ``"render_success"``, and around each migration with
    ``"apply_start"``, ``"apply_success"``, ``"unapply_start"`` or ``"unapply_success"``, the migration and whether
    it is only recorded.
    """

    _memory: object = None
    """What the editors of a run remember for each other."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        progress_callback: Callable[..., None] | None = None,
    ) -> None:
        self.connection = connection
        self.loader = MigrationLoader(self.connection)
        self.recorder = MigrationRecorder(self.connection)
        self.progress_callback = progress_callback

    # Planning

    def migration_plan(self, targets: Iterable[Target], clean_start: bool = False) -> list[Step]:
        """Return the (migration, backwards) steps to the targets; with ``clean_start``, those for an empty database."""
        targets = list(targets)
        graph = self.loader.graph
        if self.loader.replace_migrations and any(
            name is not None and (app_label, name) not in graph for app_label, name in targets
        ):
            # Most likely a migration that was replaced. It can be arrived at among those that it belongs to.
            self.loader = self.loader.without_replacements()
        applied = () if clean_start else self.loader.applied_migrations
        return steps_to(self.loader.graph, targets, applied)

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        """Return the state that has the apps without migrations and, if asked for, what is applied."""
        nodes = self.loader.graph.nodes.keys()
        # A graph without migrations tells of no apps at all, not even of those that never had any.
        if with_applied_migrations and nodes and nodes <= self.loader.applied_migrations.keys():
            return self.loader.project_state()
        state = ProjectState(real_apps=self.loader.unmigrated_apps)
        return state_after(state, self._applied() if with_applied_migrations else ())

    def _applied(self) -> list[Migration]:
        return remaining(self.loader.graph, [], self.loader.applied_migrations)

    # Running

    @only_new_objects()
    def migrate(
        self,
        targets: Iterable[Target] | None,
        plan: Plan | None = None,
        state: ProjectState | None = None,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """Bring the database to the targets, or carry out ``plan``, and return the state that it is in then.

        ``state`` is the one before a plan that leads forwards, for callers who have it already.
        """
        self._memory = None  # whatever happened to the database since the last run
        if plan is not None and not plan:
            # Nothing will be recorded, so a table for it is not created.
            if not self.recorder.has_table():
                return self._create_project_state()
        else:
            follow()  # receivers of pre_migrate may have come to change something
            self.recorder.ensure_schema()
        if plan is None:
            plan = self.migration_plan(targets or ())
        if is_backwards(plan):
            state = self._migrate_all_backwards(plan, fake=fake)
        else:
            if state is None:
                # Nothing is rendered before something asks for it; the phase is reported to those who wait for it.
                self._report("render_start")
                state = self._create_project_state(with_applied_migrations=True)
                self._report("render_success")
            if plan:
                state = self._migrate_all_forwards(
                    plan, state, fake=fake, fake_initial=fake_initial
                )
        state.forget_renderings()
        self.check_replacements()
        return state

    def _migrate_all_forwards(
        self, plan: Plan, state: ProjectState, *, fake: bool, fake_initial: bool
    ) -> ProjectState:
        migrations = in_order(plan, full_order(self.loader.graph))
        with run_of_migrations(self.connection):
            for migration in migrations:
                state = self.apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        return state

    def _migrate_all_backwards(self, plan: Plan, *, fake: bool) -> ProjectState:
        migrations = [migration for migration, _ in plan]
        if not fake:
            # An overridden unapply() may know a way back where the operations have none.
            refuse_irreversible(m for m in migrations if type(m).unapply is Migration.unapply)
        left = remaining(self.loader.graph, plan, self.loader.applied_migrations)
        self._report("render_start")
        # Everything that stays comes first, so that every state is exactly what the database has at that moment.
        final = state_after(self._create_project_state(), left)
        befores = states_before(final, migrations[::-1])
        self._report("render_success")
        with run_of_migrations(self.connection):
            for migration in migrations:
                before = final.clone() if fake else next(befores)
                self.unapply_migration(before, migration, fake=fake)
        return final

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """Apply one migration, or only record it, and return the state after it."""
        with postponed():
            self._report("apply_start", migration, fake)
            if fake_initial and not fake:
                fake, state = self.detect_soft_applied(state, migration)
            with annotating_errors(ErrorContext("applying", migration)):
                if fake:
                    self.record_migration(migration.app_label, migration.name)
                else:
                    state = self._run(migration, migration.apply, state, forward=True)
            self._report("apply_success", migration, fake)
        return state

    def unapply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False
    ) -> ProjectState:
        """Unapply one migration, or only forget it; ``state`` is the one before it, and is returned."""
        with postponed():
            self._report("unapply_start", migration, fake)
            with annotating_errors(ErrorContext("unapplying", migration)):
                if fake:
                    self.record_migration(migration.app_label, migration.name, forward=False)
                else:
                    state = self._run(migration, migration.unapply, state, forward=False)
            self._report("unapply_success", migration, fake)
        return state

    def _run(
        self,
        migration: Migration,
        change: Callable[[ProjectState, Any], ProjectState],
        state: ProjectState,
        *,
        forward: bool,
    ) -> ProjectState:
        verify_lock(self.connection)
        editor = schema_editor(self.connection, atomic=migration.atomic)
        if our_editor := ours(editor):
            self._memory = our_editor.share_memory(self._memory)
        with note_partial_run(editor, migration, unapplying=not forward):
            with transaction_of_a_migration(self.connection), editor:
                if self._was_done_meanwhile(migration, editor, forward=forward):
                    return migration.mutate_state(state) if forward else state
                state = change(state, editor)
                in_transaction = editor.atomic_migration
                if in_transaction:
                    finish(editor)
                    verify_lock(self.connection)
                    with self._last_statement(migration, editor, forward=forward):
                        self.record_migration(migration.app_label, migration.name, forward)
            if not in_transaction:
                self.record_migration(migration.app_label, migration.name, forward)
                verify_lock(self.connection)
        return state

    def _was_done_meanwhile(self, migration: Migration, editor: Any, *, forward: bool) -> bool:
        """Look once more whether a row has come, or gone, since the history was read.

        It does where two runs are on their way, though a lock should keep them apart.
        """
        key = (migration.app_label, migration.name)
        recorded = self.loader.recorded
        if recorded is None or (key in recorded) == forward:
            return False  # not as planned by us
        our_editor = ours(editor)
        with our_editor.quietly() if our_editor else nullcontext():
            if self.recorder.is_recorded(*key) != forward:
                return False
        doing = "applied" if forward else "unapplied"
        logger.warning("Somebody else has %s %s.%s meanwhile.", doing, *key)
        return True

    def _report(self, *event: Any) -> None:
        if self.progress_callback:
            self.progress_callback(*event)

    # Recording

    def record_migration(self, app_label: str, name: str, forward: bool = True) -> None:
        """Record a migration as applied or not, and with a squashed one all that it replaces."""
        record = self.recorder.record_applied if forward else self.recorder.record_unapplied
        for key in depth_first_order([(app_label, name)], self._replaced_by, set()):
            if not forward or RECORDS_SQUASHES_AT_ONCE or not self._replaced_by(key):
                record(*key)

    def _last_statement(
        self, migration: Migration, editor: Any, *, forward: bool
    ) -> AbstractContextManager[object]:
        """Tell our editor that the history's row comes now, if it is one row and nobody is told of it."""
        our_editor = ours(editor)
        if not forward or migration.replaces or our_editor is None:
            return nullcontext()
        self.recorder.ensure_schema()
        return nullcontext() if self.recorder.rows_are_watched else our_editor.concluding()

    def _replaced_by(self, key: MigrationKey) -> list[MigrationKey]:
        migration = self.loader.disk_migrations.get(key)
        # The walk takes the last one first.
        return migration.replaces[::-1] if migration else []

    def check_replacements(self) -> None:
        """Record the squashed migrations of which everything that they replace is applied.

        They come into being without anything to run: by a deployment of the file, or with the last replaced one.
        """
        if not self.loader.replacements:
            return
        applied = dict.fromkeys(self.recorder.applied_keys())
        for key in self.loader.replacements:
            if key not in applied and self.loader.all_replaced_applied(key, applied):
                self.recorder.record_applied(*key)

    def detect_soft_applied(
        self, project_state: ProjectState | None, migration: Migration
    ) -> tuple[bool, ProjectState]:
        """Return whether the database has what an initial migration creates, and the state that follows from it.

        Refuse tables that only bear the names of those that it would create.
        """
        # A third of our start, for an option that is given once in the life of a database.
        from migrations_core.executor.fake_initial import is_initial, is_there

        if not is_initial(migration):
            return False, project_state  # type: ignore[return-value]  # None only if the caller passed None
        if project_state is None:
            key = (migration.app_label, migration.name)
            after = self.loader.project_state(key)
        else:
            after = migration.mutate_state(project_state)
        applied = is_there(self.connection, migration, after, self.loader.project_state)
        return applied, after if applied else project_state  # type: ignore[return-value]  # as above


counterpart(
    MigrationExecutor,
    "executor",
    twin=calling_back(
        *("migration_plan", "_create_project_state", "apply_migration", "unapply_migration"),
        *("check_replacements", "detect_soft_applied"),
    ),
)


def finish(editor: Any) -> None:
    """Send what an editor would send when it is left, so that a record of the migration can follow it."""
    if our_editor := ours(editor):
        our_editor.finish()
        return
    # An editor of somebody else's does this when its block ends, and only then.
    deferred = list(editor.deferred_sql)
    editor.deferred_sql.clear()
    for statement in deferred:
        editor.execute(statement, None)

"""One migration: operations in order, what has to run before it, and how to run it in either direction."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.transaction import atomic

from migrations_core.exceptions import IrreversibleError, MigrationKey
from migrations_core.failures import (
    ErrorContext,
    annotating_errors,
    description_of,
    explain,
    failed_by_exit,
    numbered,
    numbered_name,
    shown,
)
from migrations_core.interruption import safe_moment, without_safe_moments
from migrations_core.operations.base import OperationCategory
from migrations_core.operations.editors import models_of
from migrations_core.schema.editor import ours
from migrations_core.schema.plan import Cause
from migrations_core.utils import get_migration_name_timestamp

if TYPE_CHECKING:
    from migrations_core.operations.base import Operation
from migrations_core.state import ProjectState

PLANNED_BY_US = (
    OperationCategory.ADDITION,
    OperationCategory.REMOVAL,
    OperationCategory.ALTERATION,
)
"""Of operations that leave nothing behind but statements which are accounted for one by one."""

NOT_SQL = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"
LONGEST_SUGGESTED_NAME = 52

DatabaseChange = Callable[..., None]
"""A bound ``database_forwards`` or ``database_backwards``: (app_label, editor, from_state, to_state)."""

FRAMEWORKS = (__name__, "django.db.migrations.migration")
"""The modules of the classes that every other migration class derives from."""


class Migration:
    """The class that every migration file derives its ``Migration`` from."""

    operations: list[Any] = []
    """What to do, in order."""

    dependencies: list[MigrationKey] = []
    """The migrations that have to be applied before this one."""

    run_before: list[MigrationKey] = []
    """The migrations that have to wait for this one: a dependency, declared from the other end."""

    replaces: list[MigrationKey] = []
    """The migrations that this one was squashed from."""

    initial: bool | None = None
    """Whether ``--fake-initial`` may take it for applied; None: if it depends on none of its own app."""

    atomic: bool = True
    """Whether it runs in one transaction, where the database has transactions for schema changes."""

    numbers: list[int | None] | None = None
    """The operations' numbers in the file, None for those that are not in it; None where all are in order."""

    def __init__(self, name: str, app_label: str) -> None:
        self.name = name
        self.app_label = app_label
        # Copies, because receivers of pre_migrate and the autodetector change them on one instance.
        self.operations = list(type(self).operations)
        self.dependencies = list(type(self).dependencies)
        self.run_before = list(type(self).run_before)
        self.replaces = list(type(self).replaces)

    @property
    def origin(self) -> str | None:
        """The file that its class is written in; None for a migration that was put together without one."""
        module = type(self).__module__
        return None if module in FRAMEWORKS else getattr(sys.modules.get(module), "__file__", None)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Migration)
            and self.name == other.name
            and self.app_label == other.app_label
        )

    def __hash__(self) -> int:
        return hash((self.app_label, self.name))

    def __repr__(self) -> str:
        return f"<Migration {self.app_label}.{self.name}>"

    def __str__(self) -> str:
        return f"{self.app_label}.{self.name}"

    def mutate_state(self, project_state: ProjectState, preserve: bool = True) -> ProjectState:
        """Return the state after this migration; without ``preserve``, ``project_state`` itself is changed to it."""
        state = project_state.clone() if preserve else project_state
        for position, operation in numbered(self):
            try:
                self._change_state(operation, state)
            except (Exception, SystemExit) as error:
                running = ErrorContext("computing the state after", self, operation, position)
                if isinstance(error, SystemExit):
                    raise failed_by_exit(error, running) from error
                explain(error, running)
                raise
        return state

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        """Change the database from ``project_state`` on; change ``project_state`` along with it and return it."""
        _tell_direction(schema_editor, unapplying=False)
        if collect_sql:
            _begin_script(schema_editor, project_state.clone())
        for position, operation in numbered(self):
            with annotating_errors(ErrorContext("applying", self, operation, position)):
                before = project_state.clone()
                self._change_state(operation, project_state)
                cause = Cause(operation, (self.app_label, self.name), position)
                change = Change(cause, operation.database_forwards, before, project_state)
                self._carry_out(change, schema_editor, collect_sql)
        return project_state

    def unapply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        """Change the database back to ``project_state``, the one before this migration, and return that."""
        refuse_irreversible([self])
        _tell_direction(schema_editor, unapplying=True)
        changes = list(self._backward_changes(project_state))
        if collect_sql and changes:
            _begin_script(schema_editor, changes[-1].from_state.clone())
        for change in reversed(changes):
            cause = change.cause
            context = ErrorContext("unapplying", self, cause.operation, cause.position)
            with annotating_errors(context):
                self._carry_out(change, schema_editor, collect_sql)
        return project_state

    def _backward_changes(self, project_state: ProjectState) -> Iterator[Change]:
        after = project_state
        for position, operation in numbered(self):
            before, after = after.clone(), after.clone()
            self._change_state(operation, after)
            cause = Cause(operation, (self.app_label, self.name), position)
            yield Change(cause, operation.database_backwards, after, before)

    def _change_state(self, operation: Any, state: ProjectState) -> None:
        operation.state_forwards(self.app_label, state)
        # What an operation of somebody else changed in place is the state's own value from here on.
        state.check_in()

    def _carry_out(self, change: Change, editor: Any, collect_sql: bool) -> None:
        if our_editor := ours(editor):
            our_editor.cause = change.cause
        safe_moment()
        if collect_sql:
            self._collect(change, editor)
        elif not editor.atomic_migration and self._is_atomic(change.cause.operation):
            with _transaction(editor):
                self._run(change, editor)
                flush(editor)
        else:
            with nullcontext() if _can_stop_within(change, editor) else without_safe_moments():
                self._run(change, editor)
            self._keep_apart(editor)

    def _keep_apart(self, editor: Any) -> None:
        """Let an operation be done when the next one begins, as whoever asks for no transaction expects."""
        if not self.atomic:
            flush(editor)

    def _collect(self, change: Change, editor: Any) -> None:
        if our_editor := ours(editor):
            our_editor.announce(change.cause)
            if change.cause.operation.reduces_to_sql:
                self._run(change, editor)
            else:
                our_editor.note(NOT_SQL)
            self._keep_apart(editor)
            return
        script = editor.collected_sql
        script += ["--", f"-- {description_of(change.cause.operation)}", "--"]
        if not change.cause.operation.reduces_to_sql:
            script.append(NOT_SQL)
            return
        length = len(script)
        self._run(change, editor)
        if len(script) == length:
            script.append("-- (no-op)")

    def _run(self, change: Change, editor: Any) -> None:
        change.run(self.app_label, editor, change.from_state, change.to_state)

    def _is_atomic(self, operation: Operation) -> bool:
        return bool(operation.atomic or (self.atomic and operation.atomic is not False))

    def suggest_name(self) -> str:
        """Return a name that tells what the operations do, as far as it fits; it need not be unique."""
        if self.initial:
            return "initial"
        fragments = [operation.migration_name_fragment for operation in self.operations]
        if not fragments or not all(fragments):
            return f"auto_{get_migration_name_timestamp()}"
        name, *rest = (re.sub(r"\W+", "_", fragment) for fragment in fragments)
        for fragment in rest:
            if len(name) + 1 + len(fragment) > LONGEST_SUGGESTED_NAME:
                return f"{name}_and_more"
            name = f"{name}_{fragment}"
        return name


class Change(NamedTuple):
    """One operation in one direction, between two states."""

    cause: Cause
    run: DatabaseChange
    from_state: ProjectState
    to_state: ProjectState


def _can_stop_within(change: Change, editor: Any) -> bool:
    """Tell whether a signal may end the operation, since what it did will be known or undone."""
    return bool(editor.atomic_migration) or change.cause.operation.category in PLANNED_BY_US


def _tell_direction(editor: Any, *, unapplying: bool) -> None:
    """Tell our editors, where a rebuild puts a changed column as Django does in this direction."""
    if our_editor := ours(editor):
        our_editor.unapplying = unapplying


def _begin_script(editor: Any, state: ProjectState) -> None:
    """Tell our editors which tables there are, for scripts that are written for a database without them."""
    if our_editor := ours(editor):
        our_editor.begin_script(lambda: models_of(editor, state))


def flush(editor: Any) -> None:
    """Let the editor send what it holds back; only ours can hold anything back."""
    if our_editor := ours(editor):
        our_editor.flush()


def _transaction(editor: Any) -> AbstractContextManager[object]:
    our_editor = ours(editor)
    return our_editor.transaction() if our_editor else atomic(editor.connection.alias)


def refuse_irreversible(migrations: Iterable[Migration]) -> None:
    """Raise IrreversibleError if one of ``migrations`` cannot be undone."""
    for migration in migrations:
        for position, operation in numbered(migration):
            if not is_reversible(operation):
                raise IrreversibleError(
                    f"Operation {shown(operation)} in {migration} is not reversible "
                    f"({numbered_name(position)}: {description_of(operation)}). Nothing has been unapplied. "
                    "Give the operation a way back, such as reverse_code, reverse_sql or their noop, "
                    "or stay at this migration."
                )


def is_reversible(operation: Any) -> bool:
    """Return whether an operation can be undone, with what is nested in it."""
    nested = getattr(operation, "database_operations", None) or ()
    return bool(operation.reversible) and all(is_reversible(inner) for inner in nested)


class SwappableTuple(tuple[str, str]):
    """A dependency that was written as a setting's name, so that the writer can write it that way again."""

    setting: str
    """The model that the setting named when the file was imported."""

    expression: str | None = None
    """What the file says in its place, where somebody looked."""

    def __new__(cls, value: MigrationKey, setting: str) -> SwappableTuple:
        self = super().__new__(cls, value)
        self.setting = setting
        return self


def swappable_dependency(value: str) -> SwappableTuple:
    """Return the dependency on the app of a swappable model, given as ``app_label.ModelName``."""
    return SwappableTuple((value.split(".", 1)[0], "__first__"), value)

"""Operations that run what the user wrote: SQL, Python code, or other operations on one side only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.db import router

from migrations_core.operations.base import Operation, OperationCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.apps.registry import Apps

    from migrations_core.operations.editors import SchemaEditor
    from migrations_core.state import ProjectState

    Code = Callable[[Apps, SchemaEditor], Any]
    Script = str | Sequence[str | Sequence[Any]]

# Before 6.1 Django forgets ``elidable`` when it writes the operation into another file.
UNWRITTEN = () if django.VERSION >= (6, 1) else ("elidable",)


class SeparateDatabaseAndState(Operation):
    """Run some operations for the database only and others for the state only."""

    category = OperationCategory.MIXED
    serialization_expand_args = ["database_operations", "state_operations"]

    def __init__(
        self,
        database_operations: Sequence[Operation] | None = None,
        state_operations: Sequence[Operation] | None = None,
    ) -> None:
        self.database_operations = database_operations or []
        self.state_operations = state_operations or []

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.state_operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        states = self._database_states(app_label, from_state)
        for operation, before, after in zip(
            self.database_operations, states, states[1:], strict=False
        ):
            operation.database_forwards(app_label, schema_editor, before, after)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        states = self._database_states(app_label, to_state)
        for operation, before, after in reversed(
            list(zip(self.database_operations, states, states[1:], strict=False))
        ):
            operation.database_backwards(app_label, schema_editor, after, before)

    def _database_states(self, app_label: str, state: ProjectState) -> list[ProjectState]:
        """Give the states that the database goes through, which is not the way that the state goes."""
        states = [state]
        for operation in self.database_operations:
            state = state.clone()
            operation.state_forwards(app_label, state)
            states.append(state)
        return states

    def describe(self) -> str:
        return "Custom state/database change combination"


class RunSQL(Operation):
    """Run SQL, with operations that say what it does to the state."""

    category = OperationCategory.SQL
    noop = ""
    _meaningful_when_empty = ("reverse_sql",)
    _unwritten = UNWRITTEN

    def __init__(
        self,
        sql: Script,
        reverse_sql: Script | None = None,
        state_operations: Sequence[Operation] | None = None,
        hints: Mapping[str, Any] | None = None,
        elidable: bool = False,
    ) -> None:
        self.sql = sql
        self.reverse_sql = reverse_sql
        self.state_operations = state_operations or []
        self.hints = hints or {}
        self.elidable = elidable

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # Django's API: an attribute here, a property there
        return self.reverse_sql is not None

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.state_operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self._run_sql(schema_editor, self.sql)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if self.reverse_sql is None:
            raise NotImplementedError("You cannot reverse this operation")
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self._run_sql(schema_editor, self.reverse_sql)

    def describe(self) -> str:
        return "Raw SQL operation"

    def _run_sql(self, schema_editor: SchemaEditor, sqls: Script) -> None:
        if isinstance(sqls, (list, tuple)):
            for statement in sqls:
                sql, params = _sql_and_params(statement)
                schema_editor.execute(sql, params=params)
        elif sqls != RunSQL.noop:
            for statement in schema_editor.connection.ops.prepare_sql_script(sqls):
                # None, not (): a percent sign in the user's SQL is not a placeholder.
                schema_editor.execute(statement, params=None)


class RunPython(Operation):
    """Run Python code that gets the models as they are at this point of the history."""

    category = OperationCategory.PYTHON
    reduces_to_sql = False
    _meaningful_when_empty = ("reverse_code", "atomic")
    _unwritten = UNWRITTEN

    def __init__(
        self,
        code: Code,
        reverse_code: Code | None = None,
        atomic: bool | None = None,
        hints: Mapping[str, Any] | None = None,
        elidable: bool = False,
    ) -> None:
        if not callable(code):
            raise ValueError("RunPython must be supplied with a callable")
        if reverse_code is not None and not callable(reverse_code):
            raise ValueError("RunPython must be supplied with callable arguments")
        self.atomic = atomic
        self.code = code
        self.reverse_code = reverse_code
        self.hints = hints or {}
        self.elidable = elidable

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # Django's API: an attribute here, a property there
        return self.reverse_code is not None

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the state alone: what the code does to it is for SeparateDatabaseAndState to say."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(from_state.apps, schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if self.reverse_code is None:
            raise NotImplementedError("You cannot reverse this operation")
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.reverse_code(from_state.apps, schema_editor)

    def describe(self) -> str:
        return "Raw Python operation"

    @staticmethod
    def noop(apps: Apps, schema_editor: SchemaEditor) -> None:
        return None


def _sql_and_params(statement: str | Sequence[Any]) -> tuple[str, Any]:
    if not isinstance(statement, (list, tuple)):
        return statement, None  # type: ignore[return-value]  # a string, or what its cursor takes for one
    if len(statement) != 2:
        msg = f"Expected a 2-tuple but got {len(statement)}"
        raise ValueError(msg)
    sql, params = statement
    return sql, params

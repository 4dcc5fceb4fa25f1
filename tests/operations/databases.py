"""Carrying out operations on a database, and reading what they made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.utils import ConnectionHandler

from migrations_core.operations.base import Operation
from migrations_core.state import ProjectState
from tests.operations.samples import APP

DJANGO = "django.db.backends.sqlite3"
OURS = "migrations_core.backends.sqlite3"

ENGINES = (DJANGO, OURS)
"""With Django's editor as a foreign one, which gets complete models, and with ours, which gets small ones."""


def new_database(engine: str) -> Any:
    """Open a connection to an empty database in memory."""
    return ConnectionHandler({"default": {"ENGINE": engine, "NAME": ":memory:"}})["default"]


@dataclass(frozen=True)
class Site:
    """A database and the state that it is in."""

    connection: Any
    state: ProjectState

    def after(self, *operations: Operation) -> Site:
        """Carry out operations, each in an editor of its own."""
        site = self
        for operation in operations:
            to_state = site.state.clone()
            operation.state_forwards(APP, to_state)
            with self.connection.schema_editor() as editor:
                operation.database_forwards(APP, editor, site.state, to_state)
            site = Site(self.connection, to_state)
        return site

    def after_one_editor(self, *operations: Operation) -> Site:
        """Carry out operations in one editor, as a migration does."""
        from_state = self.state
        with self.connection.schema_editor() as editor:
            for operation in operations:
                to_state = from_state.clone()
                operation.state_forwards(APP, to_state)
                operation.database_forwards(APP, editor, from_state, to_state)
                from_state = to_state
        return Site(self.connection, from_state)

    def back_through(self, operation: Operation, before: ProjectState) -> Site:
        with self.connection.schema_editor() as editor:
            operation.database_backwards(APP, editor, self.state, before)
        return Site(self.connection, before)

    def execute(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def tables(self) -> set[str]:
        return set(self.connection.introspection.table_names())

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.execute(f"PRAGMA table_info({table})")]

    def schema(self) -> dict[str, Any]:
        """Describe every table, columns in no order (a column that comes back comes last)."""
        return {table: self._table(table) for table in sorted(self.tables())}

    def _table(self, table: str) -> dict[str, Any]:
        with self.connection.cursor() as cursor:
            constraints = self.connection.introspection.get_constraints(cursor, table)
        return {
            "columns": sorted(
                (name, kind, not_null, default, key)
                for _, name, kind, not_null, default, key in self.execute(
                    f"PRAGMA table_info({table})"
                )
            ),
            "foreign keys": sorted(
                (column, target, target_column)
                for _, _, target, column, target_column, *_ in self.execute(
                    f"PRAGMA foreign_key_list({table})"
                )
            ),
            "constraints": {
                name: facts
                for name, facts in constraints.items()
                if not name.startswith("__") and not name.startswith("fk_")
            },
        }


def site(engine: str, state: ProjectState) -> Site:
    """Create a state's tables in a new database."""
    return furnished(new_database(engine), state)


def furnished(connection: Any, state: ProjectState) -> Site:
    """Create a state's tables in a database that is empty."""
    with connection.schema_editor() as editor:
        apps = state.schema_apps_for(editor)
        for key, model_state in state.model_states.items():
            model = apps.get_model(*key)
            if model._meta.can_migrate("default"):
                editor.create_model(model)
                if together := model_state.options.get("index_together"):
                    editor.alter_index_together(model, set(), together)
    return Site(connection, state)

"""Where a script is carried out while it is written, so that each statement finds what the earlier ones did.

The rebuild of a table makes its indexes and triggers anew, drops and renames go by the names that are there: all of
this is asked of the database. What has only been collected is not in it, but in a copy of it without rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol
from weakref import finalize

from migrations_core.backends.base.models import Connection, Model, Row, as_class
from migrations_core.backends.base.planning.asking import Planner
from migrations_core.backends.base.projection import project_table
from migrations_core.backends.base.relations import own_link_models
from migrations_core.backends.base.renderer import Renderer
from migrations_core.backends.base.wording import making
from migrations_core.rendering.lazy_fields import column_names
from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Params

_SCHEMA = """
    SELECT "sql" FROM "sqlite_master" WHERE "sql" IS NOT NULL AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY "type" <> 'table', "rowid"
"""
_COLUMNS = 'SELECT "name" FROM pragma_table_xinfo(%s)'


class RehearsingPlanner(Planner, Protocol):
    renderer: Renderer


class Rehearsal:
    """A copy of the database, made when somebody first looks at it.

    ``begin`` is given the models of the tables as they are before the script. Where the database has other columns, for
    it is at another point of the history, the copy has the tables of the models.
    """

    def __init__(self, editor: RehearsingPlanner) -> None:
        self._editor = editor
        self._models: Callable[[], Iterable[Model]] = tuple
        self._collected: list[tuple[str, bool]] = []
        self._copy: Connection | None = None
        self._is_true = True

    def begin(self, models: Callable[[], Iterable[Model]]) -> None:
        self._models = models

    def note(self, sql: str, *, is_planned: bool) -> None:
        """Take note of a statement of the script, which the editor planned itself or somebody else wrote."""
        self._collected.append((sql, is_planned))

    def query(self, sql: str, params: Params) -> list[Row]:
        """Ask the copy; it knows nothing any more when a statement of the editor did not fit it."""
        connection = self.connection()
        return _query(connection, sql, params) if self._is_true else []

    def connection(self) -> Connection:
        """Give the connection to the copy, in which all that was collected is done."""
        if self._copy is None:
            self._copy = self._opened()
        collected, self._collected = self._collected, []
        for sql, is_planned in collected:
            try:
                self._copy.connection.executescript(sql)
            except sqlite3.Error:
                # Of other people's statements, those that fail have to do with rows, or with other databases.
                self._is_true = self._is_true and not is_planned
        return self._copy

    def _opened(self) -> Connection:
        original = self._editor.connection
        copy = original.copy()
        copy.settings_dict["NAME"] = ":memory:"
        copy.ensure_connection()
        raw = copy.connection
        finalize(self, raw.close)
        raw.execute("PRAGMA foreign_keys = OFF")
        with self._editor.quietly():
            schema = _query(original, _SCHEMA, ())
        for (sql,) in schema:
            with suppress(
                sqlite3.Error
            ):  # the tables that a virtual table brings along are there by then
                raw.execute(sql)
        for model in self._models():
            self._add(copy, model)
        # What is only written must not reach another file.
        raw.set_authorizer(_without_other_files)
        return copy

    def _add(self, copy: Connection, model: Model) -> None:
        options = model._meta
        if options.swapped:
            return  # Its many-to-many fields have no tables, either, and name no model for them.
        if options.managed and not options.proxy:
            name = options.db_table
            found = [column for (column,) in _query(copy, _COLUMNS, [name])]
            if sorted(found) != sorted(column_names(as_class(model))):
                self._create(copy, model, is_there=bool(found))
        for through in own_link_models(model):
            self._add(copy, through)

    def _create(self, copy: Connection, model: Model, *, is_there: bool) -> None:
        editor = self._editor
        table = project_table(editor, model)
        dropping = [ddl.DropTable(table.name)] if is_there else []
        creation = (*dropping, ddl.CreateTable(table), *map(making, table.indexes))
        for statement in creation:
            with suppress(sqlite3.Error):
                copy.connection.execute(editor.renderer.render(statement)[0])


def _query(connection: Connection, sql: str, params: Params) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Row] = cursor.fetchall()
        return rows


def _without_other_files(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK

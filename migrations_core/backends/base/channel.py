"""The only place where SQL leaves an editor: for the database, or for a script."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from django.db.transaction import TransactionManagementError, atomic

from migrations_core.failures import StatementFailure, attach_statement_failure
from migrations_core.interruption import safe_moment
from migrations_core.schema.plan import Batch, Causes, Params, Planned
from migrations_core.schema.statements import Raw

from .cursors import KeptCursor
from .models import Connection, Row
from .script import Script

# Django's name: projects configure and tests read this logger.
logger = logging.getLogger("django.db.backends.schema")


class Sending(Protocol):
    """What a channel asks of its editor."""

    connection: Connection
    collect_sql: bool
    script: Script
    atomic_migration: bool
    atomic: Any

    def execute(self, sql: object, params: Params = ()) -> None:
        """Send a statement: all SQL passes here, for tools override it."""

    def quote_value(self, value: object) -> str: ...

    def before_foreign_sql(self, sql: str) -> None:
        """Learn that SQL of unknown content is about to run."""

    @property
    def causes(self) -> Causes: ...


class Channel:
    """Sends batches, and queries of the editor's own."""

    def __init__(self, editor: Sending) -> None:
        self.editor = editor
        self.connection = editor.connection
        self.is_sending = False
        self.journal: list[Batch] = []
        """What has been carried out for good, where nothing will roll it back."""
        self._batch: Batch | None = None
        self._cursor = KeptCursor(self.connection)
        self._is_watching = False

    @property
    def keeps_journal(self) -> bool:
        return not (self.editor.atomic_migration or self.editor.collect_sql)

    def send(self, batch: Batch) -> None:
        """Send what the editor planned."""
        before, self._batch = self._batch, batch
        try:
            with self.quietly():
                self.editor.execute(batch.sql, batch.params)
        finally:
            self._batch = before

    def perform(self, sql: str, params: Params) -> None:
        """Carry out what has come to ``execute``: of the batch that is being sent, or somebody else's."""
        is_planned = self._batch is not None
        self._refuse_outside_of_rollback()
        logger.debug("%s; (params %r)", sql, params, extra={"params": params, "sql": sql})
        planned = (self._batch or self._foreign(sql)).planned
        if self.editor.collect_sql:
            line = self._as_script(sql, params)
            self.editor.script.add(line, planned.causes, at_end=planned.at_end)
            return
        batch = Batch(planned, sql, params)
        try:
            with self.quietly(), self._open_cursor(keep=is_planned) as cursor:
                self.execute(cursor, sql, params)
        except Exception as error:
            attach_statement_failure(error, StatementFailure.of(batch, error))
            raise
        if self.keeps_journal:
            self.journal.append(batch)

    def execute(self, cursor: Any, sql: str, params: Params) -> None:
        cursor.execute(sql, params)

    def query(self, sql: str, params: Params = ()) -> list[Row]:
        """Ask the database something on the editor's own behalf."""
        with self.quietly(), self._open_cursor(keep=True) as cursor:
            cursor.execute(sql, params)
            rows: list[Row] = cursor.fetchall()
            return rows

    def _open_cursor(self, *, keep: bool) -> AbstractContextManager[Any]:
        """Give a cursor for a block; what others wrote may leave rows unfetched, so theirs is closed."""
        if keep and self._is_watching:
            return nullcontext(self._cursor.get())
        cursor: AbstractContextManager[Any] = self.connection.cursor()
        return cursor

    def concluding(self) -> AbstractContextManager[object]:
        """Give a block for the one statement that is the last of the transaction."""
        return nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Roll back what is sent in the block if that fails, and strike it out of the journal."""
        length = len(self.journal)
        try:
            with atomic(self.connection.alias):
                yield
        except BaseException:
            del self.journal[length:]
            raise

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Take what is sent in the block for the editor's own."""
        before, self.is_sending = self.is_sending, True
        try:
            yield
        finally:
            self.is_sending = before

    # Of others

    def watch(self) -> None:
        """Let whoever uses the same connection see the database as the editor promised it."""
        # The list itself, because the connection's context manager pops whatever is last and
        # blocks that began inside of ours may end after it.
        self.connection.execute_wrappers.append(self._around_foreign_sql)
        self._is_watching = True

    def unwatch(self) -> None:
        self._is_watching = False
        self._cursor.close()
        self.connection.execute_wrappers.remove(self._around_foreign_sql)

    def _around_foreign_sql(
        self, execute: Callable[..., Any], sql: Any, params: Params, many: bool, context: Any
    ) -> Any:
        if self.is_sending:
            return execute(sql, params, many, context)
        self.editor.before_foreign_sql(str(sql))
        if self.connection.in_atomic_block:
            safe_moment()
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            failed = Batch(self._foreign(str(sql)).planned, str(sql), params)
            attach_statement_failure(error, StatementFailure.of(failed, error))
            raise

    def _foreign(self, sql: str) -> Batch:
        return Batch(Planned(Raw(sql, by_hand=True), self.editor.causes), sql)

    def _as_script(self, sql: str, params: Params) -> str:
        if params is not None:
            sql = sql % tuple(self.editor.quote_value(param) for param in params)
        return sql if sql.rstrip().endswith(";") else f"{sql};"

    def _refuse_outside_of_rollback(self) -> None:
        if (
            not self.editor.collect_sql
            and self.connection.in_atomic_block
            and not self.connection.features.can_rollback_ddl
        ):
            raise TransactionManagementError(
                "Executing DDL statements while in a transaction on databases "
                "that can't perform a rollback is prohibited."
            )

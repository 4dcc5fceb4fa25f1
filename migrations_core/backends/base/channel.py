"""How SQL leaves an editor: to the database or into ``collected_sql``, inside one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from django.db.transaction import TransactionManagementError, atomic

from migrations_core.failures import (
    StatementFailure,
    StatementPart,
    attach_statement_failure,
    blaming,
)

from .cursors import KeptCursor
from .deferred import follow
from .renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrations_core.schema.statements import Statement

# Django's name: projects configure and tests read this logger.
logger = logging.getLogger("django.db.backends.schema")


@dataclass(frozen=True, slots=True)
class SentStatement:
    """A statement that has been carried out for good, and on whose behalf."""

    sql: str
    causes: tuple[object, ...]
    at_the_end: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A complete statement that may do the work of several, and on whose behalf."""

    sql: str
    causes: tuple[object, ...]
    parts: tuple[StatementPart, ...] = ()
    """If it does the work of several: what stands in it for each of them."""


class Channel:
    """The part of an editor that knows the connection and nothing of tables."""

    renderer_class = Renderer
    names_follow_columns = True
    """An index that waits is named by the columns as they are called when it is made."""

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        self.connection = connection
        self.collect_sql = collect_sql
        self.collected_sql: list[str] = []
        # A table that was renamed while collecting is still found under its old name.
        self.collected_table_renames: dict[str, str] = {}
        self.deferred_sql: list[Any] = []
        self.atomic_migration = connection.features.can_rollback_ddl and atomic
        self._cause: object = None
        self._owners: dict[int, tuple[object, tuple[object, ...]]] = {}
        # None: nobody said. It decides the order of columns where a backend rebuilds tables.
        self.unapplying: bool | None = None
        self.renderer = self.renderer_class(self)
        self.journal: list[SentStatement] = []
        self.unsent: list[SentStatement] = []
        """What is planned together with the statement that is being sent, from that one on."""
        self.is_finishing = False
        self._causes: tuple[object, ...] | None = None
        self._is_sending = False
        self._is_entered = False
        self._cursor = KeptCursor(connection)

    # The block

    def __enter__(self) -> Self:
        self.deferred_sql = []
        if self.atomic_migration:
            self.atomic = atomic(self.connection.alias)
            self.atomic.__enter__()
        # The list itself, because the connection's context manager pops whatever is last and
        # blocks that began inside of ours may end after it.
        self.connection.execute_wrappers.append(self._before_foreign_sql)
        self._is_entered = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if exc_type is None:
                self.finish()
        except BaseException as error:
            self._leave(type(error), error, error.__traceback__)
            raise
        self._leave(exc_type, exc_value, traceback)

    def finish(self) -> None:
        """Send all that is still to be sent; the last step inside the transaction.

        An executor does it before the block ends, so that the record of the migration can follow.
        """
        self.flush()
        self.is_finishing = True
        self._send_deferred(lambda sql: True)
        self.flush()

    def _send_deferred(self, is_due: Callable[[Any], bool]) -> None:
        """Send deferred statements, each on behalf of the operation that deferred it."""
        self._own_deferred()
        due = [sql for sql in self.deferred_sql if is_due(sql)]
        self.deferred_sql[:] = [sql for sql in self.deferred_sql if not any(sql is d for d in due)]
        owners = [self._owners.get(id(sql), (sql, ()))[1] for sql in due]
        self._send_all(self._batches(list(zip(due, owners, strict=True))))

    def _batches(self, deferred: list[tuple[Any, tuple[object, ...]]]) -> list[Batch]:
        """Give the deferred statements, each with its causes, as they are sent."""
        return [Batch(str(sql), causes) for sql, causes in deferred]

    def _send_all(self, batches: list[Batch]) -> None:
        for position, batch in enumerate(batches):
            self.unsent = [
                SentStatement(later.sql, later.causes, self.is_finishing)
                for later in batches[position:]
            ]
            with self._on_behalf_of(batch.causes), blaming(batch.parts):
                self._send(batch.sql, None)
        self.unsent = []

    def concluding(self) -> AbstractContextManager[object]:
        """Give a block for the one statement that is the last of the transaction."""
        return nullcontext()

    def _leave(self, *exc_info: Any) -> None:
        self._is_entered = False
        self._cursor.close()
        self.connection.execute_wrappers.remove(self._before_foreign_sql)
        if self.atomic_migration:
            self.atomic.__exit__(*exc_info)

    # Causes

    @property
    def cause(self) -> object:
        """The operation that is being carried out."""
        return self._cause

    @cause.setter
    def cause(self, cause: object) -> None:
        self._own_deferred()
        self._begin(cause)
        self._cause = cause

    def _begin(self, cause: object) -> None:
        """Learn that an operation begins."""

    def _own_deferred(self) -> None:
        """Remember on whose behalf the new entries of ``deferred_sql`` are: they are sent much later."""
        for sql in reversed(self.deferred_sql):
            if id(sql) in self._owners:
                break
            # With the statement itself, so that no other one gets its id.
            self._owners[id(sql)] = sql, self._current_causes()

    # Statements

    def flush(self) -> None:
        """Send what is planned and not sent yet. An editor that holds nothing back has nothing."""

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Send a statement: all SQL passes here, as tools that override this method expect.

        What the editor did not plan itself, a RunSQL for one, may look at tables, so everything
        that was held back goes first.
        """
        is_planned = self._is_sending
        if not is_planned:
            self.flush()
            self._note_foreign_sql(str(sql))
        self._refuse_outside_of_rollback()
        sql = str(sql)
        logger.debug("%s; (params %r)", sql, params, extra={"params": params, "sql": sql})
        if self.collect_sql:
            self.collected_sql.append(self._as_script(sql, params))
            return
        try:
            with self._sending(), self._open_cursor(keep=is_planned) as cursor:
                self._perform(cursor, sql, params)
        except Exception as error:
            attach_statement_failure(error, StatementFailure(sql, params, self._current_causes()))
            raise
        if self.keeps_journal:
            text = f"{sql} {params!r}" if params else sql
            self.journal.append(SentStatement(text, self._current_causes(), self.is_finishing))

    def _open_cursor(self, *, keep: bool) -> AbstractContextManager[Any]:
        """Give a cursor for a block; what others wrote may leave rows unfetched, so theirs is closed."""
        if keep and self._is_entered:
            return nullcontext(self._cursor.get())
        cursor: AbstractContextManager[Any] = self.connection.cursor()
        return cursor

    def _perform(self, cursor: Any, sql: str, params: Any) -> None:
        cursor.execute(sql, params)

    @property
    def keeps_journal(self) -> bool:
        """Whether statements are remembered, because nothing will roll them back."""
        return not (self.atomic_migration or self.collect_sql)

    def not_sent(self) -> list[SentStatement]:
        """Give what is planned and was not sent, in its order, apart from deferred statements."""
        return [*self.unsent, *self._held_back()]

    def _held_back(self) -> list[SentStatement]:
        """Give what is held back."""
        return []

    def _note_foreign_sql(self, sql: str) -> None:
        """Learn that SQL of unknown content is about to run."""

    def _before_foreign_sql(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """Let whoever uses the same connection see the database as the editor promised it."""
        if self._is_sending:
            return execute(sql, params, many, context)
        self.flush()
        self._note_foreign_sql(str(sql))
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            attach_statement_failure(
                error, StatementFailure(str(sql), params, self._current_causes())
            )
            raise

    def _carry_out(self, *statements: Statement) -> None:
        rendered = [self.renderer.render(statement) for statement in statements]
        causes = self._current_causes()
        for position, (statement, sql) in enumerate(zip(statements, rendered, strict=True)):
            self.unsent = [SentStatement(later, causes, False) for later, _ in rendered[position:]]
            self._send(*sql)
            follow(self.deferred_sql, statement, self)
        self.unsent = []

    def _send(self, sql: str, params: Any) -> None:
        """Send a statement that the editor planned itself."""
        with self._sending():
            self.execute(sql, params)

    @property
    def inspected(self) -> Any:
        """The connection through which names are looked up."""
        return self.connection

    def inspected_name(self, table: str) -> str:
        """Give the name under which a table is found there: while collecting, nothing is renamed in the database."""
        return self.collected_table_renames.get(table, table)

    def begin_script(self, models: Callable[[], Iterable[Any]]) -> None:
        """Learn which models there are before a script, for an editor that wants to know."""

    def _query(self, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        """Ask the database something on the editor's own behalf."""
        with self._sending(), self._open_cursor(keep=True) as cursor:
            cursor.execute(sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    @contextmanager
    def _sending(self) -> Iterator[None]:
        before, self._is_sending = self._is_sending, True
        try:
            yield
        finally:
            self._is_sending = before

    @contextmanager
    def _on_behalf_of(self, causes: tuple[object, ...]) -> Iterator[None]:
        """Blame ``causes``, not the present one, for what fails in the block."""
        self._own_deferred()
        before, self._causes = self._causes, causes
        try:
            yield
            self._own_deferred()
        finally:
            self._causes = before

    def _current_causes(self) -> tuple[object, ...]:
        if self._causes is not None:
            return self._causes
        return () if self.cause is None else (self.cause,)

    def _as_script(self, sql: str, params: Any) -> str:
        if params is not None:
            sql = sql % tuple(self.quote_value(param) for param in params)
        return sql if sql.rstrip().endswith(";") else f"{sql};"

    def quote_value(self, value: object) -> str:
        raise NotImplementedError

    def _refuse_outside_of_rollback(self) -> None:
        if (
            not self.collect_sql
            and self.connection.in_atomic_block
            and not self.connection.features.can_rollback_ddl
        ):
            raise TransactionManagementError(
                "Executing DDL statements while in a transaction on databases "
                "that can't perform a rollback is prohibited."
            )

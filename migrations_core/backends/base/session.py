"""An editor as a block: its transaction, what it has planned, and the way of SQL out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, ClassVar, Self

from django.db.transaction import atomic

from migrations_core.schema.merging import Rules
from migrations_core.schema.plan import Batch, Cause, Causes, Params, Planned
from migrations_core.schema.statements import Statement

from .channel import Channel
from .collected import Constraints, constraints_after, place_before
from .models import Connection, Model, Row
from .outbox import Outbox
from .renderer import Renderer
from .script import Script
from .third_party import ForeignKeyNames


class EditorSession(ForeignKeyNames):
    """What is between planning and the database, under the names by which others know it."""

    renderer_class: ClassVar[type[Renderer]] = Renderer
    channel_class: ClassVar[type[Channel]] = Channel

    def __init__(
        self, connection: Connection, collect_sql: bool = False, atomic: bool = True
    ) -> None:
        self.connection = connection
        self.collect_sql = collect_sql
        self.collected_sql: list[str] = []
        self.collected: list[Statement] = []
        self.script = Script(self.collected_sql)
        self.atomic_migration = connection.features.can_rollback_ddl and atomic
        # None: nobody said. It decides the order of columns where a backend rebuilds tables.
        self.unapplying: bool | None = None
        self.renderer = self.renderer_class(self)
        self.channel = self.channel_class(self)
        self.outbox = Outbox(self, self.merging_rules())
        self.is_entered = False
        self.script_prologue: list[str] = []
        self.script_epilogue: list[str] = []

    def share_memory(self, memory: object) -> object:
        """Remember together with the editors of earlier migrations of a run; give what later ones are to be handed."""
        return memory

    def merging_rules(self) -> Rules | None:
        """Say what is held back to be merged; None if every statement goes at once."""
        return None

    # The block

    def __enter__(self) -> Self:
        self.deferred_sql = []
        if self.atomic_migration and not self.collect_sql:
            self.atomic = atomic(self.connection.alias)
            self.atomic.__enter__()
        self.channel.watch()
        self.is_entered = True
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
        self.outbox.finish()
        self.script.write()

    def _leave(self, *exc_info: Any) -> None:
        self.is_entered = False
        self.channel.unwatch()
        if self.atomic_migration and not self.collect_sql:
            self.atomic.__exit__(*exc_info)

    def transaction(self) -> AbstractContextManager[object]:
        """Roll back what is sent in the block if that fails."""
        return self.channel.transaction()

    def concluding(self) -> AbstractContextManager[object]:
        """Give a block for the one statement that is the last of the transaction."""
        return self.channel.concluding()

    # On whose behalf

    @property
    def cause(self) -> Cause | None:
        """The operation that is being carried out."""
        return self.outbox.cause

    @cause.setter
    def cause(self, cause: Cause | None) -> None:
        self.outbox.cause = cause
        if not self.may_hold_back():
            self.flush()

    @property
    def causes(self) -> Causes:
        return self.outbox.causes

    # What is planned

    @property
    def deferred_sql(self) -> list[Any]:
        """What waits for the end of the block; others read it and add to it."""
        return self.outbox.at_end

    @deferred_sql.setter
    def deferred_sql(self, entries: list[Any]) -> None:
        self.outbox.at_end = entries

    def plan(self, *statements: Statement) -> None:
        """Take statements to be sent, in time."""
        if self.collect_sql:
            self.collected += statements
        self.outbox.add(*statements)

    def may_hold_back(self) -> bool:
        """Only for a migration that runs: everybody else expects a call to have its effect at once."""
        return self.cause is not None and self.is_entered

    def announce(self, cause: Cause) -> None:
        """Begin an operation that is to have a heading in the script."""
        self.script.announce(cause)

    def note(self, comment: str) -> None:
        """Write a comment for the present operation into the script, below what is planned so far."""
        self.flush()
        self.script.add(comment, self.causes)

    def flush(self) -> None:
        """Send what is planned and not sent yet, apart from what waits for the end."""
        self.outbox.flush()

    def carry_out(self, planned: Planned) -> None:
        """Send a statement, whatever that takes."""
        self.send_statement(planned)

    def send_statement(self, planned: Planned) -> None:
        sql, params = self.renderer.render(planned.statement)
        self.channel.send(Batch(planned, sql, params))

    @property
    def unsent(self) -> tuple[Planned, ...]:
        """What is planned and not sent, in its order."""
        return self.outbox.unsent

    @property
    def is_sending(self) -> bool:
        """Whether the first of ``unsent`` has been sent, and was refused."""
        return self.outbox.is_sending

    @property
    def is_finishing(self) -> bool:
        return self.outbox.is_finishing

    def written(self, statement: Statement) -> str:
        """Give a statement as a text for people."""
        sql, params = self.renderer.render(statement)
        return f"{sql} {params!r}" if params else sql

    # What is sent

    def execute(self, sql: object, params: Params = ()) -> None:
        """Send a statement: all SQL passes here, as tools that override this method expect.

        What the editor did not plan itself, a RunSQL for one, may look at tables, so everything
        that was held back goes first.
        """
        sql = str(sql)
        if not self.channel.is_sending:
            self.before_foreign_sql(sql)
        self.channel.perform(sql, params)

    def before_foreign_sql(self, sql: str) -> None:
        """Let SQL of unknown content find the database as it was promised."""
        self.flush()

    def quote_value(self, value: object) -> str:
        raise NotImplementedError

    @property
    def keeps_journal(self) -> bool:
        """Whether statements are remembered, because nothing will roll them back."""
        return self.channel.keeps_journal

    @property
    def journal(self) -> list[Batch]:
        return self.channel.journal

    # What is asked of the database

    def before_looking_at(self, table: str) -> None:
        """Let the database have what is held back, as far as it concerns the table."""
        if self.outbox.concerns(table):
            self.flush()

    @property
    def inspected(self) -> Connection:
        """The connection through which names are looked up."""
        return self.connection

    def inspected_place(self, table: str, column: str = "") -> tuple[str, str]:
        """Give the names under which they are found there: while collecting, nothing is renamed in the database."""
        return place_before(self.collected, table, column)

    def constraints_now(self, table: str, found: Constraints) -> Constraints:
        """Bring what was found there of a table's constraints up to date."""
        held = (part.statement for each in self.outbox.held for part in each.parts or (each,))
        planned = self.collected if self.collect_sql else held
        is_index = self.connection.features.indexes_foreign_keys
        return constraints_after(found, table, planned, keys_are_indexes=is_index)

    def quietly(self) -> AbstractContextManager[None]:
        """Take what is sent in the block for the editor's own."""
        return self.channel.quietly()

    def query(self, sql: str, params: Params = ()) -> list[Row]:
        """Ask the database something on the editor's own behalf."""
        return self.channel.query(sql, params)

    def begin_script(self, models: Callable[[], Iterable[Model]]) -> None:
        """Learn which models there are before a script, for an editor that wants to know."""

"""What is sent to PostgreSQL: BEGIN and COMMIT go along, checks of rows that would hinder changes go before."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from migrations_core.backends.base.channel import Channel
from migrations_core.schema.plan import Batch, Params

from .deferred_constraints import changes_tables, check_now, checking, may_leave_checks
from .round_trips import with_begin, with_commit


class PostgreSQLChannel(Channel):
    """Knows whether somebody has written rows whose foreign keys are not checked yet."""

    _checks_may_wait = False

    def send(self, batch: Batch) -> None:
        self._let_checks_be_made()
        super().send(batch)

    def note_foreign_sql(self, sql: str) -> None:
        if changes_tables(sql):
            self._let_checks_be_made()
        self._checks_may_wait |= may_leave_checks(sql)

    def _let_checks_be_made(self) -> None:
        may_wait, self._checks_may_wait = self._checks_may_wait, False
        if may_wait and self.editor.collect_sql:
            if self.editor.atomic_migration:
                for sql in checking(self):
                    self.editor.script.add(f"{sql};", self.editor.causes)
        elif may_wait and self.connection.in_atomic_block:
            check_now(self)

    def execute(self, cursor: Any, sql: str, params: Params) -> None:
        with with_begin(self.connection, sql):
            super().execute(cursor, sql, params)

    def concluding(self) -> AbstractContextManager[object]:
        if not self.editor.atomic_migration:
            return super().concluding()
        return with_commit(self.connection, self.editor.atomic)

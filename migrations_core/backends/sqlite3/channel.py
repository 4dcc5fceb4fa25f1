"""What is sent to SQLite changes what is known of its tables; what is collected is rehearsed."""

from __future__ import annotations

from typing import Protocol

from migrations_core.backends.base.channel import Channel, Sending
from migrations_core.schema.plan import Params

from .inspection import TableInspector
from .rehearsal import Rehearsal


class SQLiteSending(Sending, Protocol):
    """What this channel asks of its editor besides."""

    collected_sql: list[str]
    inspector: TableInspector
    rehearsal: Rehearsal


class SQLiteChannel(Channel):
    """Forgets what was seen of the database as soon as something is sent, but for what is certain."""

    editor: SQLiteSending

    def perform(self, sql: str, params: Params) -> None:
        is_planned, batch = self.is_sending, self._batch
        try:
            super().perform(sql, params)
        except BaseException:
            self.editor.inspector.distrust()
            raise
        self.editor.inspector.forget()
        if batch is not None:
            self.editor.inspector.memory.catalogue.follow(batch, sql)
        if self.editor.collect_sql:
            self.editor.rehearsal.note(self.editor.collected_sql[-1], is_planned=is_planned)

"""What is sent to SQLite changes what is known of its tables; what is collected is rehearsed."""

from __future__ import annotations

from typing import Any

from migrations_core.backends.base.channel import Channel


class SQLiteChannel(Channel):
    """Forgets what was seen of the database as soon as something is sent."""

    editor: Any

    def perform(self, sql: str, params: Any) -> None:
        is_planned = self.is_sending
        try:
            super().perform(sql, params)
        finally:
            self.editor.inspector.forget()
        if self.editor.collect_sql:
            self.editor.rehearsal.note(self.editor.collected_sql[-1], is_planned=is_planned)

"""The changes that the editor holds back, one rebuild for each table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.backends.ddl_references import Statement
from django.db.backends.utils import strip_quotes

from migrations_core.exceptions import DuplicateColumnError
from migrations_core.schema.tables import Table

from .merging import Sources, TableChange, merge, unchanged


class Outbox:
    """Merges changes of a table until somebody has to see it."""

    def __init__(self, editor: Any, carry_out: Callable[[TableChange], None]) -> None:
        self.editor = editor
        self.carry_out = carry_out
        self.pending: dict[str, TableChange] = {}

    def get(self, table: str) -> TableChange | None:
        return self.pending.get(table)

    def clear(self) -> None:
        self.pending.clear()

    def change(
        self,
        before: Table | Callable[[], Table],
        after: Table,
        sources: Sources,
        *,
        anew: bool = False,
    ) -> None:
        """Hold back a change, merged with what is held back already.

        A function for ``before`` is called only when nothing is: what the database holds is
        known otherwise.
        """
        pending = self.pending.get(after.name)
        refuse_duplicate_columns(after)
        folded = merge(pending, after, sources, self.editor.cause) if pending else None
        if pending and not folded:
            self.flush_table(after.name)
        if not folded:
            causes = self.editor._current_causes()
            start = before if isinstance(before, Table) else before()
            folded = TableChange(start, after, dict(sources), causes)
        self.hold(replace(folded, anew=anew or folded.anew))

    def make_anew(
        self, before: Table | Callable[[], Table], after: Table, sources: Sources
    ) -> None:
        """Hold back a change for which Django makes the table anew, and with it all indexes that waited till then."""
        for name, pending in self.pending.items():
            if pending.after.late_indexes:
                self.pending[name] = replace(pending, after=pending.after.settled())
        held = {after.name, *self.pending}
        self.editor._send_deferred(
            lambda sql: isinstance(sql, Statement) and not any(map(sql.references_table, held))
        )
        self.change(before, after.settled(), sources, anew=True)

    def edit(self, after: Table) -> None:
        """Change a table that is held back anyway, leaving the values of its columns alone."""
        self.change(self.pending[after.name].after, after, unchanged(after))

    def hold(self, pending: TableChange) -> None:
        """Keep the work while a migration runs, else do it at once.

        A script is not merged: it shows below each operation's heading what it comes to.
        """
        refuse_duplicate_columns(pending.after)
        self.pending[pending.table] = pending
        editor = self.editor
        if editor.cause is None or editor.collect_sql or not editor._is_entered:
            self.flush_table(pending.table)

    def flush(self) -> None:
        """Carry out everything, oldest first."""
        while self.pending:
            self.flush_table(next(iter(self.pending)))

    def flush_table(self, name: str) -> None:
        if pending := self.pending.pop(name, None):
            with self.editor._on_behalf_of(pending.causes):
                self.carry_out(pending)

    def flush_references_to(self, table: str) -> None:
        """Carry out work whose foreign keys name a table, before that table changes its names."""
        for name, pending in list(self.pending.items()):
            references = {c.reference.table for c in pending.after.columns if c.reference}
            if name == table or table in references:
                self.flush_table(name)

    def flush_owner_of(self, index: str) -> None:
        """Carry out the rebuild that still has to drop an index of this name."""
        for name, pending in list(self.pending.items()):
            if pending.before and any(i.name == index for i in pending.before.indexes):
                self.flush_table(name)


def refuse_duplicate_columns(table: Table) -> None:
    """Raise DuplicateColumnError for a table that no database makes, lest later changes hide that.

    SQLite would say so itself, but perhaps only when the table that had the rows is gone.
    """
    seen = set()
    for column in table.column_names:
        # SQLite takes letters for equal in ASCII only, as bytes do.
        folded = column.encode().lower()
        if folded in seen:
            raise DuplicateColumnError(strip_quotes(table.name), column)
        seen.add(folded)

"""The changes that the editor holds back, to make one statement of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from migrations_core.backends.base.channel import Batch
from migrations_core.failures import StatementPart
from migrations_core.schema import statements as ddl

from .merging import Clause, clause, merged


def is_plain(operation: object) -> bool:
    """Tell whether an operation does nothing but call the editor; those of others may do anything."""
    return bool(getattr(operation, "only_calls_editor", False))


Planned = tuple[Clause | None, Batch]


class Outbox:
    """Collects statements while a migration runs; on others it has no claim."""

    def __init__(self) -> None:
        self.planned: list[Planned] = []
        self.new_tables: set[str] = set()
        """Tables that are new, and empty as far as the editor knows."""

    def take(self) -> list[Batch]:
        """Give up all that is held back, merged."""
        planned, self.planned = self.planned, []
        return batches(planned, self.new_tables)

    def concerns(self, table: str) -> bool:
        """Tell whether the table looks otherwise to the server than to the editor."""
        return any(held is None or held.table == table for held, _ in self.planned)

    def note(self, statement: ddl.Statement) -> None:
        """Learn which tables are new."""
        match statement:
            case ddl.CreateTable(table):
                self.new_tables.add(table.name)
            case ddl.DropTable(name):
                self.new_tables.discard(name)
            case ddl.RenameTable(before, after) if before in self.new_tables:
                self.new_tables = self.new_tables - {before} | {after}


def batches(planned: Sequence[Planned], new_tables: Iterable[str]) -> list[Batch]:
    """Merge what fits together."""
    groups = merged([held for held, _ in planned], frozenset(new_tables))
    return [_together([planned[position] for position in group]) for group in groups]


def _together(group: list[Planned]) -> Batch:
    [(first, batch), *rest] = group
    if not rest or first is None:
        return batch
    sql = ", ".join(held.sql for held, _ in group if held)
    causes = dict.fromkeys(cause for _, one in group for cause in one.causes)
    parts = tuple(StatementPart(held.sql, one.causes) for held, one in group if held)
    return Batch(f"ALTER TABLE `{first.table.replace('`', '``')}` {sql}", tuple(causes), parts)


def typed(table: str, sql: Any) -> ddl.Statement:
    """Give the statement that a text is, as far as it can be told."""
    text = str(sql)
    if text.startswith("ALTER TABLE") and " ADD CONSTRAINT " in text:
        return ddl.AddConstraint(table, text)
    return ddl.CreateIndex(table, text)


def planned_deferred(deferred: Iterable[tuple[Any, tuple[object, ...]]]) -> list[Planned]:
    """Describe deferred statements; whose table is not known stays where it is."""
    return [(_deferred_clause(sql), Batch(str(sql), causes)) for sql, causes in deferred]


def _deferred_clause(sql: Any) -> Clause | None:
    table = getattr(getattr(sql, "parts", {}).get("table"), "table", None)
    return None if table is None else clause(typed(table, sql), str(sql))

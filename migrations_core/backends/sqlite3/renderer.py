"""Statements that SQLite has no word for."""

from __future__ import annotations

from migrations_core.backends.base.renderer import SQL, Renderer
from migrations_core.schema.statements import CreateTable, RebuildTable


class SQLiteRenderer(Renderer):
    """Shows a rebuild, which takes several statements, by the table that it ends with."""

    writers = {
        **Renderer.writers,
        RebuildTable: lambda self, statement: self.rebuild_table(statement),
    }

    def rebuild_table(self, statement: RebuildTable) -> SQL:
        return self.render(CreateTable(statement.after))

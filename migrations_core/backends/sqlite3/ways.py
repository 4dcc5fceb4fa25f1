"""How a change reaches the table: by ALTER TABLE, or by a rebuild with or without copying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.backends.ddl_references import Statement as DeferredStatement

from migrations_core.backends.base.projection import index_of, project_column, project_table
from migrations_core.ddl import statements as ddl
from migrations_core.ddl.plan import Pending
from migrations_core.ddl.tables import Index, Table

from .introspection import Entry, column_names, entries_around, has_rows
from .native import mentions, native
from .rebuild import Surroundings, rebuild


def way(
    editor: Any, pending: Pending, entries: Sequence[Entry], around: Surroundings
) -> tuple[ddl.Statement, ...]:
    """Choose the statements: an empty table is rebuilt in less time than ALTER TABLE takes."""
    before = pending.before
    if before and around.has_rows and not around.has_views and not editor.collect_sql:
        exact = as_in_database(editor, before, entries)
        if exact and _has_indexes(before, entries):
            statements = native(pending, exact, editor.quote_name)
            if statements is not None:
                return statements
    return rebuild(pending, around, editor.quote_name)


def _has_indexes(table: Table, entries: Sequence[Entry]) -> bool:
    """Tell whether the database has the table's indexes under the names that the model gives."""
    return {index.name for index in table.indexes} <= {entry.name for entry in entries}


def as_in_database(editor: Any, table: Table, entries: Sequence[Entry]) -> Table | None:
    """Give the description in the order of the database's columns, or None if they disagree.

    The database keeps the text of CREATE TABLE, so equal text is equal in everything. Other
    text means that the table has a history which the model does not tell.
    """
    text = next((entry.sql for entry in entries if entry.type == "table"), None)
    if text is None:
        return None
    if _text(editor, table) == text:
        return table
    reordered = table.ordered_like(column_names(editor, table.name))
    return reordered if _text(editor, reordered) == text else None


def _text(editor: Any, table: Table) -> str:
    sql, _ = editor.renderer.render(ddl.CreateTable(table))
    return str(sql)


def recreatable(editor: Any, model: Any) -> Table | None:
    """Describe the model's table if it can be dropped and created instead of altered.

    Without rows that takes a fraction of the time of ALTER TABLE, which parses the whole schema.
    """
    table = model._meta.db_table
    if editor.collect_sql:
        return None
    entries = entries_around(editor, table)
    if any(entry.type not in {"table", "index"} for entry in entries):
        return None
    described = as_in_database(editor, project_table(editor, model), entries)
    # ADD COLUMN puts a column after the constraints, which CREATE TABLE would not.
    if not described or described.constraints or described.primary_key or has_rows(editor, table):
        return None
    waiting = (
        index_of(sql)
        for sql in editor.deferred_sql
        if isinstance(sql, DeferredStatement) and sql.references_table(table)
    )
    return replace(described, indexes=(*_own_indexes(entries), *waiting))


def _own_indexes(entries: Sequence[Entry]) -> list[Index]:
    return [
        Index(
            entry.name,
            entry.sql,
            entry.columns,
            entry.sql.upper().startswith("CREATE UNIQUE"),
        )
        for entry in entries
        if entry.type == "index"
    ]


def with_column_renamed(
    editor: Any, model: Any, table: Table, pair: tuple[Any, Any]
) -> Table | None:
    """Rename a column, or give None where SQLite has to rewrite what else names the column."""
    old, new = (project_column(editor, model, field) for field in pair)
    if old is None or new is None or mentions(table, editor.quote_name(old.name), besides=old.name):
        return None
    target = f"%REFERENCES {editor.quote_name(table.name)} ({editor.quote_name(old.name)})%"
    if editor._query('SELECT 1 FROM "sqlite_master" WHERE "sql" LIKE %s LIMIT 1', [target]):
        return None
    columns = tuple(new if column.name == old.name else column for column in table.columns)
    return replace(table, columns=columns)

"""Columns that a rebuild renames, when views, triggers or indexes that users made name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import RebuildTable, Source

from .dependents import dependents_of, mentions_any
from .inspection import CatalogueRow, SQLitePlanner, TableFacts
from .rebuild import Dependents


def with_columns_renamed(
    editor: SQLitePlanner, pending: RebuildTable
) -> tuple[RebuildTable, TableFacts, Dependents]:
    """Look at the table; rename columns first where something that the rebuild keeps as text names them."""
    seen = editor.inspector.of(pending.table)
    around = dependents_of(editor, pending, seen)
    if not needs_renames(pending, around, seen.entries):
        return pending, seen, around
    renames = renamed_columns(pending)
    editor.outbox.steps(
        *(
            ddl.RenameColumn(pending.table, column, replace(column, name=renames[column.name]))
            for column in pending.before.columns
            if column.name in renames
        )
    )
    pending = with_renames_done(pending, renames)
    seen = editor.inspector.of(pending.table)
    return pending, seen, dependents_of(editor, pending, seen)


def renamed_columns(pending: RebuildTable) -> dict[str, str]:
    """Give old and new names of the columns that keep their values under a name not used before."""
    before = set(pending.before.column_names)
    return {
        source.column: name
        for name, source in pending.sources.items()
        if source.column and source.column != name and name not in before
    }


def needs_renames(
    pending: RebuildTable, around: Dependents, entries: Sequence[CatalogueRow]
) -> bool:
    """Tell whether something that the rebuild keeps, as text, names a renamed column."""
    renames = renamed_columns(pending)
    views = (entry.sql for entry in entries if entry.type == "view")
    kept = (*around.indexes, *around.triggers, *views)
    return any(mentions_any(sql, renames) for sql in kept)


def with_renames_done(pending: RebuildTable, renames: Mapping[str, str]) -> RebuildTable:
    """Describe the work that is left when the columns have their new names."""
    columns = tuple(
        replace(column, name=renames.get(column.name, column.name))
        for column in pending.before.columns
    )
    indexes = tuple(
        replace(index, columns=tuple(renames.get(name, name) for name in index.columns))
        for index in pending.before.indexes
    )
    before = replace(pending.before, columns=columns, indexes=indexes)
    sources = {
        name: Source(renames.get(source.column, source.column), source.fallback)
        if source.column
        else source
        for name, source in pending.sources.items()
    }
    return replace(pending, before=before, sources=sources)

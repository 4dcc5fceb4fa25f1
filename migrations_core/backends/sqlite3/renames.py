"""Columns that a rebuild renames, when views, triggers or indexes that users made name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import RebuildTable, Source

from .catalogue import CatalogueRow
from .dependents import dependents_of, mentions_any
from .inspection import SQLitePlanner, TableFacts
from .rebuild import Dependents


def with_columns_renamed(
    editor: SQLitePlanner, change: RebuildTable
) -> tuple[RebuildTable, TableFacts, Dependents]:
    """Look at the table; rename columns first where something that the rebuild keeps as text names them."""
    facts = editor.inspector.of(change.table)
    dependents = dependents_of(editor, change, facts)
    if not needs_renames(change, dependents, facts.entries):
        return change, facts, dependents
    renames = renamed_columns(change)
    editor.outbox.steps(
        *(
            ddl.RenameColumn(change.table, column, replace(column, name=renames[column.name]))
            for column in change.before.columns
            if column.name in renames
        )
    )
    change = with_renames_done(change, renames)
    facts = editor.inspector.of(change.table)
    return change, facts, dependents_of(editor, change, facts)


def renamed_columns(change: RebuildTable) -> dict[str, str]:
    """Give old and new names of the columns that keep their values under a name not used before."""
    before = set(change.before.column_names)
    return {
        source.column: name
        for name, source in change.sources.items()
        if source.column and source.column != name and name not in before
    }


def needs_renames(
    change: RebuildTable, dependents: Dependents, entries: Sequence[CatalogueRow]
) -> bool:
    """Tell whether something that the rebuild keeps, as text, names a renamed column."""
    renames = renamed_columns(change)
    views = (entry.sql for entry in entries if entry.type == "view")
    kept = (*dependents.indexes, *dependents.triggers, *views)
    return any(mentions_any(sql, renames) for sql in kept)


def with_renames_done(change: RebuildTable, renames: Mapping[str, str]) -> RebuildTable:
    """Describe the work that is left when the columns have their new names."""
    columns = tuple(
        replace(column, name=renames.get(column.name, column.name))
        for column in change.before.columns
    )
    indexes = tuple(
        replace(index, columns=tuple(renames.get(name, name) for name in index.columns))
        for index in change.before.indexes
    )
    before = replace(change.before, columns=columns, indexes=indexes)
    sources = {
        name: Source(renames.get(source.column, source.column), source.fallback)
        if source.column
        else source
        for name, source in change.sources.items()
    }
    return replace(change, before=before, sources=sources)

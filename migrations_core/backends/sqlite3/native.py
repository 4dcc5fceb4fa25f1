"""Which changes SQLite makes by itself, so that a table with rows need not be rebuilt."""

from __future__ import annotations

from collections.abc import Callable

from migrations_core.backends.base.wording import making
from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import NULL, RebuildTable, Source
from migrations_core.schema.tables import Column, Table

from .difference import Difference, compare
from .merging import unchanged


def native(
    change: RebuildTable, before: Table, quote: Callable[[str], str]
) -> tuple[ddl.Statement, ...] | None:
    """Plan ALTER TABLE statements that end at the same table; None if there are none.

    ``before`` is the table exactly as the database holds it, in its order of columns.
    """
    after, table = change.after, change.table
    difference = compare(before, after)
    if not difference.rest_equal or not _values_stay(change, difference):
        return None
    if not all(_can_add(column, change.sources.get(column.name)) for column in difference.added):
        return None
    if not all(_can_drop(column, after, quote) for column in difference.dropped):
        return None
    return (
        *(ddl.DropIndex(table, index.name) for index in difference.dropped_indexes),
        *(ddl.DropColumn(table, column) for column in difference.dropped),
        *(ddl.AddColumn(table, column) for column in difference.added),
        *(
            ddl.FillColumn(table, column.name, change.sources[column.name].constant)
            for column in difference.added
            if change.sources.get(column.name, Source(None)).constant != NULL
        ),
        *(making(index) for index in difference.added_indexes),
    )


def _values_stay(change: RebuildTable, difference: Difference) -> bool:
    added = {column.name for column in difference.added}
    same = unchanged(change.after)
    stay = all(same[name] == change.sources.get(name) for name in same if name not in added)
    constant = all(
        source.column is None for name, source in change.sources.items() if name in added
    )
    return stay and constant


def _can_add(column: Column, source: Source | None) -> bool:
    """Tell whether ADD COLUMN takes this column: https://www.sqlite.org/lang_altertable.html."""
    if column.primary_key or column.unique or column.generated:
        return False
    if column.default is not None:
        return column.has_constant_default and source is None
    return column.null


def _can_drop(column: Column, after: Table, quote: Callable[[str], str]) -> bool:
    return not (column.primary_key or column.unique or mentions(after, column.name, quote))


def mentions(table: Table, name: str, quote: Callable[[str], str], *, besides: str = "") -> bool:
    """Tell whether an expression of the table names a column, apart from that column's own.

    SQLite takes a quoted name that it does not know for a string, so a definition with the name
    of a column that is gone would be accepted, and mean something else.
    """
    keys = table.primary_key.columns if table.primary_key else ()
    others = [column for column in table.columns if column.name != besides]
    return (
        name in keys
        or any(made.mentions_column(name, quote) for made in (*table.constraints, *table.indexes))
        or any(column.mentions_column(name, quote) for column in others)
        or any(_self_target(column, table) == name for column in others)
    )


def _self_target(column: Column, table: Table) -> str:
    reference = column.reference
    return reference.column if reference and reference.table == table.name else ""

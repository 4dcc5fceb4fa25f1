"""What differs between two descriptions of one table."""

from __future__ import annotations

from migrations_core.schema.tables import Column, Index, Table
from migrations_core.values import frozen


@frozen
class Difference:
    """Only what was added and dropped can be named; ``rest_equal`` says whether that is all."""

    added: tuple[Column, ...]
    dropped: tuple[Column, ...]
    added_indexes: tuple[Index, ...]
    dropped_indexes: tuple[Index, ...]
    rest_equal: bool
    """The other columns are the same in the same order, added ones follow at the end, and keys
    and constraints are the same."""


def compare(before: Table, after: Table) -> Difference:
    """Compare two states of a table by the names of columns and indexes."""
    kept = [column for column in before.columns if after.column(column.name)]
    added = tuple(column for column in after.columns if not before.column(column.name))
    old_indexes = {index.name: index for index in before.indexes}
    new_indexes = {index.name: index for index in after.indexes}
    return Difference(
        added=added,
        dropped=tuple(column for column in before.columns if not after.column(column.name)),
        added_indexes=tuple(i for i in after.indexes if old_indexes.get(i.name) != i),
        dropped_indexes=tuple(i for i in before.indexes if new_indexes.get(i.name) != i),
        rest_equal=(
            (*kept, *added) == after.columns
            and before.primary_key == after.primary_key
            and before.constraints == after.constraints
        ),
    )

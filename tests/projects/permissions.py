"""Permissions by their names instead of their numbers, which are an accident.

`post_migrate` gives numbers in the order in which it sees the models, and a registry that was
rendered late and small has another order than Django's. What data migrations grant in bulk is
numbered in the order of the permissions again.
"""

from __future__ import annotations

from tests.snapshots.rows import TableRows

Rows = tuple[TableRows, ...]

PERMISSIONS, GRANTED, REFERENCE = "auth_permission", "auth_group_permissions", "permission_id"


def by_name(tables: Rows) -> Rows:
    """Replace the number of each permission wherever it is used."""
    names = _names(tables)
    renamed = (_renamed(table, names) for table in tables)
    return tuple(_unnumbered(table) if table.table == GRANTED else table for table in renamed)


def _names(tables: Rows) -> dict[str, str]:
    found = next((table for table in tables if table.table == PERMISSIONS), None)
    if found is None:
        return {}
    number, *natural = map(found.columns.index, ("id", "content_type_id", "codename"))
    return {row[number]: ".".join(row[position] for position in natural) for row in found.rows}


def _unnumbered(table: TableRows) -> TableRows:
    number = table.columns.index("id")
    rows = ((*row[:number], "<number>", *row[number + 1 :]) for row in table.rows)
    return TableRows(table.table, table.columns, tuple(sorted(rows)))


def _renamed(table: TableRows, names: dict[str, str]) -> TableRows:
    column = "id" if table.table == PERMISSIONS else REFERENCE
    if column not in table.columns:
        return table
    position = table.columns.index(column)
    rows = [
        (*row[:position], names.get(row[position], row[position]), *row[position + 1 :])
        for row in table.rows
    ]
    return TableRows(table.table, table.columns, tuple(sorted(rows)))

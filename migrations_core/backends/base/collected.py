"""What a script has done to a table by now: the server that is asked for names has done nothing of it.

Pure functions over what Django's ``get_constraints()`` reports. What got its name from the server stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Check, Column, ForeignKey, Index, Made, PrimaryKey, Unique

Constraints = dict[str, dict[str, Any]]


def place_before(script: Sequence[ddl.Statement], table: str, column: str = "") -> tuple[str, str]:
    """Give the names that a table and its column had before a script; a column that it makes had none."""
    for statement in reversed(script):
        match statement:
            case ddl.RenameTable(before, after) if after == table:
                table = before
            case ddl.RenameColumn(there, before, after) if (there, after.name) == (table, column):
                column = before.name
            case ddl.CreateTable(made) if made.name == table:
                return table, ""
            case ddl.AddColumn(there, added) if (there, added.name) == (table, column):
                column = ""
    return table, column


def constraints_after(
    found: Constraints, table: str, script: Iterable[ddl.Statement], *, keys_are_indexes: bool
) -> Constraints:
    """Give what the server would report after a script; ``table`` is the name that it knows.

    ``keys_are_indexes``: a constraint shares its name with an index.
    """
    for statement in script:
        match statement:
            case ddl.RenameTable(before, after) if before == table:
                table = after
            case ddl.CreateTable(new) if new.name == table:
                found = {}
            case ddl.AddColumn(_, column, name) if name and statement.table == table:
                found = {**found, name: _key_of(column, keys_are_indexes)}
            case ddl.CreateIndex(made) | ddl.AddConstraint(made) if made.table == table:
                found = {**found, made.name: _facts(made, keys_are_indexes)}
            case _ if ddl.table_of(statement) == table:
                found = _without_dropped(_renamed(found, statement), statement)
    return found


def _renamed(found: Constraints, statement: ddl.Statement) -> Constraints:
    match statement:
        case ddl.RenameIndex(_, before, after):
            return {after if name == before else name: info for name, info in found.items()}
        case ddl.RenameColumn(_, before, after):
            names = {before.name: after.name}
            return {
                name: {**info, "columns": [names.get(column, column) for column in info["columns"]]}
                for name, info in found.items()
            }
    return found


def _without_dropped(found: Constraints, statement: ddl.Statement) -> Constraints:
    match statement:
        case ddl.DropTable():
            return {}
        case ddl.DropColumn(_, column):
            return {n: info for n, info in found.items() if column.name not in info["columns"]}
        case ddl.DropConstraint(_, name, "foreign key") if found.get(name, {}).get("index"):
            return {**found, name: {**found[name], "foreign_key": None}}
        case ddl.DropIndex(_, name) | ddl.DropConstraint(_, name):
            return {other: info for other, info in found.items() if other != name}
    return found


def _key_of(column: Column, keys_are_indexes: bool) -> dict[str, Any]:
    assert column.reference is not None
    target = column.reference
    key = ForeignKey((column.name,), target=target.table, target_columns=(target.column,))
    return _facts(key, keys_are_indexes)


def _facts(made: Made, keys_are_indexes: bool) -> dict[str, Any]:
    columns = list(made.column_names if isinstance(made, Index) else made.columns)
    is_unique = made.unique if isinstance(made, Index) else isinstance(made, Unique | PrimaryKey)
    is_key = isinstance(made, Unique | PrimaryKey | ForeignKey)
    target = (made.target, *made.target_columns) if isinstance(made, ForeignKey) else None
    return {
        "columns": columns,
        "primary_key": isinstance(made, PrimaryKey),
        "unique": is_unique,
        "foreign_key": target,
        "check": isinstance(made, Check),
        "index": isinstance(made, Index) or (is_key and keys_are_indexes),
        "orders": [],
        "type": models.Index.suffix if isinstance(made, Index) and made.listed else None,
    }

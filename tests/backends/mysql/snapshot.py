"""All that a database holds, as SHOW CREATE TABLE words it: columns in order, keys by name."""

from __future__ import annotations

import re
from typing import Any

Tables = dict[str, dict[str, list[str]]]


def snapshot(connection: Any) -> Tables:
    """Read every table."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        return {name: _table(cursor, name) for (name,) in cursor.fetchall()}


def _table(cursor: Any, name: str) -> dict[str, list[str]]:
    cursor.execute(f"SHOW CREATE TABLE `{name}`")
    [[_, text]] = cursor.fetchall()
    _, *lines, options = re.sub(r" AUTO_INCREMENT=\d+", "", text).split("\n")
    parts = [line.strip().removesuffix(",") for line in lines]
    return {
        "columns": [part for part in parts if part.startswith("`")],
        "keys": sorted(part for part in parts if not part.startswith("`")),
        "options": [options],
    }


def columns(connection: Any, table: str) -> list[str]:
    """Give the definitions of a table's columns, the primary key left out."""
    return [line for line in snapshot(connection)[table]["columns"] if not line.startswith("`id`")]


def without_positions(found: Tables) -> Tables:
    return {
        name: {part: sorted(lines) for part, lines in table.items()}
        for name, table in found.items()
    }


def without_column_checks(found: Tables) -> Tables:
    """Leave out the checks inside of columns, which Django's editor loses on MariaDB."""
    return {
        name: {
            **table,
            "columns": [re.sub(r" CHECK \(`\w+` >= 0\)$", "", line) for line in table["columns"]],
        }
        for name, table in found.items()
    }

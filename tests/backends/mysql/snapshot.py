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
    """Give the definitions of a table's columns, but the primary key, as MariaDB and MySQL would both spell them."""
    found = snapshot(connection)[table]["columns"]
    return [_in_one_spelling(line) for line in found if not line.startswith("`id`")]


def _in_one_spelling(line: str) -> str:
    """Write a column without the widths that integers have on MariaDB and the quotes that MySQL puts around numbers."""
    for pattern, replacement in (
        (r"\b((?:big|small|tiny)?int)\(\d+\)", r"\1"),
        (r"DEFAULT '(-?[\d.]+)'", r"DEFAULT \1"),
        (r"\bCURRENT_TIMESTAMP\b", "current_timestamp"),
        (r"GENERATED ALWAYS AS \(\((.*)\)\)", r"GENERATED ALWAYS AS (\1)"),
    ):
        line = re.sub(pattern, replacement, line)
    return line


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

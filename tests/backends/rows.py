"""The rows of a table, whatever the database."""

from __future__ import annotations

from typing import Any


def rows(connection: Any, table: str) -> list[dict[str, Any]]:
    """Read a table in the order of its ids."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

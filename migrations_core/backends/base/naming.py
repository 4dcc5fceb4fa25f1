"""Names of indexes and constraints, equal to those that Django gives."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import names_digest, split_identifier

UNLIMITED = 200
"""The longest name made for a database without a limit of its own."""


def index_name(table: str, columns: Sequence[str], suffix: str, *, limit: int | None) -> str:
    """Name an index ``TABLE_COLUMNS_DIGESTsuffix``, shortened evenly where it is too long."""
    table = split_identifier(table)[1]
    joined = "_".join(columns)
    tail = names_digest(table, *columns, length=8) + suffix
    limit = limit or UNLIMITED
    name = f"{table}_{joined}_{tail}"
    if len(name) <= limit:
        return name
    if len(tail) > limit / 3:
        tail = tail[: limit // 3]
    room = (limit - len(tail)) // 2 - 1
    name = f"{table[:room]}_{joined[:room]}_{tail}"
    # Oracle takes no name that starts with an underscore or a digit.
    return f"D{name[:-1]}" if name[0] == "_" or name[0].isdigit() else name

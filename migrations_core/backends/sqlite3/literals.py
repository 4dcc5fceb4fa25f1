"""Values as SQL text, for the places where SQLite takes no parameters."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from decimal import Decimal


def literal(value: object) -> str:
    """Write a value as the driver would send it."""
    with suppress(sqlite3.ProgrammingError):
        value = sqlite3.adapt(value)
    match value:
        case None:
            return "NULL"
        case bool():
            return str(int(value))
        case int() | float() | Decimal():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case bytes() | bytearray() | memoryview():
            return f"X'{value.hex()}'"
    raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}")

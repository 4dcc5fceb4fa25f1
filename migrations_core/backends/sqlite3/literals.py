"""Values as SQL text, for the places where SQLite takes no parameters."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from decimal import Decimal
from typing import Any


def literal(value: Any) -> str:
    """Write a value as the driver would send it."""
    with suppress(sqlite3.ProgrammingError):
        # The documented call; typeshed knows only the one with all arguments.
        value = sqlite3.adapt(value)  # type: ignore[call-overload]
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

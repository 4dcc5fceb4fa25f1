"""SQL that SQLite says differently, and values in it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from decimal import Decimal
from typing import Any

from migrations_core.backends.base.templates import ON_DELETE, Templates
from migrations_core.exceptions import UnquotableValueError


class SQLiteTemplates(Templates):
    """No cascades, foreign keys inside of columns, unique constraints as indexes, no comments."""

    sql_delete_table = "DROP TABLE %(table)s"
    sql_create_fk = None
    sql_create_inline_fk = (
        f"REFERENCES %(to_table)s (%(to_column)s){ON_DELETE} DEFERRABLE INITIALLY DEFERRED"
    )
    sql_create_column_inline_fk = sql_create_inline_fk
    sql_create_unique = "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)"
    sql_delete_unique = "DROP INDEX %(name)s"
    sql_alter_table_comment = None
    sql_alter_column_comment = None


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
    raise UnquotableValueError(value)

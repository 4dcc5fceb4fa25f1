"""Types of columns on SQLite: it stores anything anywhere, but what it does with it depends on the type's name.

Lengths and widths have no meaning (https://www.sqlite.org/datatype3.html). Dates and times are text that the
driver converts by the declared type, so those do differ.
"""

from __future__ import annotations

from migrations_core.schema.types import TypeSystem, among, nothing_else

INTEGERS = ("integer", "int", "bigint", "smallint", "tinyint", "bool", "boolean")
UNSIGNED = ("integer unsigned", "bigint unsigned", "smallint unsigned")

TYPES = TypeSystem(
    fits_in={
        **among(*INTEGERS, *UNSIGNED),
        **among("text", "varchar", "char"),
        **among("real", "double", "float", "decimal", "numeric"),
        **nothing_else("blob", "date", "time"),
        **among("datetime", "timestamp"),
    },
    synonyms={},
    noise=frozenset({"autoincrement"}),
    fold=str.casefold,
)

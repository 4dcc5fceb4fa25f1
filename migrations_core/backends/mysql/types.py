"""Types of columns as MySQL and MariaDB spell them; which of them JSON and UUIDs have depends on the server's age."""

from __future__ import annotations

from migrations_core.schema.types import TypeSystem, among, nothing_else

INTEGERS = ("tinyint", "smallint", "mediumint", "int", "bigint")
TEXTS = ("tinytext", "text", "mediumtext")
BLOBS = ("tinyblob", "blob", "mediumblob", "longblob")


def _growing(*names: str) -> dict[str, frozenset[str]]:
    """Give entries for types of which each takes the values of those before it."""
    return {name: frozenset(names[place + 1 :]) for place, name in enumerate(names)}


TYPES = TypeSystem(
    fits_in={
        **_growing(*INTEGERS),
        **_growing(*(f"{name} unsigned" for name in INTEGERS)),
        **_growing(*BLOBS),
        **{name: frozenset({*larger, "longtext"}) for name, larger in _growing(*TEXTS).items()},
        **among("longtext", "json"),
        **nothing_else("double", "decimal", "date", "datetime", "time"),
        "varchar": frozenset({"char", *TEXTS, "longtext"}),
        "char": frozenset({"varchar", "uuid", "inet6", *TEXTS, "longtext"}),
        "uuid": frozenset({"char", "varchar"}),
        "inet6": frozenset({"char", "varchar"}),
    },
    synonyms={
        "integer": "int",
        "integer unsigned": "int unsigned",
        "bool": "tinyint",
        "boolean": "tinyint",
        "double precision": "double",
        "numeric": "decimal",
    },
    limited=frozenset({"varchar", "char", "decimal"}),
    noise=frozenset({"auto_increment"}),
    fold=str.casefold,
)

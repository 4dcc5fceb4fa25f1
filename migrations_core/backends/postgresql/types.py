"""Types of columns as PostgreSQL and the projects that use it spell them (manual: Data Types, table 8.1)."""

from __future__ import annotations

from migrations_core.schema.types import TypeSystem, among, nothing_else

TYPES = TypeSystem(
    fits_in={
        **nothing_else("bigint", "double precision", "numeric", "boolean", "bytea", "uuid"),
        **nothing_else("date", "interval", "time without time zone", "time with time zone"),
        **nothing_else("timestamp without time zone", "timestamp with time zone"),
        **among("json", "jsonb"),
        **among("text", "character varying", "character"),
        "smallint": frozenset({"integer", "bigint"}),
        "integer": frozenset({"bigint"}),
        "real": frozenset({"double precision"}),
        "inet": frozenset(),
        "cidr": frozenset({"inet"}),
    },
    synonyms={
        "varchar": "character varying",
        "char": "character",
        "decimal": "numeric",
        "int": "integer",
        "int4": "integer",
        "int8": "bigint",
        "int2": "smallint",
        "serial": "integer",
        "bigserial": "bigint",
        "smallserial": "smallint",
        "bool": "boolean",
        "float8": "double precision",
        "float4": "real",
        "time": "time without time zone",
        "timetz": "time with time zone",
        "timestamp": "timestamp without time zone",
        "timestamptz": "timestamp with time zone",
    },
    limited=frozenset({"character varying", "character", "numeric"}),
    unlimited=frozenset({"text"}),
)

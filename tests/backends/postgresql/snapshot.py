"""All that a PostgreSQL schema holds, as the server words it, without the schema's own name."""

from __future__ import annotations

from typing import Any

COLUMNS = """
    SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, l.collname,
           col_description(c.oid, a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname, a.attnum
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
INDEXES = """
    SELECT i.indrelid::regclass::text, c.relname, pg_get_indexdef(c.oid), i.indisvalid
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
SEQUENCES = """
    SELECT c.relname, format_type(s.seqtypid, NULL), s.seqmax, d.deptype,
           d.refobjid::regclass::text
    FROM pg_class c
    JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i')
    WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""
TABLES = """
    SELECT relname, obj_description(oid, 'pg_class'), reltablespace FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1
"""
PARTS = {
    "tables": TABLES,
    "columns": COLUMNS,
    "constraints": CONSTRAINTS,
    "indexes": INDEXES,
    "sequences": SEQUENCES,
}


def snapshot(connection: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Read everything; columns in the order of their tables, the rest by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        prefix = f"{cursor.fetchone()[0]}."
        return {part: _rows(cursor, sql, prefix) for part, sql in PARTS.items()}


def _rows(cursor: Any, sql: str, prefix: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return [
        tuple(value.replace(prefix, "") if isinstance(value, str) else value for value in row)
        for row in cursor.fetchall()
    ]


def without_positions(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out the places of columns, and of the tables' histories what else cannot matter."""
    columns = sorted((row[0], *row[2:]) for row in found["columns"])
    return {**found, "columns": columns}

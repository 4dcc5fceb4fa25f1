"""What PostgreSQL's catalogue says that Django does not ask."""

from __future__ import annotations

from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.planning.asking import Database


def serial_sequence(editor: Database, table: str, column: str) -> str | None:
    """Give the name of the sequence behind a serial column; an identity column has none to name."""
    table, column = map(strip_quotes, editor.inspected_place(table, column))
    rows = editor.query(
        "SELECT s.relname FROM pg_class s"
        " JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'"
        " AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass"
        " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
        " JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.relkind = 'S' AND t.relname = %s AND a.attname = %s"
        " AND pg_table_is_visible(t.oid)",
        [table, column],
    )
    return rows[0][0] if rows else None


def is_deterministic(editor: Database, collation: str) -> bool:
    """Tell whether a collation compares byte by byte in the end; LIKE needs one that does."""
    rows = editor.query(
        "SELECT collisdeterministic FROM pg_collation"
        " WHERE collname = %s AND pg_collation_is_visible(oid)",
        [collation],
    )
    return bool(rows and rows[0][0])

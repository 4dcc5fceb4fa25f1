"""What PostgreSQL's catalogue says that Django does not ask."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import strip_quotes


def serial_sequence(editor: Any, table: str, column: str) -> str | None:
    """Give the name of the sequence behind a serial column; an identity column has none to name."""
    table = strip_quotes(editor.collected_table_renames.get(table, table))
    rows = editor._query(
        "SELECT s.relname FROM pg_class s"
        " JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'"
        " AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass"
        " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
        " JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.relkind = 'S' AND t.relname = %s AND a.attname = %s"
        " AND pg_table_is_visible(t.oid)",
        [table, strip_quotes(column)],
    )
    return rows[0][0] if rows else None


def own_sequence(editor: Any, name: str, column: tuple[str, str]) -> bool:
    """Tell whether a sequence of this name goes with the (table, column), as its identity or as a serial."""
    rows = editor._query(
        "SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = to_regclass(%s)"
        " AND refclassid = 'pg_class'::regclass AND refobjid = to_regclass(%s) AND deptype IN ('a', 'i')"
        " AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = refobjid AND attname = %s)",
        [editor.quote_name(name), editor.quote_name(column[0]), column[1]],
    )
    return bool(rows)


def exists(editor: Any, name: str) -> bool:
    """Tell whether there is a table, an index, a sequence of this name."""
    [(found,)] = editor._query("SELECT to_regclass(%s) IS NOT NULL", [editor.quote_name(name)])
    return bool(found)


def is_deterministic(editor: Any, collation: str) -> bool:
    """Tell whether a collation compares byte by byte in the end; LIKE needs one that does."""
    rows = editor._query(
        "SELECT collisdeterministic FROM pg_collation"
        " WHERE collname = %s AND pg_collation_is_visible(oid)",
        [collation],
    )
    return bool(rows and rows[0][0])

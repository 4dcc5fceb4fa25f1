"""What the server says about columns and tables that Django does not ask."""

from __future__ import annotations

from typing import Protocol

from migrations_core.backends.base.planning.asking import Database
from migrations_core.values import frozen

from .dialect import MySQLDialect

# Names are compared with constants everywhere: else the server opens the tables of all databases.
COLUMN = """
    SELECT column_type, column_default, collation_name,
           (SELECT table_collation FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = %s),
           extra, column_comment
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s
"""
COLUMN_CHECK = """
    SELECT check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() AND table_name = %s AND constraint_name = %s
      AND level = 'Column'
"""
ENGINE = """
    SELECT engine FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = %s
"""


class MySQLDatabase(Database, Protocol):
    """Tells defaults as values, which are to be written as SQL."""

    @property
    def dialect(self) -> MySQLDialect: ...

    def quote_value(self, value: object) -> str: ...


@frozen
class StoredColumn:
    """A column as the server has it; what is empty is as the table's options say.

    ``check`` is the column's own, which MariaDB drops with a MODIFY that does not restate it.
    """

    type: str
    default: str | None = None
    collation: str = ""
    on_update: str = ""
    invisible: bool = False
    comment: str = ""
    check: str = ""


def stored_column(editor: MySQLDatabase, table: str, column: str) -> StoredColumn | None:
    """Describe a column, or give None if there is none: its migration may only be collected."""
    table, column = editor.inspected_place(table, column)
    rows = editor.query(COLUMN, [table, table, column])
    if not rows:
        return None
    type_, default, collation, of_table, extra, comment = rows[0]
    is_mariadb = editor.dialect.is_mariadb
    check = editor.query(COLUMN_CHECK, [table, column]) if is_mariadb else ()
    words = extra.lower()
    return StoredColumn(
        type=type_.lower(),
        default=_default(editor, default, words, is_mariadb),
        collation="" if collation == of_table else collation or "",
        on_update=f"on update{words.partition('on update')[2]}" if "on update" in words else "",
        invisible="invisible" in words,
        comment=comment,
        check=check[0][0] if check else "",
    )


def _default(editor: MySQLDatabase, stored: str | None, extra: str, is_mariadb: bool) -> str | None:
    """Give the default as SQL text: MariaDB stores that, MySQL the bare value of a constant."""
    if stored is None or "auto_increment" in extra:
        return None
    if is_mariadb:
        return None if stored.upper() == "NULL" else stored
    if "default_generated" not in extra:
        return str(editor.quote_value(stored))
    return stored if stored.upper().startswith("CURRENT_TIMESTAMP") else f"({stored})"


def storage_engine(editor: MySQLDatabase, table: str) -> str:
    """Give the engine of a table, or the one that it is going to have."""
    rows = editor.query(ENGINE, [editor.inspected_place(table)[0]])
    return str(rows[0][0]) if rows else editor.dialect.default_engine

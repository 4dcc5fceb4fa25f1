"""SQL that SQLite says differently."""

from __future__ import annotations

from migrations_core.backends.base.templates import ON_DELETE, Templates


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

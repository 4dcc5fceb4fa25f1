"""SQL that MySQL and MariaDB say differently."""

from __future__ import annotations

from django.utils.functional import cached_property

from migrations_core.backends.base.templates import ON_DELETE
from migrations_core.backends.base.third_party import ForeignKeyNames

from .dialect import MySQLDialect, dialect_of


class MySQLTemplates(ForeignKeyNames):
    """Where the two servers part, the dialect says which one it is."""

    @cached_property
    def dialect(self) -> MySQLDialect:
        return dialect_of(self.connection)

    sql_rename_table = "RENAME TABLE %(old_table)s TO %(new_table)s"
    sql_alter_table_comment = "ALTER TABLE %(table)s COMMENT = %(comment)s"

    sql_modify_column = "MODIFY %(column)s %(definition)s"
    """What we send ourselves. The next three have the forms that fillers-in know."""
    sql_alter_column_null = "MODIFY %(column)s %(type)s NULL"
    sql_alter_column_not_null = "MODIFY %(column)s %(type)s NOT NULL"
    sql_alter_column_type = "MODIFY %(column)s %(type)s%(collation)s%(comment)s"
    sql_alter_column_no_default_null = "ALTER COLUMN %(column)s SET DEFAULT NULL"
    sql_alter_column_comment = None

    sql_create_column_inline_fk = (
        ", ADD CONSTRAINT %(name)s FOREIGN KEY (%(column)s) "
        f"REFERENCES %(to_table)s(%(to_column)s){ON_DELETE}"
    )
    sql_delete_fk = "ALTER TABLE %(table)s DROP FOREIGN KEY %(name)s"
    sql_delete_unique = "ALTER TABLE %(table)s DROP INDEX %(name)s"
    sql_delete_pk = "ALTER TABLE %(table)s DROP PRIMARY KEY"

    sql_create_index = "CREATE INDEX %(name)s ON %(table)s (%(columns)s)%(extra)s"
    sql_delete_index = "DROP INDEX %(name)s ON %(table)s"
    sql_rename_index = "ALTER TABLE %(table)s RENAME INDEX %(old_name)s TO %(new_name)s"

    @property
    def sql_delete_check(self) -> str:  # type: ignore[override]  # which server is known late
        if self.dialect.is_mariadb:
            # A check that belongs to a column has the column's name and goes with a MODIFY.
            return "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s"
        return "ALTER TABLE %(table)s DROP CHECK %(name)s"

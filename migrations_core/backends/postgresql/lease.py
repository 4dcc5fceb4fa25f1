"""A lease on PostgreSQL, where a table is found by the search path of the connection that looks for it."""

from __future__ import annotations

from migrations_core.backends.base.lease import Lease


class PostgreSQLLease(Lease):
    """One for each schema; a connection of its own need not look for tables where this one does."""

    def _place(self) -> tuple[str, str]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(current_schema(), ''), n.nspname FROM pg_class c JOIN pg_namespace n "
                "ON n.oid = c.relnamespace WHERE c.oid = to_regclass(%s)",
                [self.table],
            )
            name, schema = cursor.fetchone()
        quote = self.connection.ops.quote_name
        return name, f"{quote(schema)}.{quote(self.table)}"

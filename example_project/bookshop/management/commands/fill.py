"""Fill the databases with the rows of the shop's early days."""

from django.core.management.base import BaseCommand
from django.db import connections, transaction

from bookshop import rows


class Command(BaseCommand):
    """Insert the rows with plain SQL; see ``bookshop.rows`` for how far to migrate before."""

    help = __doc__

    def handle(self, **options):
        """Fill both databases, each in one transaction."""
        self.fill("default", rows.in_default())
        self.fill("archive", rows.in_archive())

    def fill(self, alias, tables):
        """Insert the rows of each table."""
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            for table, table_rows in tables:
                sql = self.insert(connections[alias].ops.quote_name, table, table_rows[0])
                cursor.executemany(sql, [list(row.values()) for row in table_rows])
                self.stdout.write(f"{alias}: {len(table_rows)} rows into {table}")

    def insert(self, quote, table, row):
        """Return the statement that inserts one row."""
        columns = ", ".join(quote(column) for column in row)
        return f"INSERT INTO {quote(table)} ({columns}) VALUES ({', '.join(['%s'] * len(row))})"

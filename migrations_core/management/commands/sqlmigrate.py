"""``manage.py sqlmigrate``: print the SQL of one migration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import connections

from migrations_core.management.base import ReportingCommand
from migrations_core.management.options import add_options, database, flag, option
from migrations_core.workflows.sql import Script, script


class Command(ReportingCommand):
    help = "Prints the SQL statements of one migration."
    output_transaction = True

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(
            parser,
            (
                option("app_label", help="The app that the migration belongs to."),
                option("migration_name", help="The migration, or the first letters of its name."),
                database("to print the SQL for"),
                flag("--backwards", help="Print what undoes the migration instead."),
            ),
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        # The output is a script and never coloured, so neither are the BEGIN and COMMIT around it.
        self.style.SQL_KEYWORD = lambda text: text  # type: ignore[method-assign]  # styles are plain functions
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> str:
        connection = connections[options["database"]]
        sql = script(
            connection,
            options["app_label"],
            options["migration_name"],
            backwards=options["backwards"],
        )
        if not sql.statements and options["verbosity"] >= 1:
            self.stderr.write("No operations found.")
        # BaseCommand.execute() puts BEGIN and COMMIT around what this method returns.
        self.output_transaction = sql.in_transaction and not (sql.before or sql.after)
        return "\n".join(self._lines(sql, connection))

    def _lines(self, sql: Script, connection: Any) -> list[str]:
        if self.output_transaction or not (sql.before or sql.after):
            return sql.statements
        begin, end = connection.ops.start_transaction_sql(), connection.ops.end_transaction_sql()
        body = [begin, *sql.statements, end] if sql.in_transaction else sql.statements
        return [*sql.before, *body, *sql.after]

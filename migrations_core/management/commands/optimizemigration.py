"""``manage.py optimizemigration``: write one migration anew with fewer operations."""

from __future__ import annotations

import shutil
import sys
from typing import Any

from django.core.management.base import CommandParser

from migrations_core.management.base import ReportingCommand
from migrations_core.management.options import add_options, flag, option
from migrations_core.workflows.make import write_migrations
from migrations_core.workflows.optimize import Optimization, optimization, optimized_file
from migrations_core.writer import format_files

MANUAL_PORTING = (
    "  Your migrations contained functions that must be manually copied over,\n"
    "  as we could not safely copy their implementation.\n"
    "  See the comment at the top of the optimized migration for details."
)
UNFORMATTED = 'Optimized migration couldn\'t be formatted using the "black" command. You can call it manually.'


class Command(ReportingCommand):
    help = "Writes one migration anew with as few operations as have the same effect."

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(
            parser,
            (
                option("app_label", help="The app that the migration belongs to."),
                option("migration_name", help="The migration, or the first letters of its name."),
                flag(
                    "--check", help="Write nothing, and exit with status 1 if it can be optimized."
                ),
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        found = optimization(options["app_label"], options["migration_name"])
        if not found.is_useful:
            self._say("No optimizations possible.")
            return
        before, after = len(found.migration.operations), len(found.operations)
        self._say(f"Optimizing from {before} operations to {after} operations.")
        if options["check"]:
            sys.exit(1)
        self._write(found)

    def _write(self, found: Optimization) -> None:
        file = optimized_file(found)
        if file.needs_manual_porting:
            self._say(self.style.MIGRATE_HEADING("Manual porting required") + "\n" + MANUAL_PORTING)
            if shutil.which("black"):
                self._say(self.style.WARNING(UNFORMATTED))
        write_migrations([file])
        format_files([file.path], self.stderr)
        self._say(self.style.MIGRATE_HEADING(f"Optimized migration {file.path}"))

    def _say(self, message: str) -> None:
        if self.verbosity > 0:
            self.stdout.write(message)

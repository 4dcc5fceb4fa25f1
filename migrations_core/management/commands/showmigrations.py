"""``manage.py showmigrations``: print every migration and whether it is applied."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import CommandParser
from django.db import connections

from migrations_core.loader import MigrationLoader
from migrations_core.management.base import ReportingCommand
from migrations_core.management.options import add_options, database, option
from migrations_core.recorder import MigrationRecorder
from migrations_core.workflows.show import Listed, Standing, full_plan, list_app

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FORMATS = (
    option(
        "--list",
        "-l",
        action="store_const",
        dest="format",
        const="list",
        help="Print the migrations of each app and which are applied; with a verbosity of 2 or more, when.",
    ),
    option(
        "--plan",
        "-p",
        action="store_const",
        dest="format",
        const="plan",
        help=(
            "Print the migrations in the order of application; with a verbosity of 2 or more, what each "
            "depends on (run_before included)."
        ),
    ),
)


class Command(ReportingCommand):
    help = "Shows all migrations of the project and which of them are applied."

    def add_arguments(self, parser: CommandParser) -> None:
        labels = option("app_label", nargs="*", help="Show these apps only.")
        add_options(parser, (labels, database("whose migrations are shown")))
        add_options(parser.add_mutually_exclusive_group(), FORMATS)
        parser.set_defaults(format="list")

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        connection = connections[options["database"]]
        show = self.show_plan if options["format"] == "plan" else self.show_list
        show(connection, options["app_label"])

    def show_list(
        self, connection: BaseDatabaseWrapper, app_names: Sequence[str] | None = None
    ) -> None:
        """Print the migrations app by app."""
        loader = MigrationLoader(connection, ignore_no_migrations=True)
        recorded = MigrationRecorder(connection).applied_migrations()
        if app_names:
            self._validate_app_names(loader, app_names)
        for app_label in app_names or sorted(loader.migrated_apps):
            self.stdout.write(app_label, self.style.MIGRATE_LABEL)
            listed = list_app(loader, recorded, app_label)
            for migration in listed:
                self.stdout.write(self._list_line(migration))
            if not listed:
                self.stdout.write(" (no migrations)", self.style.ERROR)

    def _list_line(self, migration: Listed) -> str:
        line = f" [{migration.standing.value}] {migration.name}"
        if migration.replaced_count:
            line += f" ({migration.replaced_count} squashed migrations)"
        if migration.standing is Standing.UNRECORDED:
            line += " Run 'manage.py migrate' to finish recording."
        if self.verbosity >= 2 and migration.applied_at is not None:
            line += f" (applied at {migration.applied_at:%Y-%m-%d %H:%M:%S})"
        return line

    def show_plan(
        self, connection: BaseDatabaseWrapper, app_names: Sequence[str] | None = None
    ) -> None:
        """Print the migrations in the order of application."""
        loader = MigrationLoader(connection)
        if app_names:
            self._validate_app_names(loader, app_names)
        planned = list(full_plan(loader, app_names or ()))
        for migration in planned:
            mark = "X" if migration.applied else " "
            line = "[{}]  {}.{}".format(mark, *migration.key)
            if self.verbosity >= 2 and migration.parents:
                line += " ... ({})".format(", ".join(".".join(key) for key in migration.parents))
            self.stdout.write(line)
        if not planned:
            self.stdout.write("(no migrations)", self.style.ERROR)

    def _validate_app_names(self, loader: MigrationLoader, app_names: Sequence[str]) -> None:
        """Name every unknown app, then give up with the status of a usage error."""
        unknown = []
        for app_name in app_names:
            try:
                apps.get_app_config(app_name)
            except LookupError as error:
                unknown.append(str(error))
        for message in unknown:
            self.stderr.write(message)
        if unknown:
            sys.exit(2)

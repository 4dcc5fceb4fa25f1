"""``manage.py finishsquash``: make squashed migrations permanent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import connections

from migrations_core.loader import MigrationLoader
from migrations_core.management.base import ReportingCommand
from migrations_core.management.options import NO_INPUT, add_options, flag, option
from migrations_core.management.squash_reports import wishes_to_proceed
from migrations_core.workflows.squash.disk import change_files
from migrations_core.workflows.squash.finish import (
    Finish,
    check_loadable,
    plan,
    refuse_unapplied,
    select,
)


class Command(ReportingCommand):
    help = (
        "Makes squashed migrations ordinary ones: takes out what they replace, lets other migrations depend on them "
        "instead, and deletes the replaced files. Refuses while a database has not applied them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(
            parser,
            (
                option(
                    "app_label", nargs="*", help="Finish squashed migrations of these apps only."
                ),
                option(
                    "--database",
                    action="append",
                    dest="databases",
                    choices=tuple(connections),
                    help="Ask this database only whether it is ready; may be given several times.",
                ),
                flag("--dry-run", help="Show what would be changed and deleted."),
                NO_INPUT,
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        loader = MigrationLoader(None)
        squashes = select(loader, options["app_label"])
        if not squashes:
            self._say("No squashed migrations to finish.")
            return
        refuse_unapplied(squashes, options["databases"] or tuple(connections))
        finish = plan(loader, squashes)
        self._show(finish)
        if options["dry_run"] or (options["interactive"] and not wishes_to_proceed(self.stdout)):
            return
        changed = {*finish.texts, *finish.deletions}
        change_files(finish.texts, finish.deletions, lambda: check_loadable(changed))
        self._say(
            f"Changed {len(finish.texts)} and deleted {len(finish.deletions)} files. Once this is deployed everywhere, "
            "'manage.py migrate APP --prune' forgets the deleted migrations."
        )

    def _show(self, finish: Finish) -> None:
        heading = self.style.MIGRATE_HEADING
        self._say(heading("Will become ordinary migrations:"))
        for key in finish.squashes:
            self._say(f" - {'.'.join(key)}")
        self._say(heading("Will be changed:"))
        for path in finish.texts:
            self._say(f" - {path}")
        self._say(heading("Will be deleted:"))
        for path in finish.deletions:
            self._say(f" - {path}")

    def _say(self, line: str) -> None:
        if self.verbosity > 0:
            self.stdout.write(line)

"""``manage.py squashmigrations``: put one migration in the place of many."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

import django
from django.apps import apps
from django.core.management.base import CommandParser

from migrations_core.exceptions import UsageError, VerificationError
from migrations_core.loader import MigrationLoader
from migrations_core.management.base import ReportingCommand
from migrations_core.management.options import NO_INPUT, add_options, flag, option
from migrations_core.management.squash_reports import (
    left_out,
    reasons_for_parts,
    reasons_for_scripts,
    wishes_to_proceed,
)
from migrations_core.workflows.squash import (
    SquashGroup,
    SquashOptions,
    combine,
    parts,
    texts_of,
    why_special,
    worth_writing,
)
from migrations_core.workflows.squash.combining import Squash
from migrations_core.workflows.squash.files import Verification, verify_and_write, write
from migrations_core.workflows.squash.selection import Range, select_all, select_apps, select_range
from migrations_core.workflows.squash.writer import SquashWriter

OPTIONS = (
    flag("--all", help="Squash the whole history of every app of the project, in one run."),
    flag("--no-optimize", help="Put the operations together as they are."),
    NO_INPUT,
    option("--squashed-name", help="The name of the new migration, without its number."),
    option(
        "--no-header",
        action="store_false",
        dest="include_header",
        help="Leave out the comment with version and date at the top of the file.",
    ),
    flag(
        "--verify",
        help=(
            "Migrate empty databases with and without the new migrations and compare them; if they differ, "
            "the new migrations are not kept."
        ),
    ),
    flag("--keep", help="Keep the new migrations even if --verify finds a difference."),
)

ADVICE = (
    "  You should commit this migration but leave the old ones in place;\n"
    "  the new migration will be used for new installs. Once you are sure\n"
    "  all instances of the codebase have applied the migrations you squashed,\n"
    "  you can delete them."
)
PORTING = (
    "  Your migrations contained functions that must be manually copied over,\n"
    "  as we could not safely copy their implementation.\n"
    "  See the comment at the top of the squashed migration for details."
)


class Command(ReportingCommand):
    help = (
        "Squashes migrations of an app, from the first or START up to END, into one; or, given labels of apps or "
        "--all, whole histories into as few migrations as the dependencies between the apps allow."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self._parser = super().create_parser(prog_name, subcommand, **kwargs)
        return self._parser

    def add_arguments(self, parser: CommandParser) -> None:
        named = (
            option("app_label", nargs="?", help="The app whose migrations are squashed."),
            option(
                "start_migration_name",
                nargs="?",
                help="The first to squash; the app's first if left out.",
            ),
            option("migration_name", nargs="?", help="The last to squash."),
            option(
                "more_app_labels",
                nargs="*",
                help="Instead of migrations: more apps, to be squashed as a whole.",
            ),
        )
        add_options(parser, (*named, *OPTIONS))

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        self.interactive = options["interactive"]
        loader = MigrationLoader(None)
        ranges, single = self._ranges(loader, options)
        found = parts(loader, ranges)
        chosen = worth_writing(found, single=single)
        if not chosen:
            self._say(
                "Nothing to squash: there is no app with several migrations that could be one."
            )
            return
        if not self._confirmed(ranges if single else chosen, single=single):
            return
        self._say_why_parts(found, loader, single=single)
        self._warn_about_special(ranges)
        squashes = self._combine(chosen, options, single=single)
        writers = texts_of(squashes, include_header=options["include_header"])
        self._write(writers, squashes, options)

    # What is to be squashed

    def _ranges(self, loader: MigrationLoader, options: dict[str, Any]) -> tuple[list[Range], bool]:
        """Return the ranges, and whether it is the one of Django's form: an app and migrations of it."""
        words = [options[name] for name in ("app_label", "start_migration_name", "migration_name")]
        words = [word for word in (*words, *(options["more_app_labels"] or ())) if word]
        if options["all"]:
            if words:
                self._parser.error("--all takes no labels and no migrations.")
            return select_all(loader), False
        if len(words) < 2:
            missing = "app_label, migration_name" if not words else "migration_name"
            if words:
                select_apps(loader, words)
            self._parser.error(f"the following arguments are required: {missing}")
        if len(words) > 3 or self._are_labels(loader, words):
            return select_apps(loader, words), False
        app_label, *start, end = words
        return [select_range(loader, app_label, start[0] if start else None, end)], True

    def _are_labels(self, loader: MigrationLoader, words: Sequence[str]) -> bool:
        """Tell "app app app" from "app start end"; refuse what may be either."""
        if not all(word in apps.app_configs for word in words):
            return False
        names = [name for app, name in loader.disk_migrations if app == words[0]]
        clashes = [word for word in words[1:] if any(name.startswith(word) for name in names)]
        if clashes:
            raise UsageError(
                f"'{clashes[0]}' is the label of an app and the beginning of a migration of '{words[0]}'. "
                "Write more of the migration's name, or squash the apps one at a time.",
                option=clashes[0],
            )
        return True

    def _confirmed(self, found: Sequence[Range] | Sequence[SquashGroup], *, single: bool) -> bool:
        if self.verbosity == 0 and not self.interactive:
            return True
        self.stdout.write(self.style.MIGRATE_HEADING("Will squash the following migrations:"))
        for each in found:
            for migration in each.migrations:
                self.stdout.write(f" - {migration.name if single else migration}")
        return not self.interactive or wishes_to_proceed(self.stdout)

    def _say_why_parts(
        self, found: Sequence[SquashGroup], loader: MigrationLoader, *, single: bool
    ) -> None:
        for line in reasons_for_parts(found, loader):
            self._say(line)

    def _warn_about_special(self, ranges: Sequence[Range]) -> None:
        for each in ranges:
            for migration in each.migrations:
                if reason := why_special(migration):
                    self._say(self.style.WARNING(f"{migration} stays as it is: {reason}."))

    # Combining and writing

    def _combine(
        self, chosen: Sequence[SquashGroup], options: dict[str, Any], *, single: bool
    ) -> list[Squash]:
        optimize = not options["no_optimize"]
        squashes = []
        for squash in combine(chosen, SquashOptions(options["squashed_name"], optimize)):
            self._warn_about_nested(squash)
            app = "" if single and len(chosen) == 1 else f" {squash.migration}"
            if optimize:
                self._say(self.style.MIGRATE_HEADING(f"Optimizing{app}..."))
                self._say_how_many(squash)
            else:
                self._say(self.style.MIGRATE_HEADING("(Skipping optimization.)"))
            squashes.append(squash)
        return squashes

    def _say_how_many(self, squash: Squash) -> None:
        before, after = squash.operations_before, len(squash.migration.operations)
        if before == after:
            self._say("  No optimizations possible.")
        else:
            self._say(f"  Optimized from {before} operations to {after} operations.")
        for line in reasons_for_scripts(squash, verbose=self.verbosity > 1):
            self._say(line)

    def _warn_about_nested(self, squash: Squash) -> None:
        nested = [migration.name for migration in squash.replaced if migration.replaces]
        if nested and django.VERSION < (6, 0):
            self._say(
                self.style.WARNING(
                    f"{squash.migration} replaces squashed migrations ({', '.join(nested)}). migrations_core reads "
                    "that with every Django, Django itself from 6.0 on: until then run finishsquash first if the "
                    "project also has to work without migrations_core."
                )
            )

    def _write(
        self,
        writers: Sequence[SquashWriter],
        squashes: Sequence[Squash],
        options: dict[str, Any],
    ) -> None:
        if not options["verify"]:
            write(writers, self.stderr)
            self._report(writers)
            return
        self._say(
            self.style.MIGRATE_HEADING(
                "Verifying: migrating empty databases the old way and the new way..."
            )
        )
        verification = verify_and_write(writers, self.stderr, keep=options["keep"])
        if verification.is_clean:
            self._say("  Both ways lead to the same schema and the same data.")
            self._report(writers)
            return
        if options["keep"]:
            self._report(writers)
        raise VerificationError(
            self._explained(verification, squashes, kept=options["keep"]),
            failure=verification.failure,
            differences=verification.differences,
        )

    def _explained(
        self, verification: Verification, squashes: Sequence[Squash], *, kept: bool
    ) -> str:
        ending = "The new files were kept." if kept else "No file was kept; --keep keeps them."
        return "\n".join([verification.report(), *left_out(squashes), ending])

    def _report(self, writers: Sequence[SquashWriter]) -> None:
        for writer in writers:
            heading = self.style.MIGRATE_HEADING(f"Created new squashed migration {writer.path}")
            self._say(heading if writer is not writers[-1] else f"{heading}\n{ADVICE}")
        unported = [writer for writer in writers if writer.needs_manual_porting]
        if unported:
            self._say(self.style.MIGRATE_HEADING("Manual porting required") + f"\n{PORTING}")
            for writer in unported:
                for module, reason in writer.not_copied().items():
                    self._say(f"  {module}: {reason}")
            if shutil.which("black"):
                self._say(
                    self.style.WARNING(
                        'Squashed migration couldn\'t be formatted using the "black" command. You can call it manually.'
                    )
                )

    def _say(self, line: str) -> None:
        if self.verbosity > 0:
            self.stdout.write(line)

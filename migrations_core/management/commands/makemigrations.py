"""``manage.py makemigrations``: write the migrations that the models need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser, no_translations
from django.db import DEFAULT_DB_ALIAS, connections

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.autodetector.naming import first_leaves
from migrations_core.exceptions import (
    ConflictingMigrationsError,
    RefusedChangesError,
    UnmergeableBranchesError,
)
from migrations_core.failures import with_names
from migrations_core.loader import MigrationLoader
from migrations_core.management.options import NO_INPUT, add_options, flag, option
from migrations_core.management.unwritten_changes import (
    left_over_notice,
    notices,
    refusal_message,
    third_party_conflict,
)
from migrations_core.management.writing import WritingCommand
from migrations_core.workflows import make
from migrations_core.workflows.conflicts import conflicts_of, refuse_conflicts
from migrations_core.workflows.detection import Detected, autodetector_of, detect, detector_for
from migrations_core.workflows.histories import check_histories
from migrations_core.workflows.left_behind import left_behind
from migrations_core.workflows.merge import branches_of, judge, left_over, merge_migration
from migrations_core.workflows.update import update_last_migrations
from migrations_core.workflows.write_policy import WriteDecisions, sort_changes
from migrations_core.writer import format_files

if TYPE_CHECKING:
    from migrations_core.migration import Migration
    from migrations_core.workflows.conflicts import Conflicts
    from migrations_core.workflows.detection import Changes

OPTIONS = (
    option("args", metavar="app_label", nargs="*", help="Make migrations for these apps only."),
    flag(
        "--dry-run", help="Print what would be written, and write nothing; with -v3, whole files."
    ),
    flag("--merge", help="Join the branches of apps whose migrations end in more than one."),
    flag("--empty", help="Write a migration without operations, to be filled in by hand."),
    NO_INPUT,
    option("-n", "--name", help="The name of the migrations, after their number."),
    option(
        "--no-header",
        action="store_false",
        dest="include_header",
        help="Leave out the comment at the top of the files.",
    ),
    flag(
        "--check",
        dest="check_changes",
        help="Write nothing, and exit with status 1 if there are changes without migrations.",
    ),
    flag(
        "--scriptable",
        help="Print nothing but the paths of new files to stdout, the rest to stderr.",
    ),
    flag("--update", help="Put the changes into the last migrations, and optimize these."),
    option(
        "--answers",
        metavar="FILE",
        help="Find the answers to all questions in a TOML or JSON file.",
    ),
    flag("--strict", help="With --noinput, refuse to guess whether something was renamed."),
    flag("--include-third-party", help="Write into installed packages, too."),
    flag(
        "--allow-data-loss",
        help="Write changes, too, that can only fail or lose data when they are applied.",
    ),
)


class Command(WritingCommand):
    help = "Writes migrations for what has changed in the models."

    autodetector: Any = MigrationAutodetector
    """The class that finds the changes; subclasses may bring their own."""

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(parser, OPTIONS)

    @no_translations
    def handle(self, *app_labels: str, **options: Any) -> None:
        self._take(options)
        self.autodetector = autodetector_of(self, "makemigrations")
        self.app_labels = set(app_labels)
        self._refuse_unknown_apps()
        # Without a connection: which of a squashed migration and those that it replaces counts is the same everywhere.
        loader = MigrationLoader(None, ignore_no_migrations=True)
        check_histories(loader, connections)
        conflicts = conflicts_of(loader, self.app_labels)
        if self.merge:
            self.handle_merge(loader, conflicts)
            return
        refuse_conflicts(conflicts)
        detector = detector_for(self.autodetector, loader, self._questioner())
        if self.empty:
            changes = make.empty_migrations(self.app_labels)
            changes = detector.arrange_for_graph(changes, loader.graph, self.migration_name)
            found = Detected(changes)
        else:
            name = self.migration_name
            found = detect(detector, loader, self.app_labels, migration_name=name)
            self._examine_answers(detector, found)
        leaves = first_leaves(loader.graph)
        # Where nothing is written, all is told, as Django does: migrate points out the same changes.
        held_back = _nothing if self.check_changes else self._is_held_back
        self._finish(sort_changes(found, leaves, held_back))

    def _refuse_unknown_apps(self) -> None:
        problems = make.unknown_apps(self.app_labels)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            sys.exit(2)

    def _finish(self, changes: WriteDecisions) -> None:
        """Write what may be written, and report the rest."""
        if changes.written and self.update:
            self.write_to_last_migration_files(changes.written)
        elif changes.written:
            self.write_migration_files(changes.written)
        problem = refusal_message(changes)
        if not (changes.written or problem):
            self._say_that_nothing_changed()
        for notice in (*notices(changes), *left_behind(changes.written, connections)):
            self._notice(str(notice))
        if problem:
            raise RefusedChangesError(problem)
        if changes.written and self.check_changes:
            sys.exit(1)

    def write_to_last_migration_files(self, changes: Changes) -> None:
        """Put new migrations into the last ones of their apps."""
        loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
        updates = update_last_migrations(loader, changes, self.migration_name)
        self.write_migration_files(updates.changes, updates.replaced_paths)

    # Merging

    def handle_merge(self, loader: MigrationLoader, conflicts: Conflicts) -> None:
        """Join the branches of each app that has several."""
        if not conflicts:
            self.log("No conflicts detected to merge.")
            return
        self.questioner = self._merge_questioner()
        self._refuse_other_merges(conflicts)
        for app_label, names in conflicts.items():
            if self._is_held_back(app_label):
                raise ConflictingMigrationsError(
                    third_party_conflict(app_label, names), leaves={app_label: names}
                )
            self._merge_app(loader, app_label, names)

    def _merge_app(self, loader: MigrationLoader, app_label: str, names: list[str]) -> None:
        branches = branches_of(loader, app_label, names)
        if self.verbosity > 0:
            self.log(self.style.MIGRATE_HEADING(f"Merging {app_label}"))
            for branch in branches:
                self.log(self.style.MIGRATE_LABEL(f"  Branch {branch.leaf.name}"))
                for operation in branch.operations:
                    self.log(f"    {with_names(operation.formatted_description(), operation)}")
        verdict = judge(loader, self.autodetector, app_label, branches)
        if verdict.commute is False and self.strict and not self.interactive:
            raise UnmergeableBranchesError(
                f"Not merged: {verdict}", app_label=app_label, reason=verdict.reason
            )
        self._notice(f"  {verdict}")
        if not self.questioner.ask_merge(app_label):
            return
        parse_number = self.autodetector.parse_number
        merged = merge_migration(app_label, branches, self.migration_name, parse_number)
        self._write_merge(merged)

    def _write_merge(self, merged: Migration) -> None:
        (file,) = self._files([merged])
        if self.dry_run:
            if self.verbosity == 3:
                heading = f"Full merge migrations file '{file.name}':"
                self.log(self.style.MIGRATE_HEADING(heading))
                self.log(file.text)
            return
        make.write_migrations([file])
        format_files([file.path], self.stderr)
        if self.verbosity > 0:
            self.log(f"\nCreated new merge migration {file.path}")
            if self.scriptable:
                self.stdout.write(file.path)
        left = left_over(self.autodetector, merged.app_label)
        if left:
            self._notice(left_over_notice(merged.app_label, left))

    # Reporting

    def _say_that_nothing_changed(self) -> None:
        if self.verbosity < 1:
            return
        labels = "', '".join(sorted(self.app_labels))
        where = f" in {'apps' if len(self.app_labels) > 1 else 'app'} '{labels}'" if labels else ""
        self.log(f"No changes detected{where}")


def _nothing(app_label: str) -> bool:
    return False

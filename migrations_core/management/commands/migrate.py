"""``manage.py migrate``: bring a database to the state that the migrations describe."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser, no_translations
from django.db import connections

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.backends.registry import schema_editor
from migrations_core.exceptions import UsageError
from migrations_core.management.base import ReportingCommand
from migrations_core.management.descriptions import describe_operation
from migrations_core.management.options import NO_INPUT, add_options, database, flag, option
from migrations_core.workflows import migrate as workflow
from migrations_core.workflows.detection import apps_with_unwritten_changes, autodetector_of
from migrations_core.workflows.prune import find_prunable
from migrations_core.workflows.syncdb import models_without_tables
from migrations_core.workflows.targets import (
    Targets,
    check_app_for_migrate,
    resolve_targets,
)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.exceptions import MigrationFailure
    from migrations_core.executor import MigrationExecutor
    from migrations_core.interop.signals import Plan
    from migrations_core.migration import Migration

OPTIONS = (
    option("app_label", nargs="?", help="Migrate this app only, and what it depends on."),
    option(
        "migration_name",
        nargs="?",
        help='Go to the state after this migration, forwards or backwards; "zero" is before the first.',
    ),
    NO_INPUT,
    flag("--fake", help="Record migrations as applied or unapplied and leave the schema alone."),
    flag(
        "--fake-initial",
        help=(
            "Record an app's initial migration as applied if the tables that it would create exist. "
            "Tables whose columns and keys are clearly not the ones that it would make are refused."
        ),
    ),
    flag("--plan", help="Print what would be done, and do nothing."),
    flag("--run-syncdb", help="Create the tables of apps that have no migrations."),
    flag(
        "--check",
        dest="check_unapplied",
        help="Do nothing, and exit with status 1 if there are unapplied migrations.",
    ),
    flag("--prune", help="Forget applied migrations of the app whose files do not exist any more."),
)


class Command(ReportingCommand):
    help = "Updates the database schema, for apps with migrations and for apps without."

    autodetector: Any = MigrationAutodetector
    """The class that finds model changes which no migration holds yet; subclasses may bring their own."""

    executor: MigrationExecutor | None = None
    """The one that is at work, or was."""

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(parser, (*OPTIONS, database("to migrate")))

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return {**super().get_check_kwargs(options), "databases": [options["database"]]}

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity: int = options["verbosity"]
        self.interactive: bool = options["interactive"]
        workflow.import_management_modules()
        connection = connections[options["database"]]
        self.executor = executor = workflow.prepare(connection, self.migration_progress_callback)
        app_label = options["app_label"]
        if app_label:
            check_app_for_migrate(executor.loader, app_label, run_syncdb=options["run_syncdb"])
        targets = resolve_targets(executor.loader, app_label, options["migration_name"])
        if options["prune"]:
            self._prune(executor, app_label)
        plan = executor.migration_plan(targets.keys)
        if options["plan"]:
            self._print_plan(plan)
        if plan and options["check_unapplied"]:
            sys.exit(1)
        if not (options["plan"] or options["check_unapplied"] or options["prune"]):
            self._migrate(executor, targets, plan, options)

    def _migrate(
        self, executor: MigrationExecutor, targets: Targets, plan: Plan, options: dict[str, Any]
    ) -> None:
        app_label = options["app_label"]
        unmigrated = executor.loader.unmigrated_apps if options["run_syncdb"] else ()
        to_sync = [app_label] if unmigrated and app_label else sorted(unmigrated)
        if self.verbosity >= 1:
            self._announce(targets, to_sync, named=bool(app_label))
        signals = workflow.Signals(executor, plan, self.verbosity, self.interactive, self.stdout)

        def between_signals() -> None:
            if to_sync:
                self._say("Synchronizing apps without migrations:", self.style.MIGRATE_HEADING)
                self.sync_apps(executor.connection, set(to_sync))
            self._say("Running migrations:", self.style.MIGRATE_HEADING)
            if not signals.plan:
                self._say("  No migrations to apply.")
                self._notice_unwritten_changes(executor)

        workflow.carry_out(
            signals,
            targets.keys,
            fake=options["fake"],
            fake_initial=options["fake_initial"],
            between=between_signals,
        )

    def _say(self, message: str, style: Any = str, ending: str | None = None) -> None:
        if self.verbosity >= 1:
            self.stdout.write(style(message), ending=ending)

    def _announce(self, targets: Targets, to_sync: list[str], *, named: bool) -> None:
        label = self.style.MIGRATE_LABEL
        self._say("Operations to perform:", self.style.MIGRATE_HEADING)
        if to_sync and named:
            self._say(f"  Synchronize unmigrated app: {to_sync[0]}", label)
        elif to_sync:
            self._say(label("  Synchronize unmigrated apps: ") + ", ".join(to_sync))
        if not targets.migration_named:
            self._say(
                label("  Apply all migrations: ") + (", ".join(targets.app_labels) or "(none)")
            )
            return
        (app_label, name), *_ = targets.keys
        if name is None:
            self._say(label("  Unapply all migrations: ") + app_label)
        else:
            self._say(label("  Target specific migration: ") + f"{name}, from {app_label}")

    def _notice_unwritten_changes(self, executor: MigrationExecutor) -> None:
        if self.verbosity < 1:
            return
        autodetector = autodetector_of(self, "migrate")
        changed = apps_with_unwritten_changes(autodetector, executor.loader)
        if changed:
            names = ", ".join(map(repr, changed))
            self._say(
                f"  Your models in app(s): {names} have changes that are not yet reflected in a "
                "migration, and so won't be applied.",
                self.style.NOTICE,
            )
            self._say(
                "  Run 'manage.py makemigrations' to make new migrations, and then re-run "
                "'manage.py migrate' to apply them.",
                self.style.NOTICE,
            )

    def _print_plan(self, plan: Plan) -> None:
        self.stdout.write("Planned operations:", self.style.MIGRATE_LABEL)
        if not plan:
            self.stdout.write("  No planned migration operations.")
        for migration, backwards in plan:
            self.stdout.write(str(migration), self.style.MIGRATE_HEADING)
            for operation in migration.operations:
                message, is_error = self.describe_operation(operation, backwards)
                self.stdout.write("    " + message, self.style.WARNING if is_error else None)

    @staticmethod
    def describe_operation(operation: Any, backwards: bool) -> tuple[str, bool]:
        """Return the line for ``--plan``, and whether it says that the operation cannot be done."""
        return describe_operation(operation, backwards=backwards)

    def _prune(self, executor: MigrationExecutor, app_label: str | None) -> None:
        if not app_label:
            raise UsageError(
                "Migrations can be pruned only when an app is specified.", option="--prune"
            )
        if self.verbosity >= 1:
            self.stdout.write("Pruning migrations:", self.style.MIGRATE_HEADING)
        prunable = find_prunable(executor.loader, app_label)
        if prunable.needed_by:
            self._refuse_to_prune(prunable.needed_by)
            return
        if not prunable.keys:
            self._say("  No migrations to prune.")
        for app, name in prunable.keys:
            self._say(f"  Pruning {app}.{name}", self.style.MIGRATE_LABEL, ending="")
            executor.recorder.record_unapplied(app, name)
            self._say(" OK", self.style.SUCCESS)

    def _refuse_to_prune(self, needed_by: list[tuple[str, str]]) -> None:
        notice = self.style.NOTICE
        self.stdout.write(
            notice(
                "  Cannot use --prune because the following squashed migrations have their "
                "'replaces' attributes and may not be recorded as applied:"
            )
        )
        for app, name in needed_by:
            self.stdout.write(f"    {app}.{name}")
        self.stdout.write(
            notice(
                "  Re-run 'manage.py migrate' if they are not marked as applied, and remove "
                "'replaces' attributes in their Migration classes."
            )
        )

    def sync_apps(self, connection: BaseDatabaseWrapper, app_labels: Collection[str]) -> None:
        """Create the tables of apps without migrations."""
        missing = models_without_tables(connection, app_labels)
        self._say("  Creating tables...")
        with schema_editor(connection) as editor:
            for app_label, model in missing:
                if self.verbosity >= 3:
                    self._say(f"    Processing {app_label}.{model._meta.object_name} model")
                self._say(f"    Creating table {model._meta.db_table}")
                editor.create_model(model)
            # The editor runs it when the block ends.
            self._say("    Running deferred SQL...")

    def ran_in_transaction(self, failure: MigrationFailure) -> bool | None:
        if self.executor is None:
            return None
        migration = self.executor.loader.disk_migrations[failure.app_label, failure.name]
        return migration.atomic and self.executor.connection.features.can_rollback_ddl

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        """Print a line in two halves: what has begun, and how it ended."""
        if self.verbosity < 1:
            return
        if migration is None:
            return  # Django's renders all models then, ours none: there is nothing to wait for
        begun = {
            "apply_start": f"  Applying {migration}...",
            "unapply_start": f"  Unapplying {migration}...",
        }.get(action)
        if begun is not None:
            self.start = time.monotonic()
            self.unfinished_line = True
            self.stdout.write(begun, ending="")
            self.stdout.flush()
            return
        result = " FAKED" if fake else " OK"
        if self.verbosity > 1:
            result += f" ({time.monotonic() - self.start:.3f}s)"
        self.unfinished_line = False
        self.stdout.write(self.style.SUCCESS(result))

"""``manage.py migrate``: bring a database to the state that the migrations describe."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser, no_translations
from django.db import connections

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.executor.lock import IF_LOCKED, LockPolicy
from migrations_core.interruption import listening
from migrations_core.management.base import ReportingCommand
from migrations_core.management.descriptions import describe_operation
from migrations_core.management.options import (
    NO_INPUT,
    add_options,
    database,
    duration,
    flag,
    option,
)
from migrations_core.workflows.detection import apps_with_unwritten_changes, autodetector_of
from migrations_core.workflows.migrate import Caller, Request, run
from migrations_core.workflows.progress import (
    ConcludingTables,
    CreatingTable,
    CreatingTables,
    Event,
    Forgetting,
    Forgotten,
    Loaded,
    Planned,
    Pruning,
    Running,
    Skipped,
    Starting,
    Synchronizing,
    Waiting,
)
from migrations_core.workflows.syncdb import create_tables

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.exceptions import MigrationFailure
    from migrations_core.interop.signals import Plan
    from migrations_core.loader import MigrationLoader
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
    option(
        "--if-locked",
        choices=IF_LOCKED,
        help=(
            "What to do while another run has the lock of the database: wait for it (the default), fail with exit "
            "status 75, or skip everything with exit status 0."
        ),
    ),
    option(
        "--lock-wait",
        type=duration,
        metavar="SECONDS",
        help="Wait no longer than this for another run, and fail then with exit status 75.",
    ),
    flag("--no-lock", help="Do not look whether another run is on its way, and keep none away."),
)


def lock_policy(options: dict[str, Any]) -> LockPolicy:
    """Take from the options what they say, and the rest from the setting. Derived commands may have other options."""
    given = {"if_locked": options.get("if_locked"), "wait": options.get("lock_wait")}
    if options.get("no_lock"):
        given["kind"] = "none"
    return LockPolicy(**{name: value for name, value in given.items() if value is not None})


class Command(ReportingCommand):
    help = "Updates the database schema, for apps with migrations and for apps without."

    autodetector: Any = MigrationAutodetector
    """The class that finds model changes which no migration holds yet; subclasses may bring their own."""

    loader: MigrationLoader | None = None
    """Of the run that is on its way, or was."""

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(parser, (*OPTIONS, database("to migrate")))

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return {**super().get_check_kwargs(options), "databases": [options["database"]]}

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity: int = options["verbosity"]
        self.interactive: bool = options["interactive"]
        self._options = options
        connection = connections[options["database"]]
        request = Request(
            app_label=options["app_label"],
            migration_name=options["migration_name"],
            plan_only=options["plan"] or options["check_unapplied"],
            lock=lock_policy(options),
            **{name: options[name] for name in ("fake", "fake_initial", "run_syncdb", "prune")},
        )
        caller = Caller(
            stdout=self.stdout,
            tell=self.tell,
            progress=self.migration_progress_callback,
            sync_apps=self.sync_apps,
            verbosity=self.verbosity,
            interactive=self.interactive,
        )
        with listening() if self._called_from_command_line else nullcontext():
            report = run(connection, request, caller)
        if report and report.plan and options["check_unapplied"]:
            sys.exit(1)

    def tell(self, event: Event) -> None:
        """Print what a run tells."""
        match event:
            case Loaded():
                self.loader = event.loader
            case Planned():
                if self._options["plan"]:
                    self._print_plan(event.plan)
            case Starting():
                if self.verbosity >= 1:
                    self._announce(event, named=bool(self._options["app_label"]))
            case Running():
                self._say("Running migrations:", self.style.MIGRATE_HEADING)
                if not event.plan:
                    self._say("  No migrations to apply.")
                    self._notice_unwritten_changes(event.loader)
            case Pruning() | Forgetting() | Forgotten():
                self._tell_of_pruning(event)
            case Waiting() | Skipped():
                self._tell_of_another(event)
            case _:
                self._tell_of_tables(event)

    def _say(self, message: str, style: Any = str, ending: str | None = None) -> None:
        if self.verbosity >= 1:
            self.stdout.write(style(message), ending=ending)

    def _tell_of_another(self, event: Waiting | Skipped) -> None:
        match event:
            case Waiting():
                self._say(f"Waiting for another migrate of this database: {event.holder}.")
                self.stdout.flush()
            case Skipped():
                self._say(f"Another migrate of this database is running: {event.holder}. Skipped.")

    def _announce(self, run: Starting, *, named: bool) -> None:
        targets, to_sync = run.targets, run.to_sync
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

    def _notice_unwritten_changes(self, loader: MigrationLoader) -> None:
        if self.verbosity < 1:
            return
        autodetector = autodetector_of(self, "migrate")
        changed = apps_with_unwritten_changes(autodetector, loader)
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

    def _tell_of_pruning(self, event: Pruning | Forgetting | Forgotten) -> None:
        match event:
            case Pruning():
                self._say("Pruning migrations:", self.style.MIGRATE_HEADING)
                if event.prunable.needed_by:
                    self._refuse_to_prune(event.prunable.needed_by)
                elif not event.prunable.keys:
                    self._say("  No migrations to prune.")
            case Forgetting():
                name = ".".join(event.key)
                self._say(f"  Pruning {name}", self.style.MIGRATE_LABEL, ending="")
            case Forgotten():
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
        create_tables(connection, app_labels, self.tell)

    def _tell_of_tables(
        self, event: Synchronizing | CreatingTables | CreatingTable | ConcludingTables
    ) -> None:
        match event:
            case Synchronizing():
                self._say("Synchronizing apps without migrations:", self.style.MIGRATE_HEADING)
            case CreatingTables():
                self._say("  Creating tables...")
            case CreatingTable():
                options = event.model._meta
                if self.verbosity >= 3:
                    self._say(f"    Processing {event.app_label}.{options.object_name} model")
                self._say(f"    Creating table {options.db_table}")
            case ConcludingTables():
                self._say("    Running deferred SQL...")

    def ran_in_transaction(self, failure: MigrationFailure) -> bool | None:
        if self.loader is None or self.loader.connection is None:
            return None
        migration = self.loader.disk_migrations[failure.app_label, failure.name]
        return migration.atomic and self.loader.connection.features.can_rollback_ddl

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

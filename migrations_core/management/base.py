"""What our commands have in common: a process for one command, and one clear message in place of a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from migrations_core.exceptions import MigrationSchemaMissing, MigrationsError
from migrations_core.management.explanations import (
    explain_database_error,
    explain_interrupt,
    explain_migration_failure,
    note_values,
)
from migrations_core.memory import end_without_collecting

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationFailure


INTERRUPTED = 130
"""The status of a process that Ctrl-C has ended, as shells count it."""


SHOWING_VALUES = 3
"""The verbosity that asks for the values of rows and parameters."""


class ProcessCommand(BaseCommand):
    """A command that has the process to itself when it is called from the command line."""

    _called_from_command_line: bool

    def run_from_argv(self, argv: list[str]) -> None:
        end_without_collecting()
        super().run_from_argv(argv)


class ReportingCommand(ProcessCommand):
    """A command that tells people at a terminal in one message what failed.

    ``call_command()`` raises what was raised, and ``--traceback`` shows all of it.
    """

    unfinished_line = False
    """Whether the command has printed a line of progress that waits for its end."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except BaseException as error:
            self._finish_line()
            if options.get("traceback"):
                note_values(error)
                raise
            if not self._called_from_command_line:
                raise
            message = self._explanation(error, options)
            if message is None:
                raise
            raise CommandError(message, returncode=_status_after(error)) from error

    def _explanation(self, error: BaseException, options: dict[str, Any]) -> str | None:
        failure = getattr(error, "migration_failure", None)
        if isinstance(error, KeyboardInterrupt) and failure is None:
            return explain_interrupt(error)
        # What no migration has raised speaks for itself, under the name that scripts may look for.
        if isinstance(error, MigrationsError) and failure is None:
            if error.known_as == CommandError.__name__:
                return str(error)
            if not isinstance(error, MigrationSchemaMissing):
                return None
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        if failure is not None:
            return explain_migration_failure(
                error,
                failure,
                connection,
                in_transaction=self.ran_in_transaction(failure),
                whole=options.get("verbosity", 1) >= SHOWING_VALUES,
            )
        if isinstance(error, DatabaseError | InterfaceError):
            return explain_database_error(error, connection)
        return None

    def ran_in_transaction(self, failure: MigrationFailure) -> bool | None:
        """Say whether everything that a failed migration did was rolled back; None if it does not matter."""
        return None

    def _finish_line(self) -> None:
        if self.unfinished_line:
            self.unfinished_line = False
            self.stdout.write(self.style.ERROR(" FAILED"))


def _status_after(error: BaseException) -> int:
    default = INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return getattr(error, "returncode", default)

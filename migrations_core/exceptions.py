"""Every error that migrations_core raises on purpose, with the facts as fields.

All of them descend from Django's ``CommandError``: a management command that lets one escape prints its message
on one line and exits with status 1, no traceback, while code that calls the library catches the class it means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError

MigrationKey = tuple[str, str]
"""(app label, migration name)."""


class MigrationsError(CommandError):
    """The root: something that a user can understand and put right."""


class AmbiguityError(MigrationsError):
    """More than one migration matches a name prefix."""


class UnserializableError(MigrationsError, ValueError):
    """A value that cannot be written into a migration file."""

    def __init__(self, reason: str, *, advice: str = "", path: Iterable[str] = ()) -> None:
        self.reason = reason
        self.advice = advice
        self.path = tuple(path)
        """The way to the value, from the outside: a migration, an operation, an argument ..."""
        super().__init__(reason)

    def within(self, place: str) -> Self:
        """Give the same error as seen from further outside."""
        return type(self)(self.reason, advice=self.advice, path=(place, *self.path))

    def __str__(self) -> str:
        lines = [self.reason.rstrip("\n")]
        if self.path:
            lines.append(f"The value is at: {' -> '.join(self.path)}")
        if self.advice:
            lines.append(self.advice)
        return "\n".join(lines)


class AnswersFileError(MigrationsError):
    """An answers file that cannot be read, or an answer in it that is none."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {problem}")


class UnansweredQuestionError(MigrationsError):
    """A question that nobody is there to answer, with what an answers file would have to say."""

    @classmethod
    def about_rename(cls, change: str, section: str, names: tuple[str, str]) -> Self:
        """Spell out both answers to whether something was renamed."""
        old, new = names
        return cls(
            f"Was {change}, or was one removed with its data and the other one added?\n"
            "Answer at the prompt (without --noinput), or give --answers FILE a file with one of:\n"
            f'    [{section}]\n    "{old}" = "{new}"  # renamed\n'
            f'    [{section}]\n    "{old}" = false  # removed, and {new} added'
        )


class RefusedChangesError(MigrationsError):
    """Changes of models that no migration is written for, as it could only fail or lose data."""


class NoPlaceForMigrationsError(MigrationsError, ValueError):
    """An app whose migrations cannot be put anywhere."""


class UnwritableFileError(MigrationsError):
    """A file that could not be written: no space, no permission."""


class BadMigrationError(MigrationsError):
    """A migration file that cannot be used: unreadable, without ``Migration``, or misnamed."""

    def __init__(
        self,
        message: str,
        *,
        migration: MigrationKey | None = None,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.migration = migration
        self.file = file
        self.line = line


class MigrationImportError(BadMigrationError, ImportError):
    """Importing a migration, or the package that should hold some, failed with an ``ImportError``."""


class CircularDependencyError(MigrationsError):
    """The dependencies between migrations, or between models, form a cycle."""

    def __init__(self, message: str, cycle: tuple[MigrationKey, ...] = ()) -> None:
        super().__init__(message)
        self.cycle = cycle


class InconsistentMigrationHistory(MigrationsError):
    """A migration is recorded as applied before one that it depends on."""

    def __init__(
        self,
        message: str,
        *,
        migration: MigrationKey | None = None,
        dependency: MigrationKey | None = None,
    ) -> None:
        super().__init__(message)
        self.migration = migration
        self.dependency = dependency


class InvalidBasesError(MigrationsError, ValueError):
    """A model's bases are not in the state that it should be rendered from."""


class InvalidMigrationPlan(MigrationsError, ValueError):
    """A plan that mixes directions or names unknown migrations."""

    def __init__(self, message: str, plan: object = None) -> None:
        super().__init__(message, plan)
        self.message = message
        self.plan = plan

    def __str__(self) -> str:
        return self.message


class DifferentTablesError(MigrationsError, DatabaseError):
    """``--fake-initial`` found the tables of an initial migration, but not as it would make them.

    Who went on regardless would get a ``DatabaseError`` sooner or later, so that is what callers catch.
    """

    def __init__(self, migration: MigrationKey, differences: Iterable[str]) -> None:
        self.migration = migration
        self.differences = tuple(differences)
        app_label, name = migration
        super().__init__(
            f"The tables of {app_label}.{name} exist, but not as this migration makes them:\n"
            + "\n".join(f"  {line}" for line in self.differences)
            + "\nIt was neither run nor recorded. If the tables are right as they are, record it, or the last one of\n"
            "the migrations that they already contain, with:\n"
            f"  migrate {app_label} {name} --fake\n"
            "Otherwise make them what the migration expects, which this shows, and try again:\n"
            f"  sqlmigrate {app_label} {name}"
        )


class DuplicateColumnError(MigrationsError, OperationalError):
    """Two fields of a model that want the same column."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(
            f"duplicate column name: {column}. Two fields would have this column of the table {table!r}; nothing "
            "was done to it. Give one of them another db_column, or remove the old field in an operation before."
        )
        self.table, self.column = table, column


class IrreversibleError(MigrationsError, RuntimeError):
    """A migration was asked to go backwards through an operation that cannot."""


class NodeNotFoundError(MigrationsError, LookupError):
    """A dependency names a migration that does not exist."""

    def __init__(self, message: str, node: MigrationKey, origin: object = None) -> None:
        super().__init__(message, node, origin)
        self.message = message
        self.origin = origin
        self.node = node

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"NodeNotFoundError({self.node!r})"


class UnorderableChangesError(MigrationsError, ValueError):
    """Operations that the autodetector found need each other in a circle."""

    def __init__(self, circle: Iterable[tuple[str, str]]) -> None:
        self.circle = tuple(circle)
        """(app label, description) of the operations, each needed by the next one, the last by the first."""
        lines = "\n".join(f"  {app_label}: {description}" for app_label, description in self.circle)
        super().__init__(
            "No order can be found for these changes: each of them has to come before the next, and the last one "
            f"before the first.\n{lines}\n"
            "Take one of them back, run makemigrations, then make it and run makemigrations again."
        )


class UnknownMigrationError(MigrationsError, KeyError):
    """A name that somebody asked for belongs to no migration."""

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return str(self.args[0])


class UnresolvedDependencyError(MigrationsError, ValueError):
    """``__first__`` or ``__latest__`` of an app that has no migrations, or of no app at all."""


class MigrationSchemaMissing(MigrationsError, DatabaseError):
    """The table ``django_migrations`` does not exist and cannot be created."""


class ModelNotInState(MigrationsError, KeyError):
    """An operation names a model that the project does not have at that point of its history."""

    def __init__(self, app_label: str, model_name: str) -> None:
        self.app_label = app_label
        self.model_name = model_name
        super().__init__(
            f"There is no model '{app_label}.{model_name}' at this point of the migrations."
        )

    def __str__(self) -> str:  # KeyError would show the repr
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class MigrationFailure:
    """Where a migration broke; attached as ``migration_failure`` to the exception that broke it."""

    app_label: str
    name: str
    doing: str = "applying"
    position: int | None = None
    """Of the operation in the file, counted from 1; None when none was running, or one that is not in the file."""
    operation: str | None = None
    file: str | None = None
    line: int | None = None
    statement: str | None = None

    def __str__(self) -> str:
        """Say it in a few lines, the migration first."""
        lines = [f"While {self.doing} migration {self.app_label}.{self.name}"]
        if self.operation is not None:
            number = f"operation {self.position}" if self.position else "an inserted operation"
            lines[0] += f", {number}: {self.operation}"
        if self.file is not None:
            lines.append(f"  in {self.file}" + (f", line {self.line}" if self.line else ""))
        if self.statement is not None:
            lines.append(f"  executing: {self.statement}")
        return "\n".join(lines)

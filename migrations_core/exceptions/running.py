"""What goes wrong while migrations run, and where."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError, OperationalError

from migrations_core.values import frozen

from .base import MigrationKey, MigrationsError


@frozen
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


class InvalidBasesError(MigrationsError, ValueError):
    """A model's bases are not in the state that it should be rendered from."""


class MigrationExit(MigrationsError):
    """``sys.exit()`` was called in a migration, which is no way for it to end well."""

    def __init__(self, code: object) -> None:
        self.code = code
        status = code if isinstance(code, int) and code else 1
        super().__init__(
            f"sys.exit({'' if code is None else repr(code)}) was called. A migration that is done returns, and one "
            "that cannot go on raises an exception.",
            returncode=status,
        )


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


class UnalterableFieldError(MigrationsError, ValueError):
    """A change of a field that no editor can make."""

    known_as = "ValueError"

    def __init__(self, message: str, old_field: object, new_field: object) -> None:
        super().__init__(message)
        self.old_field = str(old_field)
        self.new_field = str(new_field)


class WrongConstraintCountError(MigrationsError, ValueError):
    """The database has none, or several, where it should have one constraint or index on some columns."""

    known_as = "ValueError"

    def __init__(
        self, message: str, *, table: str, columns: Iterable[str], names: Iterable[str]
    ) -> None:
        super().__init__(message)
        self.table = table
        self.columns = tuple(columns)
        """None where the primary key of the table is meant."""
        self.names = tuple(names)
        """Of those that were found."""


class UnusableNameError(MigrationsError, ValueError):
    """A name that no table, column, index or constraint can have."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name!r} cannot be a name in a database: {reason}.")


class UnquotableValueError(MigrationsError, ValueError):
    """A value that cannot be written into SQL."""

    known_as = "ValueError"

    def __init__(self, value: object) -> None:
        self.value = value
        super().__init__(f"Cannot quote parameter value {value!r} of type {type(value)}")

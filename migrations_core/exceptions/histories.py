"""What is wrong with migrations as they are, among each other or compared with what a database has applied."""

from __future__ import annotations

from .base import MigrationKey, MigrationsError


class AmbiguityError(MigrationsError):
    """More than one migration matches a name prefix."""


class UnknownMigrationError(MigrationsError, KeyError):
    """A name that somebody asked for belongs to no migration."""

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return str(self.args[0])


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


class UnresolvedDependencyError(MigrationsError, ValueError):
    """``__first__`` or ``__latest__`` of an app that has no migrations, or of no app at all."""


class InvalidMigrationPlan(MigrationsError, ValueError):
    """A plan that mixes directions or names unknown migrations."""

    def __init__(self, message: str, plan: object = None) -> None:
        super().__init__(message, plan)
        self.message = message
        self.plan = plan

    def __str__(self) -> str:
        return self.message

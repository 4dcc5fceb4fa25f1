"""What is wrong with migrations as they are, among each other or compared with what a database has applied."""

from __future__ import annotations

from collections.abc import Iterable

from .base import MigrationKey, MigrationsError, RefusalError


class AmbiguityError(RefusalError):
    """More than one migration matches a name prefix."""

    def __init__(
        self, message: str, *, app_label: str, prefix: str, names: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.app_label = app_label
        self.prefix = prefix
        self.names = tuple(names)
        """Of the migrations that match."""


class UnknownMigrationError(RefusalError, KeyError):
    """A name, or the beginning of one, that belongs to no migration."""

    def __init__(self, message: str, *, app_label: str, name: str) -> None:
        super().__init__(message)
        self.app_label = app_label
        self.name = name

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return str(self.args[0])


class NoCommonAncestorError(MigrationsError, ValueError):
    """Branches of an app that part at no migration of it."""

    def __init__(self, app_label: str, leaves: Iterable[str]) -> None:
        self.app_label = app_label
        self.leaves = tuple(leaves)
        super().__init__(f"Could not find common ancestor of {list(self.leaves)}")


class RepeatedOperationError(MigrationsError, ValueError):
    """An operation that creates what another branch has created."""

    def __init__(self, app_label: str, description: str) -> None:
        self.app_label = app_label
        self.description = description
        super().__init__(f"'{description}' finds it done already")


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

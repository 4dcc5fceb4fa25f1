"""Every error that migrations_core raises on purpose, with the facts as fields.

All of them descend from Django's ``CommandError``: a management command that lets one escape prints its message
on one line and exits with status 1, no traceback, while code that calls the library catches the class it means.
"""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import DatabaseError

MigrationKey = tuple[str, str]
"""(app label, migration name)."""


class MigrationsError(CommandError):
    """The root: something that a user can understand and put right."""


class AmbiguityError(MigrationsError):
    """More than one migration matches a name prefix."""


class BadMigrationError(MigrationsError):
    """A migration file that cannot be used: unreadable, without ``Migration``, or misnamed."""


class CircularDependencyError(MigrationsError):
    """The dependencies between migrations, or between models, form a cycle."""


class InconsistentMigrationHistory(MigrationsError):
    """A migration is recorded as applied before one that it depends on."""


class InvalidBasesError(MigrationsError, ValueError):
    """A model's bases are not in the state that it should be rendered from."""


class InvalidMigrationPlan(MigrationsError, ValueError):
    """A plan that mixes directions or names unknown migrations."""


class IrreversibleError(MigrationsError, RuntimeError):
    """A migration was asked to go backwards through an operation that cannot."""


class NodeNotFoundError(MigrationsError, LookupError):
    """A dependency names a migration that does not exist."""

    def __init__(self, message: str, node: MigrationKey, origin: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.origin = origin
        self.node = node

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"NodeNotFoundError({self.node!r})"


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

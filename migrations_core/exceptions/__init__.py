"""Every error that migrations_core raises on purpose, with the facts as fields.

All of them descend from Django's ``CommandError``: a management command that lets one escape prints its message
on one line and exits with status 1, no traceback, while code that calls the library catches the class it means.
"""

from __future__ import annotations

from .base import (
    MigrationKey,
    MigrationsError,
)
from .histories import (
    AmbiguityError,
    BadMigrationError,
    CircularDependencyError,
    InconsistentMigrationHistory,
    InvalidMigrationPlan,
    MigrationImportError,
    NodeNotFoundError,
    UnknownMigrationError,
    UnresolvedDependencyError,
)
from .running import (
    DifferentTablesError,
    DuplicateColumnError,
    InvalidBasesError,
    IrreversibleError,
    MigrationFailure,
    MigrationSchemaMissing,
    ModelNotInState,
)
from .writing import (
    AnswersFileError,
    NoPlaceForMigrationsError,
    RefusedChangesError,
    UnansweredQuestionError,
    UnorderableChangesError,
    UnserializableError,
    UnwritableFileError,
)

__all__ = [
    "AmbiguityError",
    "AnswersFileError",
    "BadMigrationError",
    "CircularDependencyError",
    "DifferentTablesError",
    "DuplicateColumnError",
    "InconsistentMigrationHistory",
    "InvalidBasesError",
    "InvalidMigrationPlan",
    "IrreversibleError",
    "MigrationFailure",
    "MigrationImportError",
    "MigrationKey",
    "MigrationSchemaMissing",
    "MigrationsError",
    "ModelNotInState",
    "NoPlaceForMigrationsError",
    "NodeNotFoundError",
    "RefusedChangesError",
    "UnansweredQuestionError",
    "UnknownMigrationError",
    "UnorderableChangesError",
    "UnresolvedDependencyError",
    "UnserializableError",
    "UnwritableFileError",
]

"""The root of all our errors."""

from __future__ import annotations

from django.core.management.base import CommandError

MigrationKey = tuple[str, str]
"""(app label, migration name)."""


class MigrationsError(CommandError):
    """The root: something that a user can understand and put right."""

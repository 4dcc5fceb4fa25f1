"""The root of all our errors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.management.base import CommandError

MigrationKey = tuple[str, str]
"""(app label, migration name)."""


class MigrationsError(CommandError):
    """The root: something that a user can understand and put right."""

    known_as: ClassVar[str | None] = None
    """What stock Django raises in its place, if a terminal shall go on showing that name; None: our own."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is remade from its arguments, which ours compute from their fields.
        return _remade, (type(self), self.args, vars(self))


def _remade(cls: type[MigrationsError], args: tuple[Any, ...], fields: dict[str, Any]) -> Any:
    error = cls.__new__(cls, *args)
    vars(error).update(fields)
    return error


class RefusalError(MigrationsError):
    """What somebody asked for cannot be done, and nothing was."""

    known_as = "CommandError"

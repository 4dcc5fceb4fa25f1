"""What keeps migrations from being written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from .base import MigrationsError


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


class BrokenDeconstructionError(UnserializableError, TypeError):
    """A ``deconstruct()`` that raises, or gives what no call can be made of."""


class UnimportableDeconstructionError(BrokenDeconstructionError, ImportError):  # type: ignore[misc]  # path: to the value
    """A ``deconstruct()`` that cannot import what it names."""


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


class NoPlaceForMigrationsError(MigrationsError, ValueError):
    """An app whose migrations cannot be put anywhere."""


class UnwritableFileError(MigrationsError):
    """A file that could not be written: no space, no permission."""

"""What a failed migration leaves in a database that makes every statement permanent at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from migrations_core.failures import described

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Part:
    """An operation, or the end of the migration, with statements of it."""

    heading: str
    statements: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(
            [f"{INDENT}{self.heading}", *(f"{INDENT * 2}{sql}" for sql in self.statements)]
        )


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was done and what was not, in the order of the migration."""

    app_label: str
    name: str
    unapplying: bool
    done: tuple[Part, ...]
    left: tuple[Part, ...]

    def __str__(self) -> str:
        if not self.done:
            return f"Nothing of {self.app_label}.{self.name} was done. {self._advice}"
        lines = [
            f"{self.app_label}.{self.name} could not be rolled back, because this database makes every"
            " statement permanent at once. Done, and still there:",
            *map(str, self.done),
            "Not done:" if self.left else "All of it is done; only recording that failed.",
            *map(str, self.left),
            self._advice,
        ]
        return "\n".join(lines)

    @property
    def _advice(self) -> str:
        if not self.done:
            return "Remove the cause and run the command again."
        record = f"migrate {self.app_label} {self.name} --fake"
        if self.unapplying:
            record = (
                f"migrate {self.app_label} NAME --fake, NAME being the migration before it, or zero"
            )
        return (
            "To go on, remove the cause. Then either undo by hand what is still there and run the command"
            f" again, or do by hand what was not done and record it: {record}"
        )


@contextmanager
def aftermath_told(editor: Any, migration: Any, *, unapplying: bool) -> Iterator[None]:
    """Note on an exception what the migration has left, if the editor keeps a journal for that."""
    try:
        yield
    except BaseException as error:
        if getattr(editor, "keeps_journal", False):
            aftermath = aftermath_of(error, editor, migration, unapplying=unapplying)
            with suppress(AttributeError, TypeError):
                error.migration_aftermath = aftermath  # type: ignore[attr-defined]  # made for this
            error.add_note(str(aftermath))
        raise


def aftermath_of(
    error: BaseException, editor: Any, migration: Any, *, unapplying: bool
) -> Aftermath:
    """Sort the journal of the editor by operation, and what is missing too."""
    numbered = list(enumerate(migration.operations, 1))
    if unapplying:
        numbered.reverse()
    begun = len(numbered)
    if not editor.is_finishing:
        position = getattr(getattr(error, "migration_failure", None), "position", None)
        begun = next((i for i, item in enumerate(numbered) if item[0] == position), 0)
    done = [_part(editor, item) for item in numbered[:begun]]
    broken = numbered[begun : begun + 1]
    done += [part for item in broken if (part := _part(editor, item, ", its beginning")).statements]
    left = [_rest(error, editor, item) for item in broken]
    left += [Part(_heading(item)) for item in numbered[begun + 1 :]]
    at_the_end = tuple(_unsent(editor.unsent if editor.is_finishing else editor.deferred_sql))
    finished = tuple(sent.sql for sent in editor.journal if sent.at_the_end)
    return Aftermath(
        migration.app_label,
        migration.name,
        unapplying,
        (*done, *_end(finished)),
        (*left, *_end(at_the_end)),
    )


def _heading(item: tuple[int, Any]) -> str:
    return f"operation {item[0]}: {described(item[1])}"


def _part(editor: Any, item: tuple[int, Any], suffix: str = "") -> Part:
    statements = tuple(
        sent.sql for sent in editor.journal if item[1] in sent.causes and not sent.at_the_end
    )
    return Part(_heading(item) + suffix, statements)


def _rest(error: BaseException, editor: Any, item: tuple[int, Any]) -> Part:
    """Name what was planned of the operation that broke: at least the statement that was refused."""
    refused = getattr(getattr(error, "statement_failure", None), "sql", None)
    statements = tuple(_unsent(editor.unsent)) or ((refused,) if refused else ())
    return Part(_heading(item) + (", from here on" if statements else ""), statements)


def _end(statements: tuple[str, ...]) -> tuple[Part, ...]:
    return (Part("at the end of the migration", statements),) if statements else ()


def _unsent(statements: Iterable[object]) -> Iterator[str]:
    return (str(sql) for sql in statements)

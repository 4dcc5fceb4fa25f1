"""Tell which migration, operation and statement an exception came from, without changing its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from migrations_core.exceptions import MigrationExit, MigrationFailure
from migrations_core.masking import without_literals
from migrations_core.names import in_short, readable, text_of
from migrations_core.schema.plan import Batch, Cause, Causes, Params, Planned
from migrations_core.values import frozen
from migrations_core.written import called_name, line_in, operation_calls

ADDRESS = " at 0x"
"""What shows that a function stands in a text as ``repr()`` has it."""

STATEMENT_FAILURE = "statement_failure"
"""The attribute that a schema editor leaves on an exception."""


@frozen
class ErrorContext:
    """What is going on: something is done with a migration, or with one of its operations."""

    doing: str
    """"applying", "unapplying" or "computing the state after"."""
    migration: Any
    operation: Any = None
    position: int | None = None
    """Of the operation in the migration, counted from 1; None for one that is not in the file."""


@contextmanager
def annotating_errors(running: ErrorContext) -> Iterator[None]:
    """Let ``explain`` see whatever is raised inside; a migration that calls ``sys.exit()`` has failed."""
    try:
        yield
    except SystemExit as exit_:
        raise failed_by_exit(exit_, running) from exit_
    except BaseException as error:
        explain(error, running)
        raise


def explain(error: BaseException, running: ErrorContext) -> None:
    """Give an exception a note and a ``migration_failure``, unless the code further in has done so."""
    if getattr(error, "migration_failure", None) is not None:
        return
    failure = failure_of(running, error)
    # An exception class may refuse new attributes; the note still says everything.
    with suppress(AttributeError, TypeError):
        error.migration_failure = failure  # type: ignore[attr-defined]  # made for this
    error.add_note(str(failure))


def failed_by_exit(exit_: SystemExit, running: ErrorContext) -> MigrationExit:
    """Return the failure that ``sys.exit()`` in a migration is, whatever status it asks for."""
    error = MigrationExit(exit_.code).with_traceback(exit_.__traceback__)
    explain(error, running)
    return error


def failure_of(running: ErrorContext, error: BaseException) -> MigrationFailure:
    """Describe where ``error`` came from."""
    statement = getattr(error, STATEMENT_FAILURE, None)
    running = responsible(running, getattr(statement, "causes", ()))
    file = getattr(running.migration, "origin", None)
    return MigrationFailure(
        app_label=running.migration.app_label,
        name=running.migration.name,
        doing=running.doing,
        position=running.position,
        operation=None if running.operation is None else description_of(running.operation),
        file=file,
        line=None if file is None else line_of(running, error, file),
        statement=None if statement is None else statement.shown,
    )


def responsible(running: ErrorContext, causes: Sequence[Cause]) -> ErrorContext:
    """Return the operation that a statement was sent for: an editor may have held it back until another one ran."""
    if not causes or any(cause.operation is running.operation for cause in causes):
        return running
    return replace(running, operation=causes[-1].operation, position=causes[-1].position)


def numbered(migration: Any) -> list[tuple[int | None, Any]]:
    """Return the operations with their numbers in the migration's file; receivers of ``pre_migrate`` insert some."""
    operations = migration.operations
    numbers = getattr(migration, "numbers", None)
    # A class may have something of its own under this name.
    if not isinstance(numbers, list) or len(numbers) != len(operations):
        numbers = range(1, len(operations) + 1)
    return list(zip(numbers, operations, strict=True))


def numbered_name(number: int | None) -> str:
    """Return what an operation is called by its number."""
    return "an operation that a receiver inserted" if number is None else f"operation {number}"


def description_of(operation: Any) -> str:
    """Return an operation's description, or its class if that is what is broken."""
    try:
        return with_names(str(operation.describe()), operation)
    except Exception:
        return type(operation).__name__


def shown(operation: Any) -> str:
    """Return an operation as Python shows it, with functions by their names."""
    try:
        return with_names(str(operation), operation)
    except Exception:
        return in_short(operation)


def with_names(text: str, operation: Any) -> str:
    """Put names where a class of Django's shows functions with their addresses."""
    if ADDRESS not in text:
        return text
    args, kwargs = getattr(operation, "_constructor_args", ((), {}))
    for value in (*args, *kwargs.values()):
        text = text.replace(repr(value), readable(value))
    return text


def line_of(running: ErrorContext, error: BaseException, file: str) -> int | None:
    """Return the innermost line of the migration's own file that ran, else the line of the operation."""
    line = line_in(file, error)
    if line is not None or running.position is None:
        return line
    calls = operation_calls(file)
    if running.position > len(calls):
        return None
    call = calls[running.position - 1]
    # A class may put together its operations elsewhere: then the positions do not fit.
    return call.lineno if called_name(call) == type(running.operation).__name__ else None


@frozen
class StatementFailure:
    """The statement that was refused, and on whose behalf it was sent.

    ``causes`` are several where the work of several operations was merged into one statement, and the message does
    not tell which of them it is about.
    """

    sql: str
    params: Params
    causes: Causes
    by_hand: bool = False
    """Somebody wrote it, or code that a migration calls: its literals are shown to those who ask for them."""
    is_mysql: bool = False

    @classmethod
    def of(cls, batch: Batch, error: BaseException) -> StatementFailure:
        causes = blamed(batch.planned, text_of(error))
        is_mysql = "mysql" in type(error.__cause__).__module__.lower()
        return cls(batch.sql, batch.params, causes, is_by_hand(batch.planned), is_mysql)

    @property
    def shown(self) -> str:
        """The statement as messages have it."""
        if not self.by_hand:
            return self.sql
        return without_literals(self.sql, quotes_are_texts=self.is_mysql)

    @property
    def whole(self) -> str:
        """The statement with the values of its parameters."""
        return f"{self.sql} {tuple(self.params)!r}" if self.params else self.sql


def is_by_hand(planned: Planned) -> bool:
    """Tell SQL of somebody else from what was planned from a migration's operations."""
    from migrations_core.schema.statements import Raw  # only for reports

    return isinstance(planned.statement, Raw) and planned.statement.by_hand


def blamed(planned: Planned, message: str) -> Causes:
    """Blame, for a merged statement, only those for whose part the message has a name."""
    words = {word.lower() for word in re.findall(r"\w+", message)}
    lengths = [max(map(len, words & _names_in(part)), default=0) for part in planned.parts]
    # The name of a column may be in several parts, or in the values of a row; that of a key is the longest.
    longest = max(lengths, default=0)
    if longest and lengths.count(longest) == 1:
        return planned.parts[lengths.index(longest)].causes
    return planned.causes


def _names_in(part: Planned) -> set[str]:
    from migrations_core.schema.statements import names_of  # only for reports

    return {name.lower() for name in names_of(part.statement)}


def attach_statement_failure(error: BaseException, failure: StatementFailure) -> None:
    """Leave ``failure`` on the exception, unless a statement inside has left its own."""
    if not hasattr(error, STATEMENT_FAILURE):
        setattr(error, STATEMENT_FAILURE, failure)


def statement_failure_of(error: BaseException) -> StatementFailure | None:
    """Give the failure that an editor left on ``error``, or None."""
    failure = getattr(error, STATEMENT_FAILURE, None)
    return failure if isinstance(failure, StatementFailure) else None

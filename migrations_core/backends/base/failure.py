"""What a schema editor says about a statement that the database refused."""

from __future__ import annotations

from dataclasses import dataclass

ATTRIBUTE = "statement_failure"


@dataclass(frozen=True, slots=True)
class StatementFailure:
    """The statement, and on whose behalf it was sent.

    ``causes`` holds what ``editor.cause`` was when the work was asked for: several where the
    editor merged the work of several operations into one statement.
    """

    sql: str
    params: tuple[object, ...] | None
    causes: tuple[object, ...]


def attach(error: BaseException, failure: StatementFailure) -> None:
    """Leave ``failure`` on the exception, unless a statement inside has left its own."""
    if not hasattr(error, ATTRIBUTE):
        setattr(error, ATTRIBUTE, failure)


def failure_of(error: BaseException) -> StatementFailure | None:
    """Give the failure that an editor left on ``error``, or None."""
    failure = getattr(error, ATTRIBUTE, None)
    return failure if isinstance(failure, StatementFailure) else None

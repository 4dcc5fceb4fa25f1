"""What a schema editor says about a statement that the database refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a merged statement for the work that ``causes`` asked for."""

    sql: str
    causes: tuple[object, ...]


@contextmanager
def blaming(parts: Sequence[Part]) -> Iterator[None]:
    """Blame, for a merged statement that fails in the block, only those for whose part the message has a name."""
    try:
        yield
    except Exception as error:
        failure = failure_of(error)
        if parts and failure is not None:
            words = set(re.findall(r"\w+", str(error)))
            lengths = [max(map(len, words & _names(part)), default=0) for part in parts]
            # The name of a column may be in several parts, or in the values of a row; that of a key is the longest.
            longest = max(lengths)
            if longest and lengths.count(longest) == 1:
                causes = parts[lengths.index(longest)].causes
                setattr(error, ATTRIBUTE, replace(failure, causes=causes))
        raise


def _names(part: Part) -> set[str]:
    return set(re.findall(r"`(\w+)`", part.sql))


def attach(error: BaseException, failure: StatementFailure) -> None:
    """Leave ``failure`` on the exception, unless a statement inside has left its own."""
    if not hasattr(error, ATTRIBUTE):
        setattr(error, ATTRIBUTE, failure)


def failure_of(error: BaseException) -> StatementFailure | None:
    """Give the failure that an editor left on ``error``, or None."""
    failure = getattr(error, ATTRIBUTE, None)
    return failure if isinstance(failure, StatementFailure) else None

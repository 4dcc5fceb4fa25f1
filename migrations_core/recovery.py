"""What a failed migration leaves in a database that makes every statement permanent at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from migrations_core.failures import (
    StatementFailure,
    description_of,
    is_by_hand,
    numbered,
    numbered_name,
    statement_failure_of,
)
from migrations_core.masking import without_literals
from migrations_core.schema.editor import OurEditor, ours
from migrations_core.schema.plan import Batch, Causes, Planned
from migrations_core.values import frozen

INDENT = "  "
STAY = "stay changed"


@frozen
class Part:
    """An operation, or the end of the migration, with statements of it."""

    heading: str
    statements: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(
            [f"{INDENT}{self.heading}", *(f"{INDENT * 2}{sql}" for sql in self.statements)]
        )


@frozen
class Entry:
    """A statement as it is shown, whether or not it was carried out."""

    sql: str
    causes: Causes
    at_end: bool = False


@frozen
class PartialRun:
    """What was done and what was not, in the order of the migration.

    ``by_choice`` is true where the database could have rolled it back, if the migration did not say ``atomic = False``.
    """

    app_label: str
    name: str
    unapplying: bool
    done: tuple[Part, ...]
    left: tuple[Part, ...]
    by_choice: bool = False

    def __str__(self) -> str:
        if not self.done and any(STAY in part.heading for part in self.left):
            return (
                f"{self.app_label}.{self.name} does not run in one transaction: what it did before it failed is still"
                " in the database."
            )
        if not self.done:
            return f"Nothing of {self.app_label}.{self.name} was done. {self._advice}"
        lines = [
            f"{self.app_label}.{self.name} {self._reason}. Done, and still there:",
            *map(str, self.done),
            "Not done:" if self.left else "All of it is done; only recording that failed.",
            *map(str, self.left),
            self._advice,
        ]
        return "\n".join(lines)

    @property
    def _reason(self) -> str:
        if self.by_choice:
            return "was not rolled back, because it says atomic = False"
        return "could not be rolled back, because this database makes every statement permanent at once"

    @property
    def _half_made_indexes(self) -> str:
        """Say what PostgreSQL leaves of a statement that is not done."""
        if any("INDEX CONCURRENTLY" in sql for part in self.left for sql in part.statements):
            return "An index that could not be made concurrently may be there and invalid: drop it first. "
        return ""

    @property
    def _advice(self) -> str:
        if not self.done:
            return f"{self._half_made_indexes}Remove the cause and run the command again."
        record = f"migrate {self.app_label} {self.name} --fake"
        if self.unapplying:
            record = (
                f"migrate {self.app_label} NAME --fake, NAME being the migration before it, or zero"
            )
        return self._half_made_indexes + (
            "To go on, remove the cause. Then either undo by hand what is still there and run the command"
            f" again, or do by hand what was not done and record it: {record}"
        )


@contextmanager
def note_partial_run(editor: Any, migration: Any, *, unapplying: bool) -> Iterator[None]:
    """Note on an exception what the migration has left, if the editor keeps a journal for that."""
    try:
        yield
    except BaseException as error:
        our_editor = ours(editor)
        if our_editor and our_editor.keeps_journal:
            partial_run = partial_run_of(error, our_editor, migration, unapplying=unapplying)
            whole = partial_run_of(error, our_editor, migration, unapplying=unapplying, whole=True)
            with suppress(AttributeError, TypeError):
                error.migration_partial_run = partial_run  # type: ignore[attr-defined]  # made for this
                error.migration_whole_partial_run = whole  # type: ignore[attr-defined]  # made for this
            error.add_note(str(partial_run))
        raise


def partial_run_of(
    error: BaseException,
    editor: OurEditor,
    migration: Any,
    *,
    unapplying: bool,
    whole: bool = False,
) -> PartialRun:
    """Sort the journal of the editor by operation, and what is missing too; ``whole`` shows all values."""
    items = numbered(migration)[:: -1 if unapplying else 1]
    cause = editor.cause
    begun = next((i for i, item in enumerate(items) if cause and item[1] is cause.operation), 0)
    if editor.is_finishing:
        begun = len(items)
    wording = _Wording(editor, whole)
    journal = [wording.sent(batch) for batch in editor.journal]
    missing = _missing(error, editor, wording)
    done, left = [], []
    for place, item in enumerate(items):
        sent = _of(item[1], journal)
        lacks = _of(item[1], missing)
        is_whole = place < begun and not lacks
        if is_whole or sent:
            done.append(Part(_heading(item) + ("" if is_whole else ", its beginning"), sent))
        if not is_whole:
            suffix = ", from here on" if lacks else ""
            left.append(
                Part(_heading(item) + (suffix or _rows(migration, item[1], place == begun)), lacks)
            )
    finished = tuple(entry.sql for entry in journal if entry.at_end)
    waiting = tuple(entry.sql for entry in missing if entry.at_end)
    return PartialRun(
        migration.app_label,
        migration.name,
        unapplying,
        (*done, *_end(finished)),
        (*left, *_end(waiting)),
        by_choice=editor.connection.features.can_rollback_ddl,
    )


def _rows(migration: Any, operation: Any, is_broken: bool) -> str:
    """Say what became of the rows that a function changed before it broke; they are in no journal."""
    if not is_broken or getattr(operation, "reduces_to_sql", True):
        return ""
    if migration._is_atomic(operation):
        return " (the rows that it had changed are as before)"
    return f" (the rows that it had changed {STAY})"


@frozen
class _Wording:
    """How statements are shown: with the values in them, or without those in what somebody wrote."""

    editor: OurEditor
    whole: bool

    def sent(self, batch: Batch) -> Entry:
        sql = batch.sql
        if self.whole or not is_by_hand(batch.planned):
            # Parameters that were planned stand in the migration: a default, say.
            sql = f"{sql} {batch.params!r}" if batch.params else sql
        else:
            sql = self._masked(sql)
        return Entry(sql, batch.causes, batch.planned.at_end)

    def refused(self, failure: StatementFailure) -> Entry:
        return Entry(failure.whole if self.whole else failure.shown, failure.causes)

    def unsent(self, planned: Planned) -> Iterator[Entry]:
        """Give the statement as it is written, or the parts that have not become one yet."""
        for part in planned.parts or (planned,):
            sql = self.editor.written(part.statement)
            if is_by_hand(part) and not self.whole:
                sql = self._masked(sql)
            yield Entry(sql, part.causes, planned.at_end)

    def _masked(self, sql: str) -> str:
        is_mysql = self.editor.connection.vendor == "mysql"
        return without_literals(sql, quotes_are_texts=is_mysql)


def _missing(error: BaseException, editor: OurEditor, wording: _Wording) -> list[Entry]:
    """Give what was planned and not sent: at least the statement that was refused."""
    failure = statement_failure_of(error)
    unsent = [entry for planned in editor.unsent for entry in wording.unsent(planned)]
    if failure is None or editor.is_sending:
        return unsent
    return [wording.refused(failure), *unsent]


def _heading(item: tuple[int | None, Any]) -> str:
    return f"{numbered_name(item[0])}: {description_of(item[1])}"


def _of(operation: Any, entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(
        entry.sql
        for entry in entries
        if not entry.at_end and any(cause.operation is operation for cause in entry.causes)
    )


def _end(statements: tuple[str, ...]) -> tuple[Part, ...]:
    return (Part("at the end of the migration", statements),) if statements else ()

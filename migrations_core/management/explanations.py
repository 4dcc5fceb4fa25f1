"""What went wrong and what to do next, in words, for exceptions that are not ours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import DatabaseError

from migrations_core.backends.registry import vendor_of
from migrations_core.failures import statement_failure_of
from migrations_core.masking import without_password, without_row_values
from migrations_core.names import text_of

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from migrations_core.exceptions import MigrationFailure

VALUES_HINT = "Values are left out here. Give -v 3 to see them."
TRACEBACK_HINT = "Run the command again with --traceback to see where it was raised."

WHAT_IS_LEFT: dict[bool | None, tuple[str, ...]] = {
    True: ("The database is as it was before {}.",),
    False: (
        "{} does not run in one transaction: what it did before it failed is still in the database.",
    ),
    None: (),
}
"""What remains of a failed migration, by whether it ran in a transaction (None: not known)."""


def explain_migration_failure(
    error: BaseException,
    failure: MigrationFailure,
    connection: BaseDatabaseWrapper,
    *,
    in_transaction: bool | None,
    whole: bool = False,
) -> str:
    """Say which migration failed, at what, why, and what is left of it in the database.

    ``whole`` asks for the values of rows and parameters as well.
    """
    name = f"{failure.app_label}.{failure.name}"
    account = "migration_whole_partial_run" if whole else "migration_partial_run"
    exact = getattr(error, account, None)
    left = [text.format(name) for text in WHAT_IS_LEFT[in_transaction]]
    if exact is not None:
        left = [str(exact)]
    statement = statement_failure_of(error)
    if whole and statement is not None:
        failure = replace(failure, statement=statement.whole)
    cause = _cause(error, whole=whole)
    is_masked = statement is not None and statement.whole != failure.statement
    lines = [str(failure), cause, *_advice(error, connection), *left]
    if is_masked or cause != _cause(error, whole=True):
        lines.append(VALUES_HINT)
    lines.append(TRACEBACK_HINT)
    return "\n".join(lines)


def note_values(error: BaseException) -> None:
    """Note on an exception the statement that failed with all its values, if one did."""
    statement = statement_failure_of(error)
    if statement is not None:
        error.add_note(f"With its values: {statement.whole}")


def explain_database_error(error: BaseException, connection: BaseDatabaseWrapper) -> str:
    """Say which database refused, and why."""
    text = without_password(without_row_values(text_of(error)))
    described = f"{_database_name(connection)} (database '{connection.alias}')"
    return "\n".join([f"{described}: {text}", *_advice(error, connection), TRACEBACK_HINT])


def explain_interrupt(interrupt: KeyboardInterrupt) -> str:
    """Say that somebody interrupted a command, and what it was at, as far as that was noted."""
    return ". ".join(["Interrupted", *getattr(interrupt, "__notes__", ())]) + "."


def _cause(error: BaseException, *, whole: bool) -> str:
    text = text_of(error)
    if isinstance(error, DatabaseError) and not whole:
        text = without_row_values(text)
    name = getattr(error, "known_as", None) or type(error).__name__
    return f"{name}: {text}" if text else name


def _advice(error: BaseException, connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    advice = vendor_of(connection).advice(error) if isinstance(error, DatabaseError) else ""
    return (advice,) if advice else ()


def _database_name(connection: BaseDatabaseWrapper) -> str:
    name = connection.settings_dict.get("NAME")
    return without_password(str(name)) if name else connection.display_name

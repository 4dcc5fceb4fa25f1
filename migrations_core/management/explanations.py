"""What went wrong and what to do next, in words, for exceptions that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import DatabaseError

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

NULLS = (
    "Rows have NULL there, or were to get it. Give the field a default for them, or fill them in a migration"
    " before this one."
)
DUPLICATES = "Make the rows unique, or remove duplicates, in a migration before this one."
BREAKING = "Change or remove the rows that break this rule in a migration before this one."
ORPHANS = (
    "Rows refer to others that do not exist. Remove or change them in a migration before this one."
)

SQLITE_ADVICE = (
    (
        "readonly database",
        "Check the permissions of the file and of its folder; SQLite writes to both.",
    ),
    (
        "unable to open database file",
        "Check that the folder exists and that this user may read and write it.",
    ),
    (
        "file is not a database",
        "Check NAME in the settings: this is another kind of file, or an encrypted one.",
    ),
    ("malformed", "The file is damaged. Restore it from a backup, or try sqlite3's .recover."),
    ("NOT NULL constraint failed", NULLS),
    ("UNIQUE constraint failed", DUPLICATES),
    ("CHECK constraint failed", BREAKING),
    ("has an invalid foreign key", ORPHANS),
    ("FOREIGN KEY constraint failed", ORPHANS),
    ("disk is full", "Make room on the disk (or in the temporary folder), then run it again."),
    ("disk I/O error", "Check the disk, its free space and the permissions of the folder."),
    (
        "database is locked",
        "Another process is writing to it. Wait for its end, then run it again.",
    ),
)
"""(part of SQLite's message, what to do about it). The first that fits counts."""

MYSQL_ADVICE = {
    1044: "Grant the user of the settings the rights on the database, then run it again.",
    1050: "If it is this migration's own, made before: --fake-initial, or --fake, records that.",
    1048: NULLS,
    1059: "Names have 64 characters at most: choose a shorter db_table, db_column or name.",
    1062: DUPLICATES,
    1071: "Index a shorter field: in utf8mb4 every character counts as four bytes, and 3072 are allowed.",
    1138: NULLS,
    1142: "Grant the user of the settings CREATE, ALTER, DROP, INDEX and REFERENCES, then run it again.",
    1205: "Another connection uses the table: SHOW PROCESSLIST tells which. Wait for its end.",
    1265: (
        "Rows have NULL there, or what does not fit. Give the field a default for them, or change them in a"
        " migration before this one."
    ),
    1451: "Rows of another table refer to these. Remove or change those first.",
    1452: ORPHANS,
    2006: "The server closed the connection. Look into its log.",
    2013: "The server was lost in the middle of a statement: look whether that one was carried out.",
    3819: BREAKING,
    4025: BREAKING,
}
"""What to do about an error of MySQL or MariaDB, by its number."""

POSTGRESQL_ADVICE = {"23502": NULLS, "23503": ORPHANS, "23505": DUPLICATES, "23514": BREAKING}
"""What to do about an error of PostgreSQL, by its SQLSTATE."""


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


def _advice(error: BaseException, connection: BaseDatabaseWrapper) -> Iterator[str]:
    if connection.vendor == "sqlite" and isinstance(error, DatabaseError):
        advice = (text for part, text in SQLITE_ADVICE if part in text_of(error))
        yield from list(advice)[:1]
    if connection.vendor == "postgresql" and isinstance(error, DatabaseError):
        # psycopg 3 calls it one way, psycopg2 the other.
        cause = error.__cause__
        state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
        yield from (text for code, text in POSTGRESQL_ADVICE.items() if code == state)
    if connection.vendor == "mysql" and isinstance(error, DatabaseError) and error.args:
        yield from (text for code, text in MYSQL_ADVICE.items() if code == error.args[0])


def _database_name(connection: BaseDatabaseWrapper) -> str:
    name = connection.settings_dict.get("NAME")
    return without_password(str(name)) if name else connection.display_name

"""Which lock keeps other runs away from the database of a connection, and how single migrations are kept apart."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from .base import lock as base
from .registry import FOLDERS, unwrap

if TYPE_CHECKING:
    from .base.lock import Query, RunLock


def session_lock(connection: Any) -> RunLock:
    """Give the lock that the server, or the file, has for a session; a lease where there is none."""
    connection = unwrap(connection)
    # A driver is imported only by whoever uses it.
    match connection.vendor:
        case "postgresql":
            from .postgresql.lock import PostgreSQLLock

            return PostgreSQLLock(connection)
        case "mysql":
            from .mysql.lock import MySQLLock

            return MySQLLock(connection)
        case "sqlite":
            from .sqlite3.lock import SQLiteLock

            return SQLiteLock(connection)
        case _:
            return _lease(connection)


def lease(connection: Any) -> RunLock:
    """Give the lock for who cannot rely on sessions. A transaction has one anyway, and so has the file of SQLite."""
    connection = unwrap(connection)
    if connection.vendor == "sqlite" or (
        connection.in_atomic_block and connection.vendor in FOLDERS
    ):
        return session_lock(connection)
    if connection.vendor == "postgresql":
        from .postgresql.lease import PostgreSQLLease

        return PostgreSQLLease(connection)
    return _lease(connection)


def _lease(connection: Any) -> RunLock:
    from .base.lease import Lease  # few need one

    return Lease(connection)


def finds_alone(connection: Any, cursor: Any, name: str, query: Query) -> bool:
    """Tell whether a query that concerns what ``name`` stands for finds a row.

    Where it is possible, whoever asks in a transaction keeps others who ask about the same waiting until that ends.
    """
    if connection.vendor == "postgresql":
        from .postgresql.lock import finds_alone

        return finds_alone(connection, cursor, name, query)
    return base.finds_alone(cursor, query)


def transaction_of_a_migration(connection: Any) -> AbstractContextManager[object]:
    """Give a block for a transaction that is going to write."""
    if connection.vendor == "sqlite":
        from .sqlite3.lock import writing_from_the_start

        return writing_from_the_start(connection)
    return nullcontext()

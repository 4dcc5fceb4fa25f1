"""What begins and ends a transaction is in one pipeline with the statements next to it, which saves waiting.

A migration of one statement would otherwise wait four times: for BEGIN, the statement, its row of the history and
COMMIT. Only psycopg 3 can do this, with values bound by the client as Django has them bound by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db.backends.postgresql.psycopg_any import is_psycopg3

from migrations_core.backends.base.models import Connection

if is_psycopg3:
    from psycopg import ClientCursor, Pipeline
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus, TransactionStatus


def with_begin(connection: Connection, sql: str) -> AbstractContextManager[object]:
    """Give a block in which BEGIN and the first statement of a transaction are sent at once.

    A pipeline takes one command at a time, so a string that may hold several stays outside.
    """
    if not _can_travel_together(connection) or ";" in sql or not connection.in_atomic_block:
        return nullcontext()
    driver = connection.connection
    if driver.pgconn.transaction_status != TransactionStatus.IDLE or not Pipeline.is_supported():
        return nullcontext()
    return _pipeline(connection)


@contextmanager
def _pipeline(connection: Connection) -> Iterator[None]:
    # Errors come when the answers do, at the end of the pipeline.
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def can_begin_at_once(connection: Any) -> bool:
    """Tell whether an ordinary transaction is to begin, and the driver does not mind to find it begun."""
    if not _can_travel_together(connection):
        return False
    driver = connection.connection
    characteristics = (driver.isolation_level, driver.read_only, driver.deferrable)
    is_idle = driver.pgconn.transaction_status == TransactionStatus.IDLE
    return (
        is_idle and not driver.autocommit and not any(each is not None for each in characteristics)
    )


def begin_at_once(connection: Any, *statements: str) -> int:
    """Send BEGIN with queries that have their values, all in one message; return how many rows the last one finds.

    The driver waits for an answer to a BEGIN of its own, even in a pipeline.
    """
    driver = connection.connection
    text = "; ".join(("BEGIN", *statements))
    with connection.wrap_database_errors:
        result = driver.pgconn.exec_(text.encode(driver.info.encoding))
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result, driver.info.encoding)
    return int(result.ntuples)


@contextmanager
def with_commit(connection: Connection, block: Any) -> Iterator[None]:
    """Let the one statement of the block, the last of its transaction, take COMMIT along.

    Leaving the transaction's ``block`` finds it committed and sends nothing. If the server refuses, for rows whose
    checks have waited for one, it has rolled back, as it would have after a COMMIT by itself.
    """
    if not _can_travel_together(connection) or not _is_outermost(connection, block):
        yield
        return

    def committing(
        execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        return execute(f"{sql}; COMMIT", params, many, context)

    with connection.execute_wrapper(committing):
        yield


def _is_outermost(connection: Connection, block: Any) -> bool:
    return bool(connection.commit_on_exit and connection.atomic_blocks == [block])


def _can_travel_together(connection: Connection) -> bool:
    return is_psycopg3 and issubclass(connection.connection.cursor_factory, ClientCursor)

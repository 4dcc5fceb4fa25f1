"""The lock of a run on PostgreSQL: an advisory lock of the session, for the schema in which tables are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import is_psycopg3

from migrations_core.backends.base.lock import Holder, NoSessionError, Query, SessionLock, Taker

from .round_trips import begin_at_once, can_begin_at_once

SPACE = 1835624306
"""The first half of our keys, "migr" in bytes; the second stands for the schema."""
SPACE_OF_MIGRATIONS = 1835624307
"""The first half of the keys of single migrations."""

SCHEMA = "hashtext(coalesce(current_schema(), ''))"
# A pooler gives clients a number of its own for the session. Whether it keeps one for us nobody can tell.
ACQUIRE = f"""
SELECT CASE WHEN pg_backend_pid() = %s
            THEN CASE WHEN pg_try_advisory_lock({SPACE}, {SCHEMA})
                      THEN set_config('application_name', %s, false) IS NOT NULL ELSE false END
       END, {SCHEMA}
"""
ACQUIRE_IN_TRANSACTION = f"""
SELECT CASE WHEN pg_try_advisory_xact_lock({SPACE}, {SCHEMA})
            THEN set_config('application_name', %s, true) IS NOT NULL ELSE false END, {SCHEMA}
"""
RELEASE = f"SELECT pg_advisory_unlock({SPACE}, %s), set_config('application_name', %s, false)"
HOLDER = f"""
SELECT l.pid, a.application_name, a.usename, host(a.client_addr), a.client_port
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.classid::bigint = {SPACE} AND l.objid::bigint = {SCHEMA}::bigint & 4294967295
"""
WAIT_FOR_MIGRATION = f"SELECT pg_advisory_xact_lock({SPACE_OF_MIGRATIONS}, hashtext(%s))"

NOTE = re.compile(r"migrate (?P<pid>\d+)@(?P<host>\S*) (?P<since>\S+)Z")
LONGEST_HOST = 24
"""A name of an application has 63 bytes."""


def note(taker: Taker) -> str:
    """Return the name of an application that tells who migrates."""
    host = re.sub(r"[^!-~]", "?", taker.host)[:LONGEST_HOST]
    return f"migrate {taker.pid}@{host} {taker.since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def holder_of(row: Sequence[Any]) -> Holder:
    """Make a holder of what the server knows about the session."""
    pid, application, user, address, port = row
    place = f" at {address}:{port}" if address else ""
    session = f"session {pid}" + (f" of {user}{place}" if user else "")
    noted = NOTE.fullmatch(application or "")
    if noted is None:
        return Holder(pid, session=session)
    since = datetime.fromisoformat(noted["since"]).replace(tzinfo=UTC)
    return Holder(pid, int(noted["pid"]), noted["host"], since, session)


class PostgreSQLLock(SessionLock):
    """Noted in the name of the application as long as it is held."""

    _schema: int
    _application = ""
    _ends_with_transaction = False

    def acquire(self) -> bool:
        """Take it for the session, or if a transaction is open for that: an aborted one could not let go."""
        self.connection.ensure_connection()
        session, application = _reported(self.connection.connection)
        self._ends_with_transaction = self.connection.in_atomic_block
        if self._ends_with_transaction:
            taken, schema = self._ask(ACQUIRE_IN_TRANSACTION, [note(Taker())])
        else:
            taken, schema = self._ask(ACQUIRE, [session, note(Taker())])
        if taken is None:
            raise NoSessionError
        if taken:
            self._schema, self._application = schema, application
            self._hold(session)
        return bool(taken)

    def holder(self) -> Holder | None:
        row = self._ask(HOLDER)
        return holder_of(row) if row else None

    def release(self) -> None:
        if self.is_held() and not self._ends_with_transaction:
            self._ask(RELEASE, [self._schema, self._application])
        self._held_on = None


def _reported(driver: Any) -> tuple[int, str]:
    """Return what the server has told when the session began: its number; and how the application is called now."""
    if is_psycopg3:
        name = driver.info.parameter_status("application_name")
        return driver.info.backend_pid, name or ""
    return driver.get_backend_pid(), driver.get_parameter_status("application_name") or ""


def finds_alone(connection: Any, cursor: Any, name: str, query: Query) -> bool:
    """Tell whether a query finds a row, among them what those have committed who asked about the same before."""
    if connection.in_atomic_block:
        if can_begin_at_once(connection):
            statements = (cursor.mogrify(WAIT_FOR_MIGRATION, [name]), cursor.mogrify(*query))
            return begin_at_once(connection, *statements) > 0
        # Two statements: the second sees what was committed while the first was waiting.
        cursor.execute(WAIT_FOR_MIGRATION, [name])
    cursor.execute(*query)
    return bool(cursor.fetchall())

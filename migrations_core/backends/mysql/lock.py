"""The lock of a run on MySQL and MariaDB: a named lock of the session, which the server has for all its schemas."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError

from migrations_core.backends.base.lock import Holder, NoSessionError, SessionLock

# A name has 64 characters at most.
SCHEMA = "IF(CHAR_LENGTH(DATABASE()) <= 48, DATABASE(), LEFT(SHA2(DATABASE(), 256), 48))"
NAME = f"CONCAT('migrations_core:', {SCHEMA})"
ACQUIRE = f"SELECT GET_LOCK({NAME}, 0), {NAME}, CONNECTION_ID()"
# The nodes of a Galera cluster know nothing of each other's locks.
IS_CLUSTER = "SHOW VARIABLES LIKE 'wsrep_on'"
PROCESS_OF_CLIENT = """
SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs
 WHERE PROCESSLIST_ID = %s AND ATTR_NAME = '_pid'
"""


class MySQLLock(SessionLock):
    """What a session is called by the server is all that others can see."""

    _name: str

    def acquire(self) -> bool:
        # No table can be changed in a transaction, so that a lock of this node is enough there.
        if not self.connection.in_atomic_block and self._ask(IS_CLUSTER)[1:] == ("ON",):
            raise NoSessionError
        taken, self._name, session = self._ask(ACQUIRE)
        if taken:
            self._hold(session)
        return bool(taken)

    def holder(self) -> Holder | None:
        (session,) = self._ask("SELECT IS_USED_LOCK(%s)", [self._name])
        if session is None:
            return None
        known = f"session {session}"
        for number, user, client, *_ in self._sessions():
            if number == session:
                known += f" of {user} at {client}"
        return Holder(session, self._process_of(session), session=known)

    def _sessions(self) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute("SHOW PROCESSLIST")
            return list(cursor.fetchall())

    def _process_of(self, session: int) -> int | None:
        """Ask for the process at the other end, which only some servers know."""
        try:
            row = self._ask(PROCESS_OF_CLIENT, [session])
        except DatabaseError:
            return None
        return int(row[0]) if row else None

    def release(self) -> None:
        if self.is_held():
            self._ask("SELECT RELEASE_LOCK(%s)", [self._name])
        self._held_on = None

"""One cursor for many statements: opening one takes as long as the rest of sending a small statement."""

from __future__ import annotations

from typing import Any

from .models import Connection


class KeptCursor:
    """A cursor that is used again while the connection stays the one that it was opened on.

    For statements whose rows, if there are any, are all fetched: an unfinished one would keep its tables busy.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor: Any = None
        self._opened_on: tuple[Any, bool] | None = None

    def get(self) -> Any:
        """Give the cursor, a new one if the connection was opened anew or has begun to log its queries."""
        connection = self._connection
        here = (connection.connection, connection.queries_logged)
        if self._cursor is None or here != self._opened_on:
            self.close()
            self._cursor = connection.cursor()
            self._opened_on = (connection.connection, connection.queries_logged)
        return self._cursor

    def close(self) -> None:
        """Close the cursor; the next one who asks gets another."""
        cursor, self._cursor = self._cursor, None
        if (
            cursor is not None
            and self._opened_on
            and self._connection.connection is self._opened_on[0]
        ):
            cursor.close()

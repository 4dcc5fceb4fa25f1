"""A lock that needs no session: a row that says until when it is held, and that is renewed until its holder ends.

For poolers, clusters and servers without locks of sessions. Whoever dies keeps others waiting until the row expires.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Q, sql
from django.db.models.functions import Now
from django.utils.timezone import is_naive, make_aware

from migrations_core.backends.registry import schema_editor
from migrations_core.conf import seconds
from migrations_core.exceptions import LockUnavailableError

from .lock import Holder, Taker

DEFAULT_SECONDS = 60.0
CONFLICTS = frozenset({"40001", "40P01", 1205, 1213})
"""Of several that write the same row at once, servers may refuse all but one: by number, or by SQLSTATE."""

logger = logging.getLogger("migrations_core")


@cache
def lease_model() -> type[models.Model]:
    """Return the model of the table. No app has it, so no command but ours knows of it."""

    class Lease(models.Model):
        name = models.CharField(max_length=64, primary_key=True)
        token = models.CharField(max_length=32)
        pid = models.BigIntegerField()
        host = models.CharField(max_length=255)
        since = models.DateTimeField()
        expires = models.DateTimeField()

        class Meta:
            apps = Apps()
            app_label = "migrations_core"
            db_table = "migrations_core_lock"

    return Lease


class Lease:
    """The row of a database, or of a schema, in a table that is created when it is needed first."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.key: object = uuid.uuid4().hex
        self.seconds = seconds("LEASE_SECONDS", DEFAULT_SECONDS) or DEFAULT_SECONDS
        self._name = self._table = ""
        self._heartbeat: Heartbeat | None = None
        self._held_on: Any = None

    @property
    def table(self) -> str:
        return lease_model()._meta.db_table

    def acquire(self) -> bool:
        if not self._name:
            self._ensure_table()
            self._name, self._table = self._place()
        if not (self._taken_over() or self._inserted()):
            return False
        self._held_on = self.connection.connection
        # Within a transaction nobody else sees the row, and nobody can change it.
        if not self.connection.in_atomic_block:
            self._heartbeat = Heartbeat(self.connection, *self._renewal(), self.seconds)
            self._heartbeat.start()
        return True

    def is_held(self) -> bool:
        """Believe the heart as long as it beats; else ask whether the row is still ours, and renew it."""
        if self._heartbeat is None:
            return self._held_on is not None and self.connection.connection is self._held_on
        if self._heartbeat.is_fresh():
            return True
        return bool(self._mine().update(expires=self._end()))

    def holder(self) -> Holder | None:
        row = self._rows().filter(expires__gt=Now()).exclude(token="").first()
        if row is None:
            return None
        since = make_aware(row.since) if is_naive(row.since) else row.since
        return Holder(row.token, row.pid, row.host, since)

    def release(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.stop()
            self._heartbeat = None
        self._held_on = None
        self._mine().update(token="")

    # The row

    def _place(self) -> tuple[str, str]:
        """Return the name of the row, and of the table as every connection understands it."""
        return "migrate", self.connection.ops.quote_name(self.table)

    def _rows(self) -> models.QuerySet[Any]:
        rows = lease_model()._default_manager.using(self.connection.alias)
        return rows.filter(name=self._name)

    def _mine(self) -> models.QuerySet[Any]:
        return self._rows().filter(token=self.key)

    def _end(self) -> Any:
        # By the clock of the server, which all holders share.
        return Now() + timedelta(seconds=self.seconds)

    def _facts(self) -> dict[str, Any]:
        taker = Taker()
        return {
            "token": self.key,
            "pid": taker.pid,
            "host": taker.host,
            "since": taker.since,
            "expires": self._end(),
        }

    def _taken_over(self) -> bool:
        free = self._rows().filter(Q(token="") | Q(expires__lt=Now()))
        return self._without_conflict(lambda: free.update(**self._facts()))

    def _inserted(self) -> bool:
        if self._rows().exists():
            return False
        manager = lease_model()._default_manager.using(self.connection.alias)
        return self._without_conflict(lambda: manager.create(name=self._name, **self._facts()))

    def _without_conflict(self, write: Any) -> bool:
        """Say whether something was written; it is not if somebody else was quicker."""
        try:
            with transaction.atomic(self.connection.alias):
                return bool(write())
        except DatabaseError as error:
            if not _is_conflict(error):
                raise
            return False

    def _renewal(self) -> tuple[str, tuple[Any, ...]]:
        """Return the statement that renews the row, for a connection that knows nothing of ours."""
        query: Any = self._mine().query.chain(sql.UpdateQuery)
        query.add_update_values({"expires": self._end()})
        text, params = query.get_compiler(connection=self.connection).as_sql()
        quoted = self.connection.ops.quote_name(self.table)
        return text.replace(quoted, self._table), tuple(params)

    def _ensure_table(self) -> None:
        if self._has_table():
            return
        try:
            with schema_editor(self.connection) as editor:
                editor.create_model(lease_model())
        except DatabaseError as error:
            if self._has_table():
                return  # somebody else was quicker
            why = f"the table {self.table} cannot be created ({error})"
            raise LockUnavailableError(self.connection.alias, why) from error

    def _has_table(self) -> bool:
        with self.connection.cursor() as cursor:
            return self.table in self.connection.introspection.table_names(cursor)


class Heartbeat(threading.Thread):
    """Renews a lease through a connection of its own, so that it goes on whatever the run is busy with."""

    def __init__(self, connection: Any, renewal: str, params: tuple[Any, ...], seconds: float):
        super().__init__(name="lease of migrations_core", daemon=True)
        self._original = connection
        self._renewal, self._params = renewal, params
        self._seconds = seconds
        self._end = threading.Event()
        self._renewed = time.monotonic()
        self._is_lost = False

    def is_fresh(self) -> bool:
        """Say whether the lease certainly goes on for a while."""
        return not self._is_lost and time.monotonic() - self._renewed < self._seconds / 2

    def stop(self) -> None:
        self._end.set()
        self.join(self._seconds)

    def run(self) -> None:
        # A connection belongs to the thread that makes it.
        connection = self._original.copy()
        try:
            while not (self._is_lost or self._end.wait(self._seconds / 4)):
                self._beat(connection)
        finally:
            connection.close()

    def _beat(self, connection: Any) -> None:
        begin = time.monotonic()
        try:
            with connection.cursor() as cursor:
                cursor.execute(self._renewal, self._params)
                self._is_lost = not cursor.rowcount
        except DatabaseError as error:
            logger.warning("The lease of %r is not renewed: %s", self._original.alias, error)
            connection.close()
        else:
            self._renewed = begin


def _is_conflict(error: DatabaseError) -> bool:
    cause = error.__cause__
    known = {getattr(cause, "sqlstate", None), getattr(cause, "pgcode", None), *error.args[:1]}
    return isinstance(error, IntegrityError) or not CONFLICTS.isdisjoint(known)

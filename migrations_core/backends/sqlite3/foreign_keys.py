"""Foreign keys are off while tables are rebuilt; this is what makes up for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import NotSupportedError
from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.models import Connection
from migrations_core.backends.base.planning.asking import Database

_HARMLESS = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|CREATE)\b", re.I)
_WITHOUT_KEYS = {"django_migrations"}  # every migration inserts a row, or deletes one
_PLAIN = re.compile(
    r'\s*(?P<verb>INSERT\s+INTO|DELETE\s+FROM|UPDATE)\s+"(?P<table>(?:[^"]|"")+)"(?!\s*\.)', re.I
)
_UPSERT = re.compile(r"\bON\s+CONFLICT\b", re.I)


def switch_off(connection: Connection) -> bool:
    """Switch enforcement off and tell whether it was on."""
    with connection.cursor() as cursor:
        if not cursor.execute("PRAGMA foreign_keys").fetchone()[0]:
            return False
        if not connection.connection.in_transaction:
            cursor.execute("PRAGMA foreign_keys = OFF")
            return True
        raise NotSupportedError(
            "SQLite schema editor cannot be used while foreign key constraint checks are "
            "enabled. Make sure to disable them before entering a transaction.atomic() context "
            "because SQLite does not support disabling them in the middle of a multi-statement "
            "transaction."
        )


@contextmanager
def switched_off(connection: Connection) -> Iterator[None]:
    """Leave enforcement off from one migration to the next, where it can be switched.

    Every editor still asks for it, and switches it off itself if a migration switched it on or
    opened another connection.
    """
    connection.ensure_connection()
    raw = connection.connection
    if raw.in_transaction or not switch_off(connection):
        yield
        return
    try:
        yield
    finally:
        if connection.connection is raw:
            connection.enable_constraint_checking()


@dataclass(slots=True)
class TablesToCheck:
    """The tables whose foreign keys may have been broken since enforcement went off."""

    children: set[str] = field(default_factory=set)
    """Tables that got rows, or values, which might point nowhere."""
    parents: set[str] = field(default_factory=set)
    """Tables that lost rows, or the values that others point at."""
    written: set[str] = field(default_factory=set)
    """Tables that statements wrote to, so that their triggers have run."""
    everything: bool = False

    def add_sql(self, sql: str) -> None:
        """Take note of SQL of unknown content."""
        if _HARMLESS.match(sql):
            return
        plain = _PLAIN.match(sql)
        if plain is None:
            self.everything = True
            return
        changed = {plain["table"].replace('""', '"')} - _WITHOUT_KEYS
        verb = plain["verb"].split()[0].upper()
        self.written |= changed
        if verb != "DELETE":
            self.children |= changed
        if verb != "INSERT" or _UPSERT.search(sql):
            self.parents |= changed

    def check(self, editor: Database) -> None:
        """Raise IntegrityError for the first row with a foreign key that points nowhere."""
        if not self.everything and not (self.children or self.parents):
            return
        connection = editor.connection
        involved = [] if self.everything else self._involved(editor)
        if self.everything or any(kind == "trigger" for kind, _ in involved):
            connection.check_constraints()
        elif involved:
            connection.check_constraints([name for _, name in involved])

    def _involved(self, editor: Database) -> list[tuple[str, str]]:
        """Give kind and name of the tables to check, and of triggers, which may have done anything."""
        children, parents, written = (
            sorted({strip_quotes(name).lower() for name in names})
            for names in (self.children, self.parents, self.written)
        )
        rows: list[tuple[str, str]] = editor.query(
            'SELECT m.type, m.name FROM "sqlite_master" m JOIN pragma_foreign_key_list(m.name) f '
            f"WHERE m.type = 'table' AND (lower(m.name) IN ({_marks(children)})"
            f' OR lower(f."table") IN ({_marks(parents)})) '
            'UNION SELECT type, name FROM "sqlite_master" '
            f"WHERE type = 'trigger' AND lower(tbl_name) IN ({_marks(written)}) ORDER BY 1, 2",
            [*children, *parents, *written],
        )
        return rows


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))

"""Foreign keys are off while tables are rebuilt; this is what makes up for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import NotSupportedError
from django.db.backends.utils import strip_quotes

_HARMLESS = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|CREATE)\b", re.I)
_WITHOUT_KEYS = {"django_migrations"}  # every migration inserts a row
_PLAIN_INSERT = re.compile(r'\s*INSERT INTO\s+"(?P<table>(?:[^"]|"")+)"', re.I)


def switch_off(connection: Any) -> bool:
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


@dataclass(slots=True)
class Suspects:
    """The tables whose foreign keys may have been broken since enforcement went off."""

    children: set[str] = field(default_factory=set)
    """Tables that got rows, or values, which might point nowhere."""
    parents: set[str] = field(default_factory=set)
    """Tables that lost rows, or the values that others point at."""
    everything: bool = False

    def add_sql(self, sql: str) -> None:
        """Take note of SQL of unknown content."""
        if _HARMLESS.match(sql):
            return
        if insert := _PLAIN_INSERT.match(sql):
            self.children |= {insert["table"].replace('""', '"')} - _WITHOUT_KEYS
        else:
            self.everything = True

    def check(self, editor: Any) -> None:
        """Raise IntegrityError for the first row with a foreign key that points nowhere."""
        connection = editor.connection
        if self.everything:
            connection.check_constraints()
            return
        suspects = self.children | _referencing(editor, self.parents)
        if suspects:
            existing = {name for (name,) in editor._query("SELECT name FROM sqlite_master")}
            connection.check_constraints(sorted(suspects & existing))


def _referencing(editor: Any, tables: Iterable[str]) -> set[str]:
    names = sorted({strip_quotes(name).lower() for name in tables})
    if not names:
        return set()
    rows = editor._query(
        'SELECT DISTINCT m.name FROM "sqlite_master" m JOIN pragma_foreign_key_list(m.name) f '
        f"WHERE m.type = 'table' AND lower(f.\"table\") IN ({', '.join(['%s'] * len(names))})",
        names,
    )
    return {name for (name,) in rows}

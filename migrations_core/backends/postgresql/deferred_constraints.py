"""Checks of rows that wait for the end of the transaction, and would keep tables from being altered.

PostgreSQL alters no table "because it has pending trigger events": rows were written in the same
transaction, by a RunPython for one, and their foreign keys have not been checked yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError
from django.db.transaction import atomic

from migrations_core.backends.base.channel import Channel

LATE = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.conname)
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.condeferred
"""
HARMLESS = ("SHOW", "SAVEPOINT", "RELEASE")
CHANGES = ("ALTER", "CREATE", "DROP", "TRUNCATE", "CLUSTER", "REINDEX")


def may_leave_checks(sql: str) -> bool:
    """Tell whether SQL may write rows: functions that are called may, and a second statement."""
    text = sql.strip("; \n")
    if not text[:6].upper().startswith("SELECT"):
        return not text[:9].upper().startswith(HARMLESS)
    return ";" in text or " FROM " not in text.upper()


def changes_tables(sql: str) -> bool:
    """Tell whether the server would refuse a statement of somebody else's, as it refuses ours."""
    return sql.lstrip()[:8].upper().startswith(CHANGES)


def check_now(channel: Channel) -> None:
    """Check the rows that were written so far, and let later ones wait again.

    Rows that are not right yet may become so: then nothing is changed, and the server decides.
    """
    statements = checking(channel)
    try:
        with channel.quietly(), atomic(channel.connection.alias):
            _run(channel, next(statements))
    except IntegrityError:
        return
    with channel.quietly():
        for sql in statements:
            _run(channel, sql)


def checking(channel: Channel) -> Iterator[str]:
    """Give the statements by which that is done."""
    yield "SET CONSTRAINTS ALL IMMEDIATE"
    late = [name for (name,) in channel.query(LATE)]
    if late:
        yield f"SET CONSTRAINTS {', '.join(late)} DEFERRED"


def _run(channel: Channel, sql: str) -> None:
    with channel.connection.cursor() as cursor:
        cursor.execute(sql)

"""Checks of rows that wait for the end of the transaction, and would keep tables from being altered.

PostgreSQL alters no table "because it has pending trigger events": rows were written in the same
transaction, by a RunPython for one, and their foreign keys have not been checked yet.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.transaction import atomic

LATE = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.conname)
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.condeferred
"""
READS = ("SELECT", "SHOW", "EXPLAIN", "SAVEPOINT", "RELEASE")


def may_leave_checks(sql: str) -> bool:
    return not sql.lstrip().upper().startswith(READS)


def check_now(editor: Any) -> None:
    """Check the rows that were written so far, and let later ones wait again.

    Rows that are not right yet may become so: then nothing is changed, and the server decides.
    """
    try:
        with editor._sending(), atomic(editor.connection.alias):
            _run(editor, "SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return
    late = [name for (name,) in editor._query(LATE)]
    if late:
        with editor._sending():
            _run(editor, f"SET CONSTRAINTS {', '.join(late)} DEFERRED")


def _run(editor: Any, sql: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(sql)

"""What is known of PostgreSQL without a server."""

from __future__ import annotations

from django.db import DatabaseError

from migrations_core.backends.base.vendor import BREAKING, DUPLICATES, NULLS, ORPHANS, Vendor

ADVICE = {"23502": NULLS, "23503": ORPHANS, "23505": DUPLICATES, "23514": BREAKING}
"""What to do about an error, by its SQLSTATE."""


def advice(error: DatabaseError) -> str:
    # psycopg 3 calls it one way, psycopg2 the other.
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    return ADVICE.get(str(state), "")


VENDOR = Vendor(advice=advice, current_database="SELECT current_database()")

"""What is known of MySQL and MariaDB without a server."""

from __future__ import annotations

from dataclasses import replace

from django.db import DatabaseError

from migrations_core.backends.base.vendor import BREAKING, DUPLICATES, NULLS, ORPHANS, Vendor
from migrations_core.schema.tables import Table

ADVICE = {
    1044: "Grant the user of the settings the rights on the database, then run it again.",
    1050: "If it is this migration's own, made before: --fake-initial, or --fake, records that.",
    1048: NULLS,
    1059: "Names have 64 characters at most: choose a shorter db_table, db_column or name.",
    1062: DUPLICATES,
    1071: "Index a shorter field: in utf8mb4 every character counts as four bytes, and 3072 are allowed.",
    1138: NULLS,
    1142: "Grant the user of the settings CREATE, ALTER, DROP, INDEX and REFERENCES, then run it again.",
    1205: "Another connection uses the table: SHOW PROCESSLIST tells which. Wait for its end.",
    1265: (
        "Rows have NULL there, or what does not fit. Give the field a default for them, or change them in a"
        " migration before this one."
    ),
    1451: "Rows of another table refer to these. Remove or change those first.",
    1452: ORPHANS,
    2006: "The server closed the connection. Look into its log.",
    2013: "The server was lost in the middle of a statement: look whether that one was carried out.",
    3819: BREAKING,
    4025: BREAKING,
}
"""What to do about an error of MySQL or MariaDB, by its number."""


def advice(error: DatabaseError) -> str:
    return ADVICE.get(error.args[0], "") if error.args else ""


def with_checks_anywhere(table: Table) -> Table:
    """Forget whether MariaDB has a check beside its column or the others, which depends on what came first."""
    return replace(table, checks=tuple(replace(check, options=()) for check in table.checks))


VENDOR = Vendor(advice=advice, alike=with_checks_anywhere, current_database="SELECT DATABASE()")

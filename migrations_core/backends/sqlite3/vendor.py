"""What is known of SQLite without a database."""

from __future__ import annotations

import re
from dataclasses import replace

from django.db import DatabaseError

from migrations_core.backends.base.vendor import BREAKING, DUPLICATES, NULLS, ORPHANS, Vendor
from migrations_core.names import text_of
from migrations_core.schema.tables import Table

SIZE_OF_INTEGER = re.compile(r"^(?:big|small)int\b")

ADVICE = (
    (
        "readonly database",
        "Check the permissions of the file and of its folder; SQLite writes to both.",
    ),
    (
        "unable to open database file",
        "Check that the folder exists and that this user may read and write it.",
    ),
    (
        "file is not a database",
        "Check NAME in the settings: this is another kind of file, or an encrypted one.",
    ),
    ("malformed", "The file is damaged. Restore it from a backup, or try sqlite3's .recover."),
    ("NOT NULL constraint failed", NULLS),
    ("UNIQUE constraint failed", DUPLICATES),
    ("CHECK constraint failed", BREAKING),
    ("has an invalid foreign key", ORPHANS),
    ("FOREIGN KEY constraint failed", ORPHANS),
    ("disk is full", "Make room on the disk (or in the temporary folder), then run it again."),
    ("disk I/O error", "Check the disk, its free space and the permissions of the folder."),
    (
        "database is locked",
        "Another process is writing to it. Wait for its end, then run it again.",
    ),
)
"""(part of SQLite's message, what to do about it). The first that fits counts."""


def advice(error: DatabaseError) -> str:
    return next((text for part, text in ADVICE if part in text_of(error)), "")


def with_plain_keys(table: Table) -> Table:
    """Call a column that refers to a key an integer, whichever size it was declared with.

    SQLite has one kind of integer, and Django leaves "integer" with what refers to an AutoField that becomes a
    BigAutoField, which it writes as "bigint" from the beginning.
    """
    referring = {name for key in table.foreign_keys for name in key.columns}
    columns = (
        replace(column, type=SIZE_OF_INTEGER.sub("integer", column.type))
        if column.name in referring
        else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


VENDOR = Vendor(
    advice=advice,
    alike=with_plain_keys,
    lives_in_a_file=True,
    shadows="SELECT name FROM pragma_table_list WHERE type = 'shadow'",
)

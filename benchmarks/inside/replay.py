"""Send recorded statements through the driver, without Django: ``FILE VENDOR DATABASE``."""

from __future__ import annotations

import pickle
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from tests.databases import server_of

MARK = re.compile(r"(?<!%)%s")


def connect(vendor: str, database: str) -> Any:
    """Open a connection on which nothing begins a transaction but BEGIN."""
    if vendor == "sqlite":
        return sqlite3.connect(database, isolation_level=None)
    server = server_of(vendor) or {}
    if vendor == "postgresql":
        import psycopg  # only where it is needed: this process is measured

        return psycopg.connect(
            host=server["HOST"],
            port=server["PORT"] or 5432,
            user=server["USER"],
            password=server["PASSWORD"],
            dbname=database,
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,  # as Django does
        )
    import MySQLdb

    return MySQLdb.connect(
        host=server["HOST"],
        port=int(server["PORT"] or 3306),
        user=server["USER"],
        password=server["PASSWORD"],
        database=database,
        charset="utf8mb4",
        autocommit=True,
    )


def replay(events: list[tuple[str, str, Any]], vendor: str, database: str) -> None:
    connection = connect(vendor, database)
    cursor = connection.cursor()
    for what, sql, params in events:
        if params is not None and vendor == "sqlite":
            sql = MARK.sub("?", sql).replace("%%", "%")
        if what == "many":
            cursor.executemany(sql, params)
        elif what == "transaction":
            _transaction(cursor, sql, vendor, connection)
        elif params is None:
            cursor.execute(sql)
        else:
            cursor.execute(sql, params)
        if cursor.description:
            cursor.fetchall()
    connection.close()


def _transaction(cursor: Any, sql: str, vendor: str, connection: Any) -> None:
    # SQLite's BEGIN is recorded as a statement, and a rollback may follow none.
    if vendor == "sqlite" and (sql == "BEGIN" or not connection.in_transaction):
        return
    cursor.execute(sql)


if __name__ == "__main__":
    path, vendor_, database_ = sys.argv[1:]
    replay(pickle.loads(Path(path).read_bytes()), vendor_, database_)

"""Read the whole schema of a database, whoever made it and whatever holds it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from migrations_core.backends.mysql import reader as mysql
from migrations_core.backends.postgresql import reader as postgresql
from migrations_core.backends.registry import read_schema
from migrations_core.backends.sqlite3 import reader as sqlite3_catalogue
from migrations_core.schema.tables import Schema

__all__ = ["read_file", "read_schema", "read_server"]


def read_file(source: Path | sqlite3.Connection) -> Schema:
    """Read a SQLite database file or what an open connection sees."""
    if isinstance(source, sqlite3.Connection):
        return sqlite3_catalogue.read_schema(source, strict=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        return sqlite3_catalogue.read_schema(connection, strict=True)


def read_server(vendor: str, connection: Any) -> Schema:
    """Read everything that a database on a server holds, in whatever schema, through a DB-API connection."""
    if vendor == "mysql":
        return mysql.read_schema(connection)
    return postgresql.read_schema(connection, whole_database=True)

"""The databases of a round: made, emptied, read, given scripts and rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrations_core.schema.tables import Schema
from tests import servers
from tests.databases import server_of
from tests.snapshots.rows import TableRows, read_rows
from tests.snapshots.schemas import read_file, read_server
from tests.snapshots.server_rows import read_mysql_rows, read_postgresql_rows


@dataclass(frozen=True, slots=True)
class Content:
    """All that a database holds."""

    schema: Schema
    rows: tuple[TableRows, ...]


@dataclass(frozen=True, slots=True)
class Database:
    """A database by its name, which for SQLite is its file."""

    vendor: str
    name: str

    @property
    def settings(self) -> Mapping[str, Any]:
        server = {} if self.vendor == "sqlite" else server_of(self.vendor) or {}
        engine = "sqlite3" if self.vendor == "sqlite" else self.vendor
        return {"ENGINE": f"django.db.backends.{engine}", "NAME": self.name, **server}

    def make_empty(self) -> None:
        if self.vendor == "sqlite":
            Path(self.name).unlink(missing_ok=True)
            Path(self.name).touch()
            return
        servers.drop(self.vendor, self.name)
        servers.create(self.vendor, self.name)

    def remove(self) -> None:
        if self.vendor == "sqlite":
            Path(self.name).unlink(missing_ok=True)
        else:
            servers.drop(self.vendor, self.name)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """Give a connection of the driver's own, on which each statement is a transaction."""
        if self.vendor == "sqlite":
            with closing(sqlite3.connect(self.name, isolation_level=None)) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = OFF")
                yield connection
        else:
            with closing(servers.connect(self.vendor, self.name)) as connection:
                yield connection

    def read(self) -> Content:
        if self.vendor == "sqlite":
            return Content(read_file(Path(self.name)), read_rows(Path(self.name)))
        with self.connected() as connection:
            schema = read_server(self.vendor, connection)
            mysql = self.vendor == "mysql"
            rows = (read_mysql_rows if mysql else read_postgresql_rows)(connection, schema)
        return Content(schema, rows)

    def run_script(self, sql: str) -> None:
        """Execute what sqlmigrate printed, as the database's own client would."""
        with self.connected() as connection:
            if self.vendor == "sqlite":
                connection.executescript(sql)
                return
            with connection.cursor() as cursor:
                for statement in [sql] if self.vendor == "postgresql" else statements(sql):
                    cursor.execute(statement)


@dataclass(slots=True)
class Databases:
    """Databases by what they are for, made when they are first asked for."""

    vendor: str
    folder: Path
    made: dict[str, Database] = field(default_factory=dict)

    def get(self, purpose: str) -> Database:
        if purpose not in self.made:
            sqlite = self.vendor == "sqlite"
            name = str(self.folder / f"{purpose}.sqlite3") if sqlite else servers.new_name()
            self.made[purpose] = Database(self.vendor, name)
            self.made[purpose].make_empty()
        return self.made[purpose]

    def remove(self) -> None:
        for database in self.made.values():
            database.remove()


def statements(sql: str) -> Iterator[str]:
    """Split a script at the semicolons that end lines: the drivers of MySQL take one statement at a time."""
    collected: list[str] = []
    for line in sql.splitlines():
        if line.startswith("--"):
            continue
        collected.append(line)
        if line.endswith(";"):
            yield "\n".join(collected)
            collected = []

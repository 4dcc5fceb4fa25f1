"""Empty databases to measure on: SQLite files, and databases on the servers the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inside.replay import connect
from benchmarks.processes import REPOSITORY
from tests.databases import URLS, server_of
from tests.projects.scratch import DATABASE, VENDOR

DATABASES = ("sqlite", "postgresql", "mysql")
ADMINISTRATION = {"postgresql": "postgres", "mysql": ""}
VERSION = {
    "sqlite": "SELECT sqlite_version()",
    "postgresql": "SHOW server_version",
    "mysql": "SELECT version()",
}


@dataclass(frozen=True, slots=True)
class Database:
    """A database that can be made anew; `name` is the path of a SQLite file."""

    vendor: str
    name: str

    @property
    def environment(self) -> dict[str, str]:
        """What leads a project to it."""
        server = {} if self.vendor == "sqlite" else {VENDOR: self.vendor}
        return {DATABASE: self.name, **server}

    def create(self) -> None:
        """Leave it empty, whatever it was."""
        self.drop()
        if self.vendor != "sqlite":
            encoding = " CHARACTER SET utf8mb4" if self.vendor == "mysql" else ""
            _administrate(self.vendor, f"CREATE DATABASE {self.name}{encoding}")

    def drop(self) -> None:
        if self.vendor == "sqlite":
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(self.name + suffix).unlink(missing_ok=True)
        else:
            force = " WITH (FORCE)" if self.vendor == "postgresql" else ""
            _administrate(self.vendor, f"DROP DATABASE IF EXISTS {self.name}{force}")


@contextmanager
def temporary(vendor: str, directory: Path, label: str) -> Iterator[Database]:
    """Give a database that exists as long as the block."""
    name = f"bench_{os.getpid()}_{label}"
    database = Database(vendor, str(directory / name) if vendor == "sqlite" else name)
    database.create()
    try:
        yield database
    finally:
        database.drop()


def missing(vendor: str) -> str | None:
    """Say what is missing to measure on a database, if anything is."""
    if vendor != "sqlite" and server_of(vendor) is None:
        return f"{URLS[vendor]} is not set"
    return None


def has_engine(vendor: str) -> bool:
    """Tell whether migrations_core changes schemas there itself, without Django's editor."""
    package = "sqlite3" if vendor == "sqlite" else vendor
    return (REPOSITORY / "migrations_core" / "backends" / package).is_dir()


def version(vendor: str) -> str:
    database = ":memory:" if vendor == "sqlite" else ADMINISTRATION[vendor]
    with closing(connect(vendor, database)) as connection:
        cursor = connection.cursor()
        cursor.execute(VERSION[vendor])
        return str(cursor.fetchone()[0])


def _administrate(vendor: str, statement: str) -> None:
    with closing(connect(vendor, ADMINISTRATION[vendor])) as connection:
        connection.cursor().execute(statement)

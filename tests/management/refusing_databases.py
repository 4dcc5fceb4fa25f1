"""Projects on a database of each vendor, and ways to make that database refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrations_core.schema.tables import Schema
from tests.databases import server_of
from tests.servers import connect, demand_server, empty_database
from tests.small_project import Project, migration
from tests.snapshots.schemas import read_file, read_server

VENDORS = ("sqlite", "postgresql", "mysql")
FIRST = """
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.AutoField(primary_key=True)), ("title", models.CharField(max_length=9))
        ]),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [
        %s,
    ]
"""
IMPATIENT = {
    "sqlite": {"timeout": 0.2},
    "postgresql": {"options": "-c lock_timeout=200"},
    "mysql": {
        "init_command": "SET SESSION lock_wait_timeout = 1, SESSION innodb_lock_wait_timeout = 1"
    },
}


@dataclass(slots=True)
class Site:
    """A project on a database in which nobody waits for a lock for long."""

    vendor: str
    project: Project
    name: str

    def point(self, **other: Any) -> None:
        """Write the settings, these parts of them different."""
        facts = {"ENGINE": f"django.db.backends.{self.vendor}", "NAME": self.name}
        if self.vendor == "sqlite":
            facts["ENGINE"] += "3"
        else:
            facts |= server_of(self.vendor) or {}
        facts |= {"OPTIONS": IMPATIENT[self.vendor], **other}
        self.project.write_settings(
            f"DATABASES = {{'default': {facts!r}}}\n"
            "from tests.databases import choose_driver\nchoose_driver()\n"
        )

    def has_first(self, *, second: str, before: str = "", atomic: bool = True) -> None:
        """Apply the first migration, and write the second one, with these operations."""
        ran = self.project.manage("migrate")
        assert ran.status == 0, ran
        path = self.project.path / "library" / "migrations" / "0002_second.py"
        body = SECOND % second + ("" if atomic else "    atomic = False\n")
        path.write_text(migration(body, before=before))

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """Open a second connection; its transactions are its own affair."""
        if self.vendor == "sqlite":
            with closing(sqlite3.connect(self.name, isolation_level=None)) as connection:
                yield connection.cursor()
            return
        with closing(connect(self.vendor, self.name)) as connection, connection.cursor() as cursor:
            yield cursor

    def execute(self, *statements: str) -> None:
        with self.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def look(self) -> tuple[Schema, list[Any]]:
        """Read the schema and the history."""
        with self.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            history = list(cursor.fetchall())
        if self.vendor == "sqlite":
            return read_file(Path(self.name)), history
        with closing(connect(self.vendor, self.name)) as connection:
            return read_server(self.vendor, connection), history

    def refusal(self) -> str:
        """Run a migrate that must fail, with one message and without a traceback."""
        ran = self.project.manage("migrate")
        assert ran.status == 1, ran
        assert "Traceback" not in ran.out + ran.err
        return ran.err

    @property
    def rolls_back(self) -> bool:
        return self.vendor != "mysql"


@contextmanager
def refusing_site(vendor: str, path: Path) -> Iterator[Site]:
    project = Project(path)
    project.add_app("library", {"0001_initial": migration(FIRST)})
    if vendor == "sqlite":
        site = Site(vendor, project, str(project.database))
        site.point()
        yield site
        return
    demand_server(vendor)
    with empty_database(vendor) as name:
        site = Site(vendor, project, name)
        site.point()
        yield site

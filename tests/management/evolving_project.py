"""A project on disk whose models change while there are rows, on any database."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import server_of
from tests.servers import demand_server, empty_database
from tests.small_project import Project, Ran

RUN_SQL = """
import sys, json, django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
    print(json.dumps(cursor.fetchall() if cursor.description else []))
"""


@dataclass(slots=True)
class Evolving:
    """A project with apps whose migrations are made by makemigrations."""

    project: Project

    def models(self, **apps: str) -> None:
        """Write the models of apps, which are added when they are named first."""
        for label, text in apps.items():
            if label not in self.project.apps:
                self.project.add_app(label, {})
            path = self.project.path / label / "models.py"
            path.write_text("from django.db import models\n" + text)

    def start(self, **apps: str) -> None:
        """Begin with models, their migrations and their tables."""
        self.models(**apps)
        self.migrated("--noinput")

    def make(self, *arguments: str, typed: str = "", answers: str | None = None) -> Ran:
        if answers is not None:
            (self.project.path / "answers.toml").write_text(answers)
            arguments = ("--answers", "answers.toml", *arguments)
        return self.project.manage("makemigrations", *arguments, typed=typed)

    def migrated(self, *arguments: str, **how: Any) -> list[str]:
        """Make migrations and apply them; return the operations, and see to it that nothing is left to do."""
        made = self.make(*arguments, **how)
        assert made.status == 0, made
        done = self.project.manage("migrate")
        assert done.status == 0, done
        left = self.project.manage("makemigrations", "--check", "--noinput")
        assert (left.status, left.out) == (0, "No changes detected\n"), left
        return operations(made.out)

    def sql(self, sql: str) -> list[Any]:
        """Run a statement and return its rows."""
        ran = self.project.run("-c", RUN_SQL, sql)
        assert ran.status == 0, ran.err
        return [tuple(row) for row in json.loads(ran.out)]

    def copied(self, path: Path) -> Evolving:
        """Give the same project, rows included, elsewhere; its database is SQLite's."""
        shutil.copytree(self.project.path, path, dirs_exist_ok=True)
        return Evolving(Project(path, [*self.project.apps]))

    def files(self, app: str = "shop") -> list[str]:
        folder = self.project.path / app / "migrations"
        return sorted(path.name for path in folder.iterdir() if path.name[0] not in "_")


def operations(output: str) -> list[str]:
    """Return the lines about operations that makemigrations printed."""
    return [line.strip() for line in output.splitlines() if line.startswith("    ")]


@contextmanager
def evolving(path: Path, vendor: str) -> Iterator[Evolving]:
    """Give an empty project on an empty database."""
    project = Project(path)
    project.write_settings()
    with ExitStack() as stack:
        if vendor != "sqlite":
            demand_server(vendor)
            name = stack.enter_context(empty_database(vendor))
            database = {"ENGINE": f"django.db.backends.{vendor}", "NAME": name}
            project.extra = f"DATABASES = {{'default': {database | (server_of(vendor) or {})!r}}}"
        yield Evolving(project)

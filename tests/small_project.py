"""Small projects on disk, run the way a user runs them: each ``manage.py`` is a process, see `tests.forking`."""

from __future__ import annotations

import os
import re
import sqlite3
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from tests import forking
from tests.forking import Script

REPOSITORY = Path(__file__).resolve().parents[1]

MANAGE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project_settings")
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""

SETTINGS = """
from pathlib import Path
INSTALLED_APPS = {apps!r}
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "db.sqlite3"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "for tests only"
USE_TZ = True
{extra}
"""

MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
"""


def migration(body: str, *, before: str = "") -> str:
    """Return the text of a migration file, given the body of its class and what stands above the class."""
    head, _, tail = MIGRATION.partition("class ")
    return (
        head
        + textwrap.dedent(before)
        + "class "
        + tail
        + textwrap.indent(textwrap.dedent(body), "    ")
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass(slots=True)
class Project:
    """A project whose apps hold the migrations that a test gives them."""

    path: Path
    apps: list[str] = field(default_factory=lambda: ["migrations_core"])
    extra: str = ""
    """What the settings always end with."""
    ours: bool = True

    @property
    def database(self) -> Path:
        return self.path / "db.sqlite3"

    def write_settings(self, extra: str = "", *, ours: bool = True) -> None:
        """Write the settings; without ours, the project is one of stock Django."""
        self.ours = ours
        apps = [app for app in self.apps if ours or app != "migrations_core"]
        (self.path / "manage.py").write_text(MANAGE)
        (self.path / "project_settings.py").write_text(
            SETTINGS.format(apps=apps, extra=f"{extra}\n{self.extra}")
        )

    def add_app(self, label: str, migrations: dict[str, str] | None, *, models: str = "") -> None:
        """Add an app with migration files {name: text}; without any, one that has no migrations."""
        root = self.path / label
        root.mkdir()
        (root / "__init__.py").touch()
        (root / "models.py").write_text("from django.db import models\n" + textwrap.dedent(models))
        if migrations is not None:
            (root / "migrations").mkdir()
            (root / "migrations" / "__init__.py").touch()
            for name, text in migrations.items():
                (root / "migrations" / f"{name}.py").write_text(text)
        self.apps.append(label)
        self.write_settings()

    def manage(self, *arguments: str, typed: str = "") -> Ran:
        return self.run("manage.py", *arguments, typed=typed)

    def run(self, *arguments: str, typed: str = "") -> Ran:
        """Run a script of the project; ``typed`` answers it. Paths in its messages are relative to the project."""
        environment = os.environ | {
            "PYTHONPATH": str(REPOSITORY),
            "DJANGO_SETTINGS_MODULE": "project_settings",
            "PATH": os.defpath,  # no formatter of the developer's: files look alike everywhere
            # A file that is written anew within a second, in the same length, would be taken for the compiled one.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        imports = forking.OURS if self.ours else ()
        done = forking.run(Script(arguments, self.path, environment, typed, imports))
        return Ran(done.returncode, done.stdout, done.stderr.replace(f"{self.path}/", ""))

    def tables(self) -> list[str]:
        return [
            name
            for (name,) in self.query(
                "SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1"
            )
            if not name.startswith("sqlite_")
        ]

    def applied(self) -> list[tuple[str, str]]:
        return self.query("SELECT app, name FROM django_migrations ORDER BY id")

    def execute(self, sql: str) -> None:
        """Change the database, SQLite's, behind the back of everybody."""
        connection = sqlite3.connect(self.database)
        connection.execute(sql)
        connection.commit()
        connection.close()

    def query(self, sql: str) -> list[tuple]:
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


def without_timings(output: str) -> str:
    return re.sub(r"\(\d+\.\d+s\)", "(0.000s)", output)

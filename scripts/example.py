"""Migrate the example project from nothing, over rows, back and forth; on SQLite unless told.

Usable as a script with a Python that has Django: ``python scripts/example.py [--framework django]``,
and with ``--database postgresql`` or ``mysql`` on the server that the environment names.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pythons
from environments import python_for
from matrix import newest_django
from places import CACHE, ROOT

PROJECT = ROOT / "example_project"
FRAMEWORKS = ("migrations_core", "django")
DATABASES = ("sqlite3", "postgresql", "mysql")
ARCHIVE = ("--database", "archive")
OWN_APPS = ("sales", "catalogue", "keywords")

EARLY = (
    ("migrate", "people", "0001_initial"),
    ("migrate", "keywords", "0001_squashed_0003_fill_slugs"),
    ("migrate", "sales", "0001_initial"),
    ("migrate", "catalogue", "0002_authors"),
    ("migrate", "archive", "0001_initial", *ARCHIVE),
)
LATEST = (("migrate",), ("migrate", *ARCHIVE))
APPLIED = "[X]"
NEW_LINE = "\n"

SUMMARY = """
What was shown, with {framework} on {database}:
- An early state of the bookshop was migrated from nothing in two databases, and filled with rows.
- Everything was migrated to the latest state over these rows: {applied} migrations in both databases
  (splitting a column, constraints, indexes, a squash, data written by RunPython, raw SQL).
- All of it went back to the early state and forward again, and the rows are the same.
- {own} apps were undone to nothing and migrated again; `migrate --check` finds nothing left to do.
The example project went there and back again, and kept its rows."""


class StepFailed(Exception):
    """A command of the example project has failed."""


@dataclass(frozen=True, slots=True)
class Project:
    """The example project on its own databases."""

    python: Path
    framework: str
    databases: Mapping[str, str]  # the environment that leads to them
    verbose: bool = False

    def manage(self, *arguments: str, show: bool = False) -> str:
        """Run a management command; return what it prints."""
        show = show or self.verbose
        print(f"{NEW_LINE * show}$ python manage.py {' '.join(arguments)}", flush=True)
        environment = os.environ | {
            **self.databases,
            "EXAMPLE_FRAMEWORK": self.framework,
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            [str(self.python), "manage.py", *arguments],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if show or done.returncode:
            print(done.stdout, end="", flush=True)
        if done.returncode:
            raise StepFailed(f"python manage.py {' '.join(arguments)}: status {done.returncode}")
        return done.stdout

    def all(self, *commands: tuple[str, ...]) -> None:
        """Run commands one after another."""
        for command in commands:
            self.manage(*command)


def run(framework: str = "migrations_core", *, verbose: bool = False) -> int:
    """Set up what is needed, then run the example."""
    python = python_for(newest_django(pythons.running().version))
    return run_with(python, framework, verbose=verbose)


def run_with(
    python: Path, framework: str, database: str = "sqlite3", *, verbose: bool = False
) -> int:
    """Run the example on fresh databases; return the exit status."""
    fresh = in_files(framework) if database == "sqlite3" else on_server(database)
    try:
        with fresh as databases:
            counts = story(Project(python, framework, databases, verbose))
    except StepFailed as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    name = "stock Django" if framework == "django" else framework
    print(SUMMARY.format(framework=name, database=database, **counts))
    return 0


@contextmanager
def in_files(framework: str) -> Iterator[dict[str, str]]:
    """Give fresh SQLite databases, which stay for inspection when a step fails."""
    directory = CACHE / "example" / f"{framework}-{os.getpid()}"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    try:
        yield {"EXAMPLE_DATABASE_DIR": str(directory)}
    except StepFailed as error:
        raise StepFailed(f"{error}; the databases are in {directory.relative_to(ROOT)}") from error
    shutil.rmtree(directory)


@contextmanager
def on_server(vendor: str) -> Iterator[dict[str, str]]:
    """Give fresh databases on the server that the environment names."""
    sys.path.insert(0, str(ROOT))
    from tests import servers  # needs a Python with drivers, which `./run` itself does not have

    url = servers.server_of(vendor)
    if url is None:
        raise StepFailed(f"{vendor} needs {servers.URLS[vendor]}, the URL of a server")
    name = servers.new_name()
    try:
        for suffix in ("", "_archive"):
            servers.create(vendor, name + suffix)
        connection = {f"EXAMPLE_{key}": str(value) for key, value in url.items() if value}
        yield {"EXAMPLE_DATABASE": vendor, "EXAMPLE_NAME": name, **connection}
    finally:
        servers.drop(vendor, name, f"{name}_archive")


def story(project: Project) -> dict[str, int]:
    """Migrate from nothing, fill, go to the latest, back, and forward again to the same rows.

    Gives the numbers for the summary.
    """
    project.manage("check")
    expect_framework(project)
    project.all(("migrate", "--plan"), *EARLY, ("fill",), *LATEST)
    shown = project.manage("showmigrations", "--list")
    shown += project.manage("showmigrations", "--list", *ARCHIVE)
    rows = project.manage("inventory", show=True)
    project.all(*EARLY, *LATEST)
    if project.manage("inventory") != rows:
        raise StepFailed("the rows have changed on the way back and forth")
    project.all(*(("migrate", app, "zero") for app in OWN_APPS))
    project.all(("migrate", "archive", "zero", *ARCHIVE), *LATEST)
    project.all(("migrate", "--check"), ("migrate", "--check", *ARCHIVE))
    return {"applied": shown.count(APPLIED), "own": len(OWN_APPS) + 1}


def expect_framework(project: Project) -> None:
    """Refuse to show Django's framework at work as ours, or the other way round."""
    source = {"migrations_core": "migrations_core", "django": "django.core"}[project.framework]
    others = [
        line
        for line in project.manage("framework", show=True).splitlines()
        if source != line.split(": ")[1]
    ]
    if others:
        raise StepFailed(f"these commands do not come from {source}: {', '.join(others)}")


def main() -> int:
    """Run with the Python that runs this script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--framework", choices=FRAMEWORKS, default="migrations_core")
    parser.add_argument("--database", choices=DATABASES, default="sqlite3")
    parser.add_argument("--verbose", action="store_true", help="show all that the commands print")
    options = vars(parser.parse_args())
    return run_with(Path(sys.executable), **options)


if __name__ == "__main__":
    sys.exit(main())

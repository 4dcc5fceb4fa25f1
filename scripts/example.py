"""Migrate the example project from nothing on SQLite, over rows, back and forth.

Usable as a script with a Python that has Django: ``python scripts/example.py [--framework django]``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from environments import CACHE, ROOT, newest_django, python_for

PROJECT = ROOT / "example_project"
FRAMEWORKS = ("migrations_core", "django")
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


class StepFailed(Exception):
    """A command of the example project has failed."""


@dataclass(frozen=True, slots=True)
class Project:
    """The example project on its own databases."""

    python: Path
    framework: str
    directory: Path

    def manage(self, *arguments: str, show: bool = True) -> str:
        """Run a management command; return what it prints."""
        print(f"\n$ python manage.py {' '.join(arguments)}", flush=True)
        environment = os.environ | {
            "EXAMPLE_FRAMEWORK": self.framework,
            "EXAMPLE_DATABASE_DIR": str(self.directory),
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

    def all(self, *commands: tuple[str, ...], show: bool = True) -> None:
        """Run commands one after another."""
        for command in commands:
            self.manage(*command, show=show)


def run(framework: str = "migrations_core") -> int:
    """Set up what is needed, then run the example."""
    return run_with(python_for(newest_django()), framework)


def run_with(python: Path, framework: str) -> int:
    """Run the example on fresh databases; return the exit status."""
    directory = CACHE / "example" / f"{framework}-{os.getpid()}"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    try:
        story(Project(python, framework, directory))
    except StepFailed as error:
        print(
            f"\nerror: {error}; the databases are in {directory.relative_to(ROOT)}", file=sys.stderr
        )
        return 1
    shutil.rmtree(directory)
    return 0


def story(project: Project) -> None:
    """Migrate from nothing, fill, go to the latest, back, and forward again to the same rows."""
    project.manage("check")
    expect_framework(project)
    project.all(("migrate", "--plan"), *EARLY, ("fill",))
    project.all(*LATEST, ("showmigrations",), ("showmigrations", "--plan", *ARCHIVE))
    rows = project.manage("inventory")
    project.all(*EARLY)
    project.all(*LATEST)
    if project.manage("inventory") != rows:
        raise StepFailed("the rows have changed on the way back and forth")
    project.all(*(("migrate", app, "zero") for app in OWN_APPS))
    project.all(("migrate", "archive", "zero", *ARCHIVE), *LATEST)
    project.all(("migrate", "--check"), ("migrate", "--check", *ARCHIVE))
    print("\nThe example project went there and back again, and kept its rows.")


def expect_framework(project: Project) -> None:
    """Refuse to show Django's framework at work as ours, or the other way round."""
    source = {"migrations_core": "migrations_core", "django": "django.core"}[project.framework]
    others = [
        line for line in project.manage("framework").splitlines() if source != line.split(": ")[1]
    ]
    if others:
        raise StepFailed(f"these commands do not come from {source}: {', '.join(others)}")


def main() -> int:
    """Run with the Python that runs this script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--framework", choices=FRAMEWORKS, default="migrations_core")
    return run_with(Path(sys.executable), parser.parse_args().framework)


if __name__ == "__main__":
    sys.exit(main())

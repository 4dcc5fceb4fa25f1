"""Copies of real projects, whose migrations may be written and deleted."""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import forking
from tests.forking import Script
from tests.projects.catalogue import WAGTAIL_PROJECT
from tests.projects.scratch import DATABASE, FRAMEWORK, write_project
from tests.projects.walk import OURS, REPOSITORY


@dataclass(frozen=True)
class Copy:
    """A copy of a project whose files may be written."""

    path: Path

    def manage(self, *arguments: str, framework: str = OURS) -> str:
        environment = os.environ | {
            FRAMEWORK: framework,
            "EXAMPLE_FRAMEWORK": framework,
            DATABASE: str(self.path / "database.sqlite3"),
            "PYTHONPATH": str(REPOSITORY),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        imports = forking.OURS if framework == OURS else ()
        done = forking.run(
            Script(("manage.py", *arguments), self.path, environment, imports=imports)
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def migrations(self) -> set[str]:
        return {str(path.relative_to(self.path)) for path in self.path.glob("**/migrations/0*.py")}


def copy_of_example(directory: Path) -> Copy:
    """Copy the example project."""
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3")
    shutil.copytree(REPOSITORY / "example_project", directory / "example", ignore=ignored)
    return Copy(directory / "example")


def copy_of_wagtail(directory: Path) -> Copy:
    """Write a project with a copy of wagtail beside it: what is under site-packages is never written."""
    spec = importlib.util.find_spec("wagtail")
    if spec is None or spec.origin is None:
        pytest.skip("wagtail is not installed: dependency group projects")
    write_project(WAGTAIL_PROJECT, directory / "site")
    ignored = shutil.ignore_patterns("__pycache__", "static", "locale")
    shutil.copytree(Path(spec.origin).parent, directory / "site" / "wagtail", ignore=ignored)
    return Copy(directory / "site")

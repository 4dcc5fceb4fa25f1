"""Whole histories of real projects squashed, verified, applied and made permanent."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.projects.catalogue import WAGTAIL_PROJECT
from tests.projects.scratch import DATABASE, FRAMEWORK, write_project
from tests.projects.walk import DJANGO, OURS, REPOSITORY

VERIFIED = "  Both ways lead to the same schema and the same data.\n"


@dataclass(frozen=True)
class Scratch:
    """A copy of a project whose files may be written."""

    path: Path

    def manage(self, *arguments: str, framework: str = OURS) -> str:
        environment = os.environ | {
            FRAMEWORK: framework,
            "EXAMPLE_FRAMEWORK": framework,
            DATABASE: str(self.path / "database.sqlite3"),
            "PYTHONPATH": os.pathsep.join([str(self.path), str(REPOSITORY)]),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def migrations(self) -> set[str]:
        return {str(path.relative_to(self.path)) for path in self.path.glob("**/migrations/0*.py")}


@pytest.fixture
def example(tmp_path) -> Scratch:
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3")
    shutil.copytree(REPOSITORY / "example_project", tmp_path / "example", ignore=ignored)
    return Scratch(tmp_path / "example")


@pytest.fixture
def wagtail(tmp_path) -> Scratch:
    """A project with a copy of wagtail beside it: what is under site-packages is never written."""
    spec = importlib.util.find_spec("wagtail")
    if spec is None or spec.origin is None:
        pytest.skip("wagtail is not installed")
    write_project(WAGTAIL_PROJECT, tmp_path / "site")
    ignored = shutil.ignore_patterns("__pycache__", "static", "locale")
    shutil.copytree(Path(spec.origin).parent, tmp_path / "site" / "wagtail", ignore=ignored)
    return Scratch(tmp_path / "site")


@pytest.mark.slow
def test_the_history_of_the_example_project_becomes_one_migration_for_each_app(example):
    before = example.migrations()
    out = example.manage("squashmigrations", "--all", "--noinput", "--verify")

    assert VERIFIED in out
    new = example.migrations() - before
    assert sorted(path.split("/")[0] for path in new) == [
        "archive",
        "catalogue",
        "keywords",
        "people",
        "sales",
    ]
    for database in ("default", "archive"):
        # Django's own framework reads what was written, too.
        example.manage("migrate", "--database", database, framework=DJANGO)
    assert example.manage("makemigrations", "--check", framework=DJANGO) == "No changes detected\n"
    example.manage("finishsquash", "--noinput")
    assert example.migrations() == new
    assert "No migrations to apply." in example.manage("migrate")


@pytest.mark.slow
def test_the_history_of_wagtail_is_squashed(wagtail):
    before = wagtail.migrations()
    out = wagtail.manage("squashmigrations", "--all", "--noinput", "--verify")

    assert VERIFIED in out
    new = wagtail.migrations() - before
    # home.0002 has to run in front of wagtailcore.0053, and an operation of wagtailcore.0056 cannot be written.
    core = sorted(path for path in new if path.startswith("wagtail/migrations/"))
    assert [Path(path).name[:13] for path in core] == [
        "0001_squashed",
        "0053_locale_m",
        "0057_page_loc",
    ]
    others = [path.split("/migrations/")[0] for path in new if path not in core]
    assert len(others) == len(set(others))
    wagtail.manage("migrate", "--database", WAGTAIL_PROJECT.alias)

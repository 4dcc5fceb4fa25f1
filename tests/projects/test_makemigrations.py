"""The models of real projects, whose migrations Django wrote, need no others of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects.catalogue import PROJECTS, Project
from tests.projects.scratch import DATABASE, FRAMEWORK, write_project

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_nothing_is_to_be_migrated(project: Project, tmp_path: Path) -> None:
    if not project.is_installed:
        pytest.skip(f"needs {project.requires}")
    write_project(project, tmp_path / "project")

    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--include-third-party"],
        cwd=tmp_path / "project",
        env=os.environ
        | {
            "PYTHONPATH": str(REPOSITORY),
            FRAMEWORK: "migrations_core",
            DATABASE: str(tmp_path / "db.sqlite3"),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "No changes detected\n"), done.stderr

"""--fake-initial on real projects: their own tables are never taken for others, whatever the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.projects.catalogue import PROJECTS, Project
from tests.projects.scratch import DATABASE, FRAMEWORK, VENDOR, write_project
from tests.projects.walk import OURS, REPOSITORY
from tests.servers import VENDORS, demand_server, empty_database

pytestmark = pytest.mark.slow


@contextmanager
def environment(vendor: str, directory: Path) -> Iterator[dict[str, str]]:
    common = os.environ | {
        "DJANGO_SETTINGS_MODULE": "scratch_settings",
        FRAMEWORK: OURS,
    }
    if vendor == "sqlite":
        yield common | {DATABASE: str(directory / "initial.sqlite3")}
        return
    demand_server(vendor)
    with empty_database(vendor) as name:
        yield common | {VENDOR: vendor, DATABASE: name}


@pytest.mark.parametrize("vendor", ["sqlite", *VENDORS])
@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_only_columns_that_are_gone_for_good_are_missed(
    project: Project, vendor: str, tmp_path: Path
) -> None:
    if not project.is_installed:
        pytest.skip(f"{project.requires} is not installed: dependency group projects")
    directory = tmp_path / project.name
    write_project(project, directory)
    with environment(vendor, tmp_path) as variables:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.projects.fake_initial", project.alias],
            cwd=directory,
            env=variables | {"PYTHONPATH": f"{REPOSITORY}:{directory}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    count, at_once, at_the_end = json.loads(ran.stdout)
    removed = [line for line in at_the_end if line.endswith("(a later migration removes it)")]
    assert (count > 5, at_once, removed) == (True, [], at_the_end)

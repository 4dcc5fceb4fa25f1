"""Scratch projects for the session, and whose side is compared with stock Django's.

MIGRATION_FRAMEWORK=django compares stock Django with its own recordings: a check of this harness,
which must pass everything.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.projects.catalogue import PROJECTS, Project
from tests.projects.scenarios import Stock
from tests.projects.scratch import FRAMEWORK, write_project
from tests.projects.walk import DJANGO, OURS, Walker


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("projects")


@pytest.fixture(scope="session", params=PROJECTS, ids=lambda project: project.name)
def project(request: pytest.FixtureRequest, workplace: Path) -> Project:
    project: Project = request.param
    if not project.is_installed:
        pytest.skip(f"{project.requires} is not installed: dependency group projects")
    write_project(project, workplace / project.name)
    return project


@pytest.fixture(scope="session")
def stock(project: Project, workplace: Path) -> Stock:
    return Stock(project, workplace)


@pytest.fixture(scope="session")
def ours(project: Project, workplace: Path) -> Walker:
    return Walker(workplace / project.name, os.environ.get(FRAMEWORK, OURS))


@pytest.fixture(scope="session")
def django(project: Project, workplace: Path) -> Walker:
    return Walker(workplace / project.name, DJANGO)

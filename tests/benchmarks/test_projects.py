"""Generated projects run with either framework, to the same schema and without anything to add."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.databases import Database
from benchmarks.generator import Size
from benchmarks.jobs import MIGRATE
from benchmarks.processes import run_python
from benchmarks.projects import OnDisk, generated
from migrations_core.schema.tables import Schema
from tests.snapshots.diff import diff
from tests.snapshots.schemas import read_file

CHECK = ("manage.py", "makemigrations", "--check")
ZERO = ("-m", "benchmarks.inside.zero")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["3x3x12", "3x3x12+squashes"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OnDisk:
    return generated(Size.parse(request.param), tmp_path_factory.mktemp("projects"))


def run(project: OnDisk, framework: str, path: Path, *commands: tuple[str, ...]) -> list[str]:
    environment = {
        **project.environment(framework),
        **Database("sqlite", str(path)).environment,
    }
    return [
        run_python(command, directory=project.directory, environment=environment)[1]
        for command in commands
    ]


def migrated(project: OnDisk, framework: str, path: Path) -> Schema:
    run(project, framework, path, MIGRATE)
    return read_file(path)


def test_both_frameworks_make_the_same_schema_of_it(project: OnDisk, tmp_path: Path) -> None:
    theirs = migrated(project, "django", tmp_path / "django.sqlite3")

    assert diff(theirs, migrated(project, "ours", tmp_path / "ours.sqlite3")) == ""
    assert len(theirs.tables) > 9


@pytest.mark.parametrize("framework", ["ours", "django"])
def test_its_models_need_no_more_migrations(
    project: OnDisk, framework: str, tmp_path: Path
) -> None:
    assert run(project, framework, tmp_path / "db", CHECK) == ["No changes detected\n"]


@pytest.mark.parametrize("framework", ["ours", "django"])
def test_it_can_be_undone_completely(project: OnDisk, framework: str, tmp_path: Path) -> None:
    run(project, framework, tmp_path / "db", MIGRATE, ZERO)

    names = [table.name for table in read_file(tmp_path / "db").tables]
    assert names == ["django_migrations"]


def test_files_that_a_job_writes_are_forgotten(project: OnDisk, tmp_path: Path) -> None:
    before = {path: path.read_text() for path in project.directory.rglob("*.py")}

    with project.changed(add_field=True):
        run(project, "ours", tmp_path / "db", ("manage.py", "makemigrations", "-v", "0"))
        written = set(project.directory.rglob("*.py")) - before.keys()

    assert [path.parent.parent.name for path in written] == ["app000"]
    assert {path: path.read_text() for path in project.directory.rglob("*.py")} == before

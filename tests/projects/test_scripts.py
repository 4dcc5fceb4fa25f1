"""What sqlmigrate prints is what migrate sends, for every migration of whole projects, on every database.

Left out are questions, savepoints, the row of the history, and what a RunPython sends, with the checks of its rows that
PostgreSQL is made to do: no script has these. Defaults that are computed (UUIDs, the time) are other values each time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

import pytest

from benchmarks.generator import Size
from benchmarks.projects import generated
from tests.projects.catalogue import EXAMPLE_PROJECT, WAGTAIL_PROJECT, Project
from tests.projects.scratch import write_project
from tests.projects.test_fake_initial import environment
from tests.projects.walk import REPOSITORY
from tests.servers import VENDORS

pytestmark = pytest.mark.slow

Written = list[tuple[str, str, str, str]]

GENERATED = "3x6x12+rows"


def write(project: Project | str, parent: Path) -> Path:
    if isinstance(project, str):
        return generated(Size.parse(project), parent).directory
    if not project.is_installed:
        pytest.skip(f"{project.requires} is not installed: dependency group projects")
    write_project(project, parent / project.name)
    return parent / project.name


def written(project: Project | str, vendor: str, parent: Path) -> Written:
    """Migrate a project; give each migration with what is printed, what is sent, and the difference that it makes."""
    directory, result = write(project, parent), parent / "written.json"
    with environment(vendor, parent) as variables:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.projects.scripts", "default", str(result)],
            cwd=directory,
            env=variables | {"PYTHONPATH": f"{REPOSITORY}:{directory}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return [tuple(each) for each in json.loads(result.read_text())]


PROJECTS = pytest.mark.parametrize(
    "project",
    [EXAMPLE_PROJECT, WAGTAIL_PROJECT, GENERATED],
    ids=["example", "wagtail", "generated"],
)


def as_diff(name: str, printed: str, sent: str) -> str:
    lines = unified_diff(printed.splitlines(), sent.splitlines(), "printed", "sent", lineterm="")
    return "\n".join([name, *lines])


@PROJECTS
@pytest.mark.parametrize("vendor", VENDORS)
def test_sqlmigrate_prints_what_migrate_sends(
    project: Project | str, vendor: str, tmp_path: Path
) -> None:
    found = written(project, vendor, tmp_path)
    assert len(found) > 30
    assert [as_diff(*each[:3]) for each in found if each[1] != each[2]] == []


@PROJECTS
def test_on_sqlite_it_does_so_where_no_table_is_made_anew_and_makes_the_same_schema_everywhere(
    project: Project | str, tmp_path: Path
) -> None:
    found = written(project, "sqlite", tmp_path)
    assert len(found) > 30
    assert {name: difference for name, _, _, difference in found if difference} == {}
    # migrate looks at the table: an empty one it makes anew without a copy, another one it may alter in its place.
    assert [
        as_diff(name, printed, sent)
        for name, printed, sent, _ in found
        if printed != sent and "DROP TABLE" not in printed + sent
    ] == []

"""Real projects end in the same database with us as with stock Django, on database servers too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest

from tests.projects.catalogue import (
    CONTRIB_PROJECT,
    EXAMPLE_PROJECT,
    OSCAR_PROJECT,
    WAGTAIL_PROJECT,
    Project,
)
from tests.projects.scenarios import Stock
from tests.projects.scratch import FRAMEWORK, write_project
from tests.projects.stories import STORIES, Told, recorded, tell, tell_on_django
from tests.projects.walk import DJANGO, OURS
from tests.servers import VENDORS, demand_server
from tests.snapshots.diff import diff
from tests.snapshots.rows import row_diff

pytestmark = pytest.mark.slow

PROJECTS = (CONTRIB_PROJECT, EXAMPLE_PROJECT, WAGTAIL_PROJECT, OSCAR_PROJECT)
OURS_RUNS_ON: tuple[str, ...] = ()
"""The servers that we have an editor for; on the others stock Django is compared with itself."""


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
@pytest.mark.parametrize("vendor", VENDORS)
def test_each_chapter_ends_as_it_does_with_django(
    vendor: str, project: Project, story: str, workplace: Path
) -> None:
    demand_server(vendor)
    if not project.is_installed:
        pytest.skip(f"{project.requires} is not installed: dependency group projects")
    directory = workplace / project.name
    if not directory.exists():
        write_project(project, directory)
    chapters = STORIES[story](Stock(project, workplace).plan())

    stock = recorded(
        project, story, vendor, partial(tell_on_django, project, directory, vendor, chapters)
    )
    ours = tell(project, directory, framework_for(vendor), vendor, chapters)

    report = "\n\n".join(reports(stock, ours))
    if report:
        pytest.fail(report, pytrace=False)


def reports(stock: list[Told], ours: list[Told]) -> Iterator[str]:
    """Yield what differs, chapter by chapter; there is nothing to compare with after a failure."""
    for expected, found in zip(stock, ours, strict=False):
        if expected.status:
            return
        if lines := list(differences(expected, found)):
            yield "\n".join([f"after {expected.name}:", *lines])
    if len(ours) < len(stock):
        yield f"the story ends after {ours[-1].name}"


def differences(stock: Told, ours: Told) -> Iterator[str]:
    if ours.status:
        yield f"exit status {ours.status}: {ours.errors[-2000:]}"
    if stock.output != ours.output:
        lines = (stock.output.splitlines(), ours.output.splitlines())
        yield from unified_diff(*lines, "Django", "ours", lineterm="", n=0)
    yield from diff(stock.schema, ours.schema).splitlines()
    yield from row_diff(stock.rows, ours.rows).splitlines()


def framework_for(vendor: str) -> str:
    return os.environ.get(FRAMEWORK, OURS if vendor in OURS_RUNS_ON else DJANGO)

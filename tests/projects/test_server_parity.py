"""Real projects end in the same database with us as with stock Django, on database servers too.

MIGRATION_FRAMEWORK=django compares stock Django with itself: a check of this harness.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from migrations_core.schema.tables import Check, Schema
from tests.projects.catalogue import (
    CONTRIB_PROJECT,
    EXAMPLE_PROJECT,
    OSCAR_PROJECT,
    WAGTAIL_PROJECT,
    Project,
)
from tests.projects.compare import output_diff
from tests.projects.permissions import by_name
from tests.projects.scenarios import Stock
from tests.projects.scratch import FRAMEWORK, write_project
from tests.projects.stories import STORIES, Told, recorded, tell, tell_on_django
from tests.projects.walk import OURS
from tests.servers import VENDORS, demand_server
from tests.snapshots.diff import diff
from tests.snapshots.rows import row_diff

pytestmark = pytest.mark.slow

PROJECTS = (CONTRIB_PROJECT, EXAMPLE_PROJECT, WAGTAIL_PROJECT, OSCAR_PROJECT)
KNOWN: dict[tuple[str, str, str], dict[str, str]] = {}
"""Chapters (of a vendor, a project and a story) that are known to end otherwise, and why."""


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
    framework = os.environ.get(FRAMEWORK, OURS)
    ours = tell(project, directory, framework, vendor, chapters)

    known = KNOWN.get((vendor, project.name, story), {}) if framework == OURS else {}
    judge(dict(reports(stock, ours)), known)


def judge(found: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Fail with the whole report, also when what is known to be otherwise is not any more."""
    unknown = [f"after {name}:\n{report}" for name, report in found.items() if name not in known]
    stale = [f"no longer otherwise: {name}" for name in known if name not in found]
    if unknown or stale:
        pytest.fail("\n\n".join([*unknown, *stale]), pytrace=False)


def reports(stock: list[Told], ours: list[Told]) -> Iterator[tuple[str, str]]:
    """Yield chapters and what differs; there is nothing to compare with after a failure."""
    for expected, found in zip(stock, ours, strict=False):
        if expected.status:
            return
        if lines := list(differences(expected, found)):
            yield expected.name, "\n".join(lines)
    if len(ours) < len(stock):
        yield ours[-1].name, "the story ends here"


def differences(stock: Told, ours: Told) -> Iterator[str]:
    if ours.status:
        yield f"exit status {ours.status}: {ours.errors[-2000:]}"
    yield from output_diff(stock.output, ours.output)
    schemas = (stock.schema, without_kept_checks(stock.schema, ours.schema))
    yield from diff(*schemas).splitlines()
    yield from row_diff(by_name(stock.rows), by_name(ours.rows)).splitlines()


def without_kept_checks(stock: Schema, ours: Schema) -> Schema:
    """Leave out the checks inside of columns that Django's editor loses on MariaDB, whatever else differs.

    A MODIFY that does not restate the check of a column drops it; ours restates it.
    """
    theirs = {table.name: table.checks for table in stock.tables}
    tables = tuple(
        replace(table, checks=tuple(c for c in table.checks if not _is_kept(c, theirs, table.name)))
        for table in ours.tables
    )
    return replace(ours, tables=tables)


def _is_kept(check: Check, theirs: Mapping[str, tuple[Check, ...]], table: str) -> bool:
    of_column = check == Check(
        expression=f"`{check.name}` >= 0", name=check.name, options=("column",)
    )
    return of_column and check not in theirs.get(table, ())

"""Real projects whose migrations were all deleted get new ones, which lead to the schema that there was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrations_core.schema.tables import Schema
from tests.projects.catalogue import WAGTAIL_PROJECT
from tests.projects.copies import Copy, copy_of_example, copy_of_wagtail
from tests.projects.walk import DJANGO
from tests.snapshots.diff import diff
from tests.snapshots.schemas import read_file

pytestmark = pytest.mark.slow

EXAMPLE_HISTORY = {
    "_read_by_id_": "an index keeps its name when its table is renamed",
    "columns user_id type": "on SQLite the keys of implicit tables keep their type when the target's changes",
    "views": "a migration made the view by hand",
}
WAGTAIL_HISTORY = {
    "_fts": "a migration made the table of the full text search, and its triggers, by hand"
}


@pytest.mark.parametrize(
    ("make_copy", "database", "history"),
    [
        (copy_of_example, "default", EXAMPLE_HISTORY),
        (copy_of_wagtail, WAGTAIL_PROJECT.alias, WAGTAIL_HISTORY),
    ],
    ids=["example", "wagtail"],
)
def test_models_without_migrations_get_ones_that_lead_to_the_same_schema(
    make_copy: Callable[[Path], Copy], database: str, history: dict[str, str], tmp_path: Path
) -> None:
    project = make_copy(tmp_path)
    before = schema_of(project, database)
    for path in project.path.glob("**/migrations/*.py"):
        if path.name != "__init__.py":
            path.unlink()

    project.manage("makemigrations", "--noinput")
    after = schema_of(project, database)

    differences = [line for line in diff(before, after).splitlines() if line[:1] in "+-"]
    tables = "tables: ["  # says again what the lines about the tables themselves say
    assert [
        line
        for line in differences
        if tables not in line and not any(why in line for why in history)
    ] == []
    assert all(any(why in line for line in differences) for why in history)
    assert project.manage("makemigrations", "--check", framework=DJANGO) == "No changes detected\n"


def schema_of(project: Copy, database: str) -> Schema:
    """Migrate from nothing and read the schema; in which order columns were added is history."""
    for path in project.path.glob("*.sqlite3"):
        path.unlink()
    project.manage("migrate", "--database", database)
    (path,) = project.path.glob("*.sqlite3")
    return read_file(path).sorted_columns()

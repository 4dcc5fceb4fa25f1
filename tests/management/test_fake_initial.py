"""migrate --fake-initial, the way a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_project import Project, migration

FIRST = """
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=9))
        ]),
        migrations.AddField("Book", "pages", models.IntegerField(null=True)),
    ]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose tables exist without a record of it."""
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(FIRST)})
    assert project.manage("migrate").status == 0
    assert project.manage("migrate", "library", "zero", "--fake").status == 0
    return project


def test_tables_that_are_as_they_should_be_are_recorded(project: Project) -> None:
    ran = project.manage("migrate", "--fake-initial")
    assert (ran.status, "Applying library.0001_initial... FAKED" in ran.out) == (0, True)


def test_tables_that_only_bear_the_names_are_refused_and_nothing_is_recorded(
    project: Project,
) -> None:
    project.execute("ALTER TABLE library_book DROP COLUMN title")
    project.execute("ALTER TABLE library_book DROP COLUMN pages")
    ran = project.manage("migrate", "--fake-initial")
    assert (ran.status, project.applied()) == (1, [])
    assert ran.err == (
        "DifferentTablesError: The tables of library.0001_initial exist, but not as this migration makes them:\n"
        "  operation 1, Create model Book: library_book.title does not exist\n"
        "  operation 2, Add field pages to Book: library_book.pages does not exist\n"
        "It was neither run nor recorded. If the tables are right as they are, record it, or the last one of\n"
        "the migrations that they already contain, with:\n"
        "  migrate library 0001_initial --fake\n"
        "Otherwise make them what the migration expects, which this shows, and try again:\n"
        "  sqlmigrate library 0001_initial\n"
    )

"""Squashed migrations made permanent, from outside."""

from __future__ import annotations

import pytest

from tests.management.circular_project import circular_project, files
from tests.small_project import Project, migration


@pytest.fixture
def project(tmp_path) -> Project:
    project = circular_project(tmp_path)
    project.add_app("notes", {"0001_initial": migration(NOTES)})
    project.manage("squashmigrations", "books", "0002", "--noinput")
    return project


NOTES = """
    run_before = [("people", "0003_fill")]
    dependencies = [
        ("books", "0001_initial"),
        ("books", "0002_title"),
        ("people", "0002_favourite"),
    ]
    operations = []
"""


def test_files_are_deleted_and_dependants_rewritten(project):
    project.manage("migrate")
    ran = project.manage("finishsquash", "--noinput")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith(
        "Changed 3 and deleted 2 files. Once this is deployed everywhere, 'manage.py migrate APP --prune' forgets the "
        "deleted migrations.\n"
    )
    after = files(project)
    assert [name for name in after if name.startswith("books")] == [
        "books.0001_squashed_0002_title"
    ]
    assert "replaces" not in after["books.0001_squashed_0002_title"]
    assert after["notes.0001_initial"] == migration(
        NOTES.replace('("books", "0001_initial")', '("books", "0001_squashed_0002_title")').replace(
            '        ("books", "0002_title"),\n', ""
        )
    )
    assert "  No migrations to apply.\n" in project.manage("migrate").out


def test_a_dry_run_changes_nothing(project):
    project.manage("migrate")
    before = files(project)
    ran = project.manage("finishsquash", "--dry-run")

    assert "Will become ordinary migrations:\n - books.0001_squashed_0002_title\n" in ran.out
    assert f"Will be deleted:\n - {project.path}/books/migrations/0001_initial.py\n" in ran.out
    assert files(project) == before


def test_a_database_that_has_not_applied_it_is_named(project):
    before = files(project)
    ran = project.manage("finishsquash", "--noinput")

    assert ran.status == 1
    assert "  default: has not applied books.0001_squashed_0002_title\n" in ran.err
    assert files(project) == before


def test_a_file_that_cannot_be_rewritten_is_named(project):
    body = (
        'dependencies = [("people", "0001_initial")] + [("books", "0002_title")]\noperations = []'
    )
    path = project.path / "notes/migrations/0001_initial.py"
    path.write_text(migration(body))
    project.manage("migrate")
    before = files(project)
    ran = project.manage("finishsquash", "--noinput")

    assert ran.status == 1
    assert ran.err.startswith(
        "CommandError: notes/migrations/0001_initial.py names migrations that would be deleted"
    )
    assert files(project) == before


def test_code_that_other_files_import_is_not_deleted(project):
    body = 'module = __import__("importlib").import_module("books.migrations.0001_initial")\noperations = []'
    (project.path / "notes/migrations/0001_initial.py").write_text(migration(body))
    project.manage("migrate")
    ran = project.manage("finishsquash", "--noinput")

    assert ran.status == 1
    assert "imports books.migrations.0001_initial, which would be deleted" in ran.err


def test_squashes_of_squashes_go_with_what_they_replaced(project):
    last = 'dependencies = [("books", "0002_title")]\noperations = []'
    (project.path / "books/migrations/0003_last.py").write_text(migration(last))
    project.manage("squashmigrations", "books", "0003", "--noinput")
    project.manage("migrate")
    ran = project.manage("finishsquash", "books", "--noinput")

    assert (ran.status, ran.err) == (0, "")
    assert [name for name in files(project) if name.startswith("books")] == [
        "books.0001_squashed_0003_last"
    ]
    assert "  No migrations to apply.\n" in project.manage("migrate").out


def test_there_may_be_nothing_to_finish(project):
    assert project.manage("finishsquash", "people").out == "No squashed migrations to finish.\n"

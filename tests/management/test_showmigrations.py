"""What showmigrations prints."""

from __future__ import annotations

import re

import pytest

from tests.small_project import Project, migration

ON_FIRST = 'dependencies = [("library", "0001_initial")]\n'


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.add_app(
        "library",
        {"0001_initial": migration("operations = []"), "0002_more": migration(ON_FIRST)},
    )
    project.add_app("loans", {"0001_initial": migration(ON_FIRST)})
    project.add_app("plain", None)
    return project


def test_the_list_marks_what_is_applied(project):
    project.manage("migrate", "library", "0001")

    assert project.manage("showmigrations").out == (
        "library\n [X] 0001_initial\n [ ] 0002_more\nloans\n [ ] 0001_initial\n"
    )


def test_the_list_of_one_app_says_when_it_was_applied_if_asked(project):
    project.manage("migrate", "library", "0001")
    out = project.manage("showmigrations", "library", "-v2").out

    assert re.sub(r"\d", "0", out) == (
        "library\n [X] 0000_initial (applied at 0000-00-00 00:00:00)\n [ ] 0000_more\n"
    )


def test_an_app_without_migrations_says_so(project):
    assert project.manage("showmigrations", "plain").out == "plain\n (no migrations)\n"


def test_the_plan_is_in_the_order_of_application_with_what_each_needs(project):
    assert project.manage("showmigrations", "--plan", "-v2", "loans").out == (
        "[ ]  library.0001_initial\n[ ]  loans.0001_initial ... (library.0001_initial)\n"
    )


def test_a_plan_of_nothing_says_so(project):
    assert project.manage("showmigrations", "--plan", "plain").out == "(no migrations)\n"


def test_a_squash_whose_migrations_are_all_applied_waits_for_its_record(project):
    project.manage("migrate", "library")
    (project.path / "library" / "migrations" / "0003_squashed.py").write_text(
        migration('replaces = [("library", "0001_initial"), ("library", "0002_more")]')
    )

    assert project.manage("showmigrations", "library").out == (
        "library\n [-] 0003_squashed (2 squashed migrations) Run 'manage.py migrate' to finish recording.\n"
    )
    project.manage("migrate")
    assert project.manage("showmigrations", "library").out == (
        "library\n [X] 0003_squashed (2 squashed migrations)\n"
    )

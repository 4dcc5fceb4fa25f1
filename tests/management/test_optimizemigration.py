"""What optimizemigration does and prints, from outside."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

BODY = """
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Book", "title", models.TextField()),
    ]
"""


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(BODY)})
    return project


def test_a_migration_is_written_anew(project):
    ran = project.manage("optimizemigration", "library", "0001")
    file = project.path / "library" / "migrations" / "0001_initial.py"

    assert (ran.status, ran.out) == (
        0,
        f"Optimizing from 2 operations to 1 operations.\nOptimized migration {file}\n",
    )
    assert "AddField" not in file.read_text()
    assert project.manage("optimizemigration", "library", "0001").out == (
        "No optimizations possible.\n"
    )


def test_check_only_tells(project):
    ran = project.manage("optimizemigration", "library", "0001", "--check")

    assert (ran.status, ran.out) == (1, "Optimizing from 2 operations to 1 operations.\n")
    assert "AddField" in (project.path / "library/migrations/0001_initial.py").read_text()

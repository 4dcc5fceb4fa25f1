"""What a user sees when PostgreSQL refuses: where it happened, its own words, and a database as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.backends.builders import execute
from tests.small_project import Project, migration
from tests.snapshots.schemas import read_schema

FIRST = """
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.AutoField(primary_key=True)), ("title", models.CharField(max_length=9))
        ]),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AddField("book", "pages", models.IntegerField(null=True)),
        migrations.%s,
    ]
"""
UNIQUE_TITLE = 'AlterField("book", "title", models.CharField(max_length=9, unique=True))'
KILL = 'RunSQL("SELECT pg_terminate_backend(pg_backend_pid())")'


@pytest.fixture
def project(connection: Any, tmp_path: Path) -> Project:
    """A project on the schema of the connection; nobody waits for a lock for long."""
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(FIRST)})
    point_to(project, connection)
    return project


def point_to(project: Project, connection: Any, options: str = "") -> None:
    facts = connection.settings_dict
    settings = {key: facts[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    settings["ENGINE"] = "django.db.backends.postgresql"
    given = facts["OPTIONS"]["options"]
    settings["OPTIONS"] = {"options": f"{given} -c lock_timeout=200 {options}"}
    project.write_settings(f"DATABASES = {{'default': {settings!r}}}")


def add_second(project: Project, connection: Any, operation: str) -> None:
    assert project.manage("migrate").status == 0
    path = project.path / "library" / "migrations" / "0002_second.py"
    path.write_text(migration(SECOND % operation))


def refusal(project: Project) -> str:
    ran = project.manage("migrate")
    assert ran.status == 1, ran
    return ran.err


def test_a_table_that_exists_already(project: Project, connection: Any) -> None:
    execute(connection, "CREATE TABLE library_book (x integer)")
    message = refusal(project)
    assert 'relation "library_book" already exists' in message
    assert "library.0001_initial, operation 1: Create model Book" in message
    assert 'CREATE TABLE "library_book"' in message


def test_rows_that_violate_a_new_constraint(project: Project, connection: Any) -> None:
    add_second(project, connection, UNIQUE_TITLE)
    execute(connection, "INSERT INTO library_book (title) VALUES ('One'), ('One')")
    before = read_schema(connection)
    message = refusal(project)
    assert "library.0002_second, operation 2: Alter field title on book" in message
    assert "(title)=(One) is duplicated" in message
    assert 'ADD CONSTRAINT "library_book_title_' in message
    assert read_schema(connection) == before


def test_a_lock_that_somebody_else_holds(project: Project, connection: Any) -> None:
    add_second(project, connection, UNIQUE_TITLE)
    before = read_schema(connection)
    execute(connection, "BEGIN", "LOCK TABLE library_book")
    message = refusal(project)
    execute(connection, "ROLLBACK")
    assert "canceling statement due to lock timeout" in message
    assert "library.0002_second, operation 1: Add field pages to book" in message
    assert read_schema(connection) == before


def test_a_connection_that_is_lost(project: Project, connection: Any) -> None:
    add_second(project, connection, KILL)
    before = read_schema(connection)
    message = refusal(project)
    assert "library.0002_second, operation 2: Raw SQL operation" in message
    assert "pg_terminate_backend" in message
    assert read_schema(connection) == before


def test_no_permission_to_create_tables(project: Project, connection: Any) -> None:
    point_to(project, connection, "-c role=pg_read_all_data")
    message = refusal(project)
    assert "permission denied for schema" in message
    assert read_schema(connection).tables == ()

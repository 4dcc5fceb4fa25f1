"""Code that calls a command and catches errors of Django's framework by their names catches ours."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

SCRIPT = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db.migrations import exceptions

try:
    call_command(*sys.argv[2:], verbosity=0)
except getattr(exceptions, sys.argv[1]) as error:
    builtins = [cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins"]
    print(type(error).__name__, "is", *builtins)
    if isinstance(error, exceptions.NodeNotFoundError):
        print(error.node, "for", error.origin)
"""

TABLE = """
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True, serialize=False))]),
    ]
"""
SECOND = 'dependencies = [("library", "0001_initial")]\n'
ONE_WAY = SECOND + "operations = [migrations.RunPython(lambda apps, editor: None)]"
BASES = 'operations = [migrations.CreateModel("Book", [], bases=("library.gone",))]'
NO_TABLES = """
from django.db import DatabaseError
from django.db.backends.signals import connection_created

def refuse(execute, sql, params, many, context):
    if "CREATE TABLE" in sql:
        raise DatabaseError("read only")
    return execute(sql, params, many, context)

connection_created.connect(lambda connection, **kwargs: connection.execute_wrappers.append(refuse), weak=False)
"""


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path)


def caught(project: Project, name: str, *command: str) -> str:
    """Give what a script says that catches an error by its name; it says the same with stock Django."""
    (project.path / "script.py").write_text(SCRIPT)
    said = []
    for ours in (False, True):
        project.write_settings(ours=ours)
        said.append(project.run("script.py", name, *command))
    assert said[1] == said[0]
    return said[1].out


def test_a_missing_migration_is_caught_with_its_name_and_who_wants_it(project):
    project.add_app(
        "library", {"0001_initial": migration('dependencies = [("library", "0000_x")]')}
    )

    assert caught(project, "NodeNotFoundError", "migrate") == (
        "NodeNotFoundError is LookupError Exception BaseException object\n"
        "('library', '0000_x') for library.0001_initial\n"
    )


def test_a_history_out_of_order_is_caught(project):
    project.add_app("library", {"0001_initial": migration(TABLE), "0002_b": migration(SECOND)})
    project.manage("migrate")
    project.execute("DELETE FROM django_migrations WHERE name = '0001_initial'")

    assert caught(project, "InconsistentMigrationHistory", "migrate") == (
        "InconsistentMigrationHistory is Exception BaseException object\n"
    )


def test_a_file_without_a_migration_is_caught(project):
    project.add_app("library", {"0001_initial": "x = 1\n"})

    assert caught(project, "BadMigrationError", "showmigrations") == (
        "BadMigrationError is Exception BaseException object\n"
    )


def test_a_migration_that_cannot_be_undone_is_caught(project):
    project.add_app("library", {"0001_initial": migration(TABLE), "0002_b": migration(ONE_WAY)})
    project.manage("migrate")

    assert caught(project, "IrreversibleError", "migrate", "library", "zero") == (
        "IrreversibleError is RuntimeError Exception BaseException object\n"
    )


def test_a_base_that_is_not_there_is_caught(project):
    project.add_app("library", {"0001_initial": migration(BASES)})

    assert caught(project, "InvalidBasesError", "migrate") == (
        "InvalidBasesError is ValueError Exception BaseException object\n"
    )


def test_a_history_table_that_cannot_be_made_is_caught(project):
    project.add_app("library", {"0001_initial": migration(TABLE)}, models=NO_TABLES)

    assert caught(project, "MigrationSchemaMissing", "migrate") == (
        "MigrationSchemaMissing is Exception BaseException object\n"
    )

"""Messages name operations by their numbers in the file, and functions by their names."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

BOOK = """
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True, serialize=False))]),
    ]
"""

RENAMED = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.RenameModel("Book", "Tome"),
        migrations.RunPython(fill),
    ]
"""

FILL = """
    def fill(apps, schema_editor):
        {body}

"""

INSERTING = """
from django.apps import AppConfig
from django.db import migrations
from django.db.models.signals import pre_migrate

def insert(plan, **kwargs):
    for migration, backwards in plan:
        if migration.name == "0002_rename":
            migration.operations.insert(1, migrations.RunSQL(["SELECT {sql}"], migrations.RunSQL.noop))

class LibraryConfig(AppConfig):
    name = "library"
    def ready(self):
        pre_migrate.connect(insert, sender=self)
"""


@pytest.fixture
def project(tmp_path):
    def make(body="pass", sql="1"):
        project = Project(tmp_path)
        files = {
            "0001_initial": migration(BOOK),
            "0002_rename": migration(RENAMED, before=FILL.format(body=body)),
        }
        project.add_app("library", files)
        (tmp_path / "library" / "apps.py").write_text(INSERTING.format(sql=sql))
        return project

    return make


def first_line(ran):
    return ran.err.splitlines()[0]


def test_an_operation_behind_an_inserted_one_has_the_number_it_has_in_the_file(project):
    ran = project(body="1 / 0").manage("migrate")

    assert ran.err.splitlines()[:2] == [
        "CommandError: While applying migration library.0002_rename, operation 2: Raw Python operation",
        "  in library/migrations/0002_rename.py, line 6",
    ]


def test_an_inserted_operation_has_no_number(project):
    ran = project(sql="nothing FROM nowhere").manage("migrate")

    assert first_line(ran) == (
        "CommandError: While applying migration library.0002_rename, an inserted operation: Raw SQL operation"
    )


def test_an_operation_that_cannot_be_undone_is_named_with_its_function(project):
    project = project()
    project.manage("migrate")

    assert first_line(project.manage("migrate", "library", "0001")).startswith(
        "IrreversibleError: Operation <RunPython  code=library.migrations.0002_rename.fill> in library.0002_rename "
        "is not reversible (operation 2: Raw Python operation). Nothing has been unapplied."
    )


def test_a_description_of_somebody_elses_operation_names_functions(project):
    class_of_django = """
    class Call(migrations.operations.base.Operation):
        def __init__(self, function): pass
        def state_forwards(self, app_label, state): pass
        def database_forwards(self, app_label, editor, *states): editor.collect_sql or 1 / 0

    def fill(): pass

    """
    body = """
        dependencies = [("library", "0001_initial")]
        operations = [Call(fill)]
    """
    project = project()
    path = project.path / "library" / "migrations" / "0002_rename.py"
    path.write_text(migration(body, before=class_of_django))

    named = "Call: ((library.migrations.0002_rename.fill,), {})"
    assert f"    {named}\n" in project.manage("migrate", "--plan").out
    assert f"-- {named}\n" in project.manage("sqlmigrate", "library", "0002").out
    assert first_line(project.manage("migrate")).endswith(f"operation 1: {named}")

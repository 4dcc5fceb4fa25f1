"""Commands on migrations that delete a model before what inherits from it."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

CREATED = """
operations = [
    migrations.CreateModel("Base", [("id", models.AutoField(primary_key=True))]),
    migrations.CreateModel("Child", [
        ("base_ptr", models.OneToOneField("lib.Base", models.CASCADE, parent_link=True, primary_key=True)),
        ("b", models.IntegerField()),
    ], bases=("lib.base",)),
]
"""
DELETED = """
dependencies = [("lib", "0001_initial")]
operations = [
    migrations.RemoveField("child", "base_ptr"),
    migrations.DeleteModel("Base"),
    migrations.{}("Child"{}),
]
"""


def project(tmp_path, *last: str) -> Project:
    made = Project(tmp_path)
    made.add_app(
        "lib", {"0001_initial": migration(CREATED), "0002_del": migration(DELETED.format(*last))}
    )
    return made


def test_a_child_is_deleted_after_its_base(tmp_path):
    lib = project(tmp_path, "DeleteModel", "")

    ran = lib.manage("migrate")

    assert (ran.status, ran.err) == (0, "")
    assert lib.tables() == ["django_migrations"]


def test_the_script_drops_both(tmp_path):
    """Django's command refuses: the first time that it looks at the child, the base is gone."""
    ran = project(tmp_path, "DeleteModel", "").manage("sqlmigrate", "lib", "0002")

    assert (ran.status, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if line.startswith("DROP TABLE")][-2:] == [
        'DROP TABLE "lib_base";',
        'DROP TABLE "lib_child";',
    ]


@pytest.mark.parametrize("command", [["migrate"], ["sqlmigrate", "lib", "0002"]])
def test_the_refusal_says_which_operation_needs_the_base(tmp_path, command):
    lib = project(tmp_path, "AddField", ", 'x', models.IntegerField(null=True)")

    ran = lib.manage(*command)

    assert ran.status == 1
    assert ran.err.splitlines()[:3] == [
        "CommandError: While applying migration lib.0002_del, operation 3: Add field x to Child",
        "  in lib/migrations/0002_del.py, line 10",
        "InvalidBasesError: Cannot resolve one or more bases from ('lib.base',) of lib.Child: there is no "
        "model 'lib.base' at this point of the migrations.",
    ]

"""Commands that a project derives from Django's are used, and sit on ours, wherever migrations_core is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_project import Project, migration

INITIAL = migration(
    """
    initial = True
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))]),
    ]
    """
)
BOOK = (
    "class Book(models.Model):\n    name = models.CharField(max_length=9, verbose_name='Title')\n"
)

MAKEMIGRATIONS = """
from django.core.management.commands.makemigrations import Command as Djangos
from django.db import models
from django.db.migrations.operations import AlterModelOptions

def without_verbose_name(field, original=models.Field.deconstruct):
    name, path, args, kwargs = original(field)
    kwargs.pop("verbose_name", None)
    return name, path, args, kwargs

class Command(Djangos):
    def handle(self, *args, **options):
        models.Field.deconstruct = without_verbose_name
        self.stdout.write(f"The shop's own command, derived from {Djangos.__module__}")
        return super().handle(*args, **options)
"""

ANOTHER = """
from django.core.management.commands.migrate import Command as Migrate

class Command(Migrate):
    def handle(self, *args, **options):
        self.stdout.write(f"{Migrate.__module__}")
        return super().handle(*args, **options)
"""


@pytest.fixture(params=["first", "last"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    project = Project(tmp_path, ["migrations_core"] if request.param == "first" else [])
    project.add_app("shop", {"0001_initial": INITIAL}, models=BOOK)
    commands = tmp_path / "shop" / "management" / "commands"
    commands.mkdir(parents=True)
    (commands / "makemigrations.py").write_text(MAKEMIGRATIONS)
    (commands / "migrate_the_shop.py").write_text(ANOTHER)
    if request.param == "last":
        project.apps.append("migrations_core")
        project.write_settings()
    return project


def test_a_project_s_own_makemigrations_changes_what_ours_writes(project: Project) -> None:
    ran = project.manage("makemigrations", "--answers", "answers.json")
    assert (ran.status, ran.err.partition(":")[0]) == (1, "AnswersFileError")

    (project.path / "answers.json").write_text('{"defaults": {"shop.Book.name": "x"}}')
    ran = project.manage("makemigrations", "--answers", "answers.json")

    assert ran.status == 0, ran.err
    own = "The shop's own command, derived from migrations_core.management.commands.makemigrations"
    assert ran.out.splitlines()[0] == own
    (written,) = (project.path / "shop" / "migrations").glob("0002_*.py")
    assert "models.CharField(default='x', max_length=9)" in written.read_text()


def test_a_command_of_another_name_sits_on_ours_too(project: Project) -> None:
    ran = project.manage("migrate_the_shop")

    assert ran.status == 0, ran.err
    assert ran.out.splitlines()[0] == "migrations_core.management.commands.migrate"
    assert "shop_book" in project.tables()

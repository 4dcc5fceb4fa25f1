"""What migrate does and prints, from outside."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration, without_timings

FIRST = """
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True, serialize=False))]),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RenameModel("Book", "Tome"), migrations.RunSQL("SELECT 1", "SELECT 2")]
"""
TOME = "class Tome(models.Model):\n    id = models.BigAutoField(primary_key=True)\n"
NO_SIGNALS = "Operations to perform:\n  Apply all migrations: library\nRunning migrations:\n"


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    files = {"0001_initial": migration(FIRST), "0002_rename": migration(SECOND)}
    project.add_app("library", files, models=TOME)
    return project


def test_everything_is_applied_and_recorded(project):
    ran = project.manage("migrate", "-v2")

    assert without_timings(ran.out) == (
        "Operations to perform:\n"
        "  Apply all migrations: library\n"
        "Running pre-migrate handlers for application library\n"
        "Running migrations:\n"
        "  Applying library.0001_initial... OK (0.000s)\n"
        "  Applying library.0002_rename... OK (0.000s)\n"
        "Running post-migrate handlers for application library\n"
    )
    assert (ran.status, ran.err) == (0, "")
    assert project.tables() == ["django_migrations", "library_tome"]
    assert project.applied() == [("library", "0001_initial"), ("library", "0002_rename")]


def test_there_may_be_nothing_to_do(project):
    project.manage("migrate")

    assert project.manage("migrate").out == NO_SIGNALS + "  No migrations to apply.\n"


def test_changes_without_migrations_are_pointed_out(project):
    (project.path / "library" / "models.py").write_text("")
    project.manage("migrate")

    assert project.manage("migrate").out == NO_SIGNALS + (
        "  No migrations to apply.\n"
        "  Your models in app(s): 'library' have changes that are not yet reflected in a migration, and so "
        "won't be applied.\n"
        "  Run 'manage.py makemigrations' to make new migrations, and then re-run 'manage.py migrate' to apply "
        "them.\n"
    )


def test_nothing_is_printed_without_verbosity(project):
    assert project.manage("migrate", "-v0").out == ""


def test_a_named_migration_is_gone_back_to(project):
    project.manage("migrate")

    assert project.manage("migrate", "library", "0001").out == (
        "Operations to perform:\n"
        "  Target specific migration: 0001_initial, from library\n"
        "Running migrations:\n"
        "  Unapplying library.0002_rename... OK\n"
    )
    assert project.tables() == ["django_migrations", "library_book"]


def test_zero_unapplies_everything(project):
    project.manage("migrate")
    ran = project.manage("migrate", "library", "zero")

    assert ran.out.startswith("Operations to perform:\n  Unapply all migrations: library\n")
    assert project.tables() == ["django_migrations"]
    assert project.applied() == []


def test_faking_records_and_leaves_the_schema_alone(project):
    assert project.manage("migrate", "--fake").out == NO_SIGNALS + (
        "  Applying library.0001_initial... FAKED\n  Applying library.0002_rename... FAKED\n"
    )
    assert project.tables() == ["django_migrations"]


def test_an_initial_migration_whose_tables_exist_is_faked(project):
    project.manage("migrate", "library", "0001")
    project.manage("migrate", "library", "zero", "--fake")

    assert project.manage("migrate", "--fake-initial").out == NO_SIGNALS + (
        "  Applying library.0001_initial... FAKED\n  Applying library.0002_rename... OK\n"
    )
    assert project.tables() == ["django_migrations", "library_tome"]


def test_the_plan_is_printed_and_not_carried_out(project):
    ran = project.manage("migrate", "--plan")

    assert ran.out == (
        "Planned operations:\n"
        "library.0001_initial\n"
        "    Create model Book\n"
        "library.0002_rename\n"
        "    Rename model Book to Tome\n"
        "    Raw SQL operation -> SELECT 1\n"
    )
    assert (ran.status, project.tables()) == (0, [])


def test_the_check_fails_while_something_is_unapplied(project):
    assert project.manage("migrate", "--check").status == 1
    project.manage("migrate")
    ran = project.manage("migrate", "--check", "--plan")

    assert (ran.status, ran.out) == (
        0,
        "Planned operations:\n  No planned migration operations.\n",
    )


def test_records_of_files_that_are_gone_are_pruned(project):
    project.manage("migrate")
    (project.path / "library" / "migrations" / "0002_rename.py").unlink()

    assert project.manage("migrate", "library", "--prune").out == (
        "Pruning migrations:\n  Pruning library.0002_rename OK\n"
    )
    assert project.applied() == [("library", "0001_initial")]
    assert project.manage("migrate", "library", "--prune").out == (
        "Pruning migrations:\n  No migrations to prune.\n"
    )


def test_apps_without_migrations_get_their_tables_if_asked(project):
    project.add_app("plain", None, models="class Leaf(models.Model): pass\n")

    assert project.manage("migrate", "plain", "--run-syncdb").out == (
        "Operations to perform:\n"
        "  Synchronize unmigrated app: plain\n"
        "  Apply all migrations: (none)\n"
        "Synchronizing apps without migrations:\n"
        "  Creating tables...\n"
        "    Creating table plain_leaf\n"
        "    Running deferred SQL...\n"
        "Running migrations:\n"
        "  No migrations to apply.\n"
    )
    assert project.tables() == ["plain_leaf"]


def test_content_types_are_renamed_along_with_their_models(project):
    project.apps[1:1] = ["django.contrib.contenttypes", "django.contrib.auth"]
    project.write_settings()
    (project.path / "library" / "models.py").write_text(
        "from django.db import models\nclass Tome(models.Model): pass\n"
    )
    project.manage("migrate", "library", "0001")
    project.manage("migrate")
    types = "SELECT id, model FROM django_content_type WHERE app_label = 'library'"
    before = project.query(types)
    project.manage("migrate", "library", "0001")
    after = project.query(types)

    assert [model for _, model in before] == ["tome"]
    assert after == [(before[0][0], "book")]


def test_a_subclass_of_the_command_sees_its_own_methods_called(project):
    command = project.path / "library" / "management" / "commands"
    command.mkdir(parents=True)
    (command / "migrate.py").write_text(
        "from migrations_core.management.commands.migrate import Command as Base\n"
        "class Command(Base):\n"
        "    def add_arguments(self, parser):\n"
        "        super().add_arguments(parser)\n"
        "        parser.add_argument('--quiet-steps', action='store_true')\n"
        "    def handle(self, *args, **options):\n"
        "        self.quiet = options['quiet_steps']\n"
        "        return super().handle(*args, **options)\n"
        "    def migration_progress_callback(self, action, migration=None, fake=False):\n"
        "        if not self.quiet:\n"
        "            super().migration_progress_callback(action, migration, fake)\n"
        "    @staticmethod\n"
        "    def describe_operation(operation, backwards):\n"
        "        return type(operation).__name__, False\n"
    )
    project.apps.remove("library")
    project.apps.insert(0, "library")
    project.write_settings()

    assert "    RenameModel\n    RunSQL\n" in project.manage("migrate", "--plan").out
    assert project.manage("migrate", "--quiet-steps").out == NO_SIGNALS

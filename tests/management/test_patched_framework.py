"""What a project sets on the classes of Django's framework has the effect with us that it has with stock Django."""

from __future__ import annotations

import re
from shutil import copytree
from textwrap import dedent, indent

import pytest

from tests.forking import NEW_PROCESSES
from tests.small_project import Project, migration

MODELS = """
    class Book(models.Model):
        title = models.CharField(max_length=9, default="")
        pages = models.IntegerField(default=0)

        class Meta:
            verbose_name = "tome"
            permissions = [("lend", "Can lend")]
            labels = ["a"]

    class Shelf(models.Model):
        books = models.ManyToManyField(Book)
"""

INITIAL = """
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=9, default="")),
        ]),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ]
"""

CONFIG = """
from django.apps import AppConfig
from django.db import migrations, models
from django.db.models import options

options.DEFAULT_NAMES = (*options.DEFAULT_NAMES, "labels")

def wrap(cls, name, note=None):
    original = getattr(cls, name)
    def wrapped(self, *args, **kwargs):
        if note is None:
            print("before", name)
        result = original(self, *args, **kwargs)
        return note(result) if note else result
    setattr(cls, name, wrapped)

class LibraryConfig(AppConfig):
    name = "library"
    def ready(self):
"""

PATCHES = {
    "options taken from the list": """
        migrations.AlterModelOptions.ALTER_OPTION_KEYS.remove("verbose_name")
        migrations.AlterModelOptions.ALTER_OPTION_KEYS.append("labels")
    """,
    "another list of options": """
        migrations.AlterModelOptions.ALTER_OPTION_KEYS = ["ordering"]
    """,
    "other options of states": """
        from django.db.migrations import state
        state.DEFAULT_NAMES = ("verbose_name",)
    """,
    "operations": """
        from django.db.migrations.operations.base import Operation
        for cls in (migrations.RunSQL, migrations.RunPython, migrations.CreateModel, migrations.RenameField):
            wrap(cls, "database_forwards")
            wrap(cls, "database_backwards")
        migrations.AlterField.database_forwards = lambda *args: print("left out")
        migrations.AddField.describe = lambda self: f"{self.name}, new"
        migrations.RenameField.migration_name_fragment = property(lambda self: self.new_name)
        migrations.CreateModel.category = Operation.category = None
        migrations.AlterField.reduce = lambda *args: False
    """,
    "the base of operations": """
        from django.db.migrations.operations.base import Operation
        Operation.allow_migrate_model = lambda *args: False
    """,
    "optimizing": """
        from django.db.migrations.optimizer import MigrationOptimizer
        MigrationOptimizer.optimize = lambda self, operations, app_label: operations
    """,
    "writing": """
        from django.db.migrations.serializer import BaseSerializer, ModelFieldSerializer
        from django.db.migrations.writer import MigrationWriter, OperationWriter
        class Shown(BaseSerializer):
            def serialize(self):
                return repr(self.value) + " ", {"import decimal"}
        MigrationWriter.register_serializer(str, Shown)
        wrap(MigrationWriter, "as_string", lambda text: text + "# the end\\n")
        wrap(OperationWriter, "serialize", lambda found: (found[0] + "  # one", found[1]))
        wrap(ModelFieldSerializer, "serialize", lambda found: (found[0] + " ", found[1]))
    """,
    "other answers": """
        from django.db.migrations.questioner import InteractiveMigrationQuestioner as Asking
        Asking.ask_rename = Asking.ask_rename_model = lambda *args: False
    """,
    "a changed autodetector": """
        from django.db.migrations.autodetector import MigrationAutodetector as Detector
        original = Detector.generate_created_models
        def created(self):
            original(self)
            self.add_operation("library", migrations.AlterModelTable("Shelf", "shelves"))
        Detector.generate_created_models = created
    """,
    "another autodetector of the commands": """
        from django.core.management.commands import makemigrations, migrate
        class Detector(makemigrations.MigrationAutodetector):
            def generate_removed_fields(self):
                print("kept")
        makemigrations.Command.autodetector = migrate.Command.autodetector = Detector
    """,
    "loading, asking, applying and recording": """
        from django.db.migrations.executor import MigrationExecutor
        from django.db.migrations.loader import MigrationLoader
        from django.db.migrations.questioner import InteractiveMigrationQuestioner as Asking
        from django.db.migrations.recorder import MigrationRecorder
        MigrationLoader.check_consistent_history = lambda *args: print("consistent")
        elsewhere = {"library": "library.elsewhere"}
        MigrationLoader.migrations_module = classmethod(lambda cls, app: (elsewhere.get(app), True))
        wrap(MigrationLoader, "load_disk")
        wrap(MigrationLoader, "build_graph")
        wrap(Asking, "ask_rename")
        wrap(MigrationRecorder, "record_applied")
        wrap(MigrationExecutor, "migrate")
        wrap(MigrationExecutor, "apply_migration")
        wrap(MigrationExecutor, "unapply_migration")
        wrap(migrations.Migration, "apply")
    """,
    "states": """
        from django.db.migrations.state import ModelState, ProjectState
        original = ModelState.from_model.__func__
        def from_model(cls, model, exclude_rels=False):
            state = original(cls, model, exclude_rels)
            state.options.pop("permissions", None)
            return state
        ModelState.from_model = classmethod(from_model)
        original_from_apps = ProjectState.from_apps
        def from_apps(apps):
            state = original_from_apps(apps)
            state.remove_model("library", "shelf")
            return state
        ProjectState.from_apps = from_apps
    """,
    "a mock": """
        from unittest.mock import patch
        conflicts = {"library": ["0001_initial", "0001_other"]}
        name = "django.db.migrations.loader.MigrationLoader.detect_conflicts"
        patch(name, return_value=conflicts).start()
    """,
}

DAY = re.compile(r"on \d.*")

RENDERING = "  Rendering model states... DONE\n"

COMMANDS = [
    (["migrate", "library", "0001"], ""),
    (["makemigrations"], "y\ny\n"),
    (["migrate"], ""),
    (["migrate", "library", "zero"], ""),
]


def patched_project(path, patch: str, *, ours: bool) -> Project:
    path.mkdir()
    project = Project(path)
    project.add_app("library", {"0001_initial": migration(INITIAL)}, models=MODELS)
    copytree(path / "library" / "migrations", path / "library" / "elsewhere")
    body = indent(dedent(patch), " " * 8)
    (path / "library" / "apps.py").write_text(CONFIG + body)
    project.write_settings(ours=ours)
    return project


def outcome(project: Project) -> dict[str, object]:
    """Run the commands; give all that can be seen of them."""
    ran = [project.manage(*command, typed=typed) for command, typed in COMMANDS]
    files = {
        str(path.relative_to(project.path)): DAY.sub("on this day", path.read_text())
        for path in sorted(project.path.rglob("0*.py"))
    }
    said = [(each.status, DAY.sub("on this day", each.out.replace(RENDERING, ""))) for each in ran]
    tables = project.query("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    return {
        "said": said,
        "files": files,
        "tables": tables,
        "applied": project.applied()
        if ("django_migrations",) in {row[1:2] for row in tables}
        else [],
    }


@pytest.fixture(autouse=True)
def _new_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have patches come before or after our imports as they come for users."""
    monkeypatch.setenv(NEW_PROCESSES, "1")


@pytest.mark.slow
@pytest.mark.parametrize("patch", PATCHES)
def test_a_patch_has_the_effect_that_it_has_with_stock_django(tmp_path, patch):
    stock, ours = (
        outcome(patched_project(tmp_path / name, PATCHES[patch], ours=name == "ours"))
        for name in ("stock", "ours")
    )

    assert ours == stock

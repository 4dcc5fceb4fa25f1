"""Projects whose apps have no migrations, or are told to have none, end with what stock Django makes of them."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.small_project import Project, Ran, migration

MODELS = """
    from django.contrib.auth.models import User

    class Author(models.Model):
        user = models.OneToOneField(User, models.CASCADE)

        class Meta:
            permissions = [("praise", "Can praise")]

    class Book(models.Model):
        authors = models.ManyToManyField(Author, related_name="books")
        sequel = models.ForeignKey("self", models.CASCADE, null=True)

    class Novel(Book):
        class Meta:
            default_permissions = ["read"]

    class Shelved(Book):
        class Meta:
            proxy = True

    class Elsewhere(models.Model):
        class Meta:
            managed = False
"""

CONFIG = """
from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

def heard(kind):
    def receiver(sender, apps, plan, **kwargs):
        models = sorted(
            [model._meta.label, [field.name for field in (*opts.fields, *opts.many_to_many)]]
            for model in apps.get_models(include_auto_created=True)
            for opts in [model._meta]
        )
        with open("heard.txt", "a") as file:
            print(kind, sender.label, models, [str(step) for step in plan], file=file)
    return receiver

before, after = heard("before"), heard("after")

class LibraryConfig(AppConfig):
    name = "library"
    def ready(self):
        pre_migrate.connect(before, sender=self)
        post_migrate.connect(after, sender=self)
"""

NOWHERE = """
class Nowhere:
    def __contains__(self, item):
        return True
    def __getitem__(self, item):
        return None
"""

TEST_DATABASE = """
import django, sqlite3
django.setup()
from django.db import connection
connection.creation.create_test_db(verbosity=0)
connection.connection.backup(sqlite3.connect("db.sqlite3"))
"""

ALL_NONE = f"{NOWHERE}\nMIGRATION_MODULES = Nowhere()"
SOME_NONE = "MIGRATION_MODULES = {'contenttypes': None, 'auth': None}"
LIBRARY_NONE = "MIGRATION_MODULES = {'library': None}"
TEST_NONE = "DATABASES['default']['TEST'] = {'MIGRATE': False}"

MODES = {
    "a test database that is not migrated": (TEST_NONE, ["test_database.py"]),
    "a test database of nobody's migrations": (ALL_NONE, ["test_database.py"]),
    "a migrated test database": ("", ["test_database.py"]),
    "all are synchronized": (ALL_NONE, ["manage.py migrate --run-syncdb"]),
    "all are synchronized twice": (ALL_NONE, ["manage.py migrate --run-syncdb"] * 2),
    "one after the other": (
        ALL_NONE,
        [f"manage.py migrate --run-syncdb {app}" for app in ("contenttypes", "auth", "library")],
    ),
    "nothing is to be done": (ALL_NONE, ["manage.py migrate"]),
    "some have none": (SOME_NONE, ["manage.py migrate --run-syncdb"] * 2),
    "one has none": (LIBRARY_NONE, ["manage.py migrate --run-syncdb", "manage.py migrate"]),
}


def project_without_migrations(path, settings: str, *, ours: bool) -> Project:
    path.mkdir()
    project = Project(path)
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    initial = {"0001_initial": migration("operations = [migrations.RunSQL('SELECT 1')]")}
    project.add_app("library", initial, models=MODELS)
    (path / "library" / "apps.py").write_text(CONFIG)
    (path / "test_database.py").write_text(TEST_DATABASE)
    project.write_settings(settings, ours=ours)
    return project


def said(ran: Ran) -> tuple[int, str]:
    """Leave out that our own app has no migrations either, and tracebacks, for which we have words."""
    return ran.status, ran.out.replace(", migrations_core", "")


def what_is_left(project: Project) -> dict[str, object]:
    """Read whatever somebody could notice afterwards."""
    heard = project.path / "heard.txt"
    return {
        "schema": _rows(project, "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"),
        "content types": _rows(project, "SELECT * FROM django_content_type"),
        "permissions": _rows(project, "SELECT * FROM auth_permission"),
        "history": _rows(project, "SELECT app, name FROM django_migrations ORDER BY 1, 2"),
        "heard": heard.read_text().splitlines() if heard.exists() else [],
    }


def _rows(project: Project, sql: str) -> object:
    try:
        return json.loads(json.dumps(project.query(sql)))
    except sqlite3.OperationalError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_what_is_left_is_what_stock_django_leaves(tmp_path, mode):
    settings, commands = MODES[mode]
    left = {}
    for name in ("stock", "ours"):
        project = project_without_migrations(tmp_path / name, settings, ours=name == "ours")
        ran = [project.run(*command.split()) for command in commands]
        left[name] = ([said(each) for each in ran], what_is_left(project))

    assert left["ours"] == left["stock"]


def test_apps_without_migrations_have_content_types_and_permissions(tmp_path):
    project = project_without_migrations(tmp_path / "project", ALL_NONE, ours=True)
    project.manage("migrate", "--run-syncdb")

    assert project.query(
        "SELECT model FROM django_content_type WHERE app_label = 'library' ORDER BY 1"
    ) == [("author",), ("book",), ("elsewhere",), ("novel",), ("shelved",)]
    assert project.query(
        "SELECT codename FROM auth_permission WHERE codename IN ('praise', 'read_novel') ORDER BY 1"
    ) == [("praise",), ("read_novel",)]

"""What migrations say by a setting's name or as ``__first__`` is said that way in every file that is made of them."""

from __future__ import annotations

import re

import pytest

from tests.small_project import Project, migration

KEY = '("id", models.BigAutoField(primary_key=True, serialize=False))'
USER = f"""
    initial = True
    operations = [
        migrations.CreateModel("User", [{KEY}, ("name", models.TextField(unique=True))]),
        migrations.CreateModel("Tag", [{KEY}], options={{"swappable": "TAG_MODEL"}}),
    ]
"""
ACCOUNTS = """
from django.contrib.auth.base_user import AbstractBaseUser

class User(AbstractBaseUser):
    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)
    USERNAME_FIELD = "name"
    password = last_login = None

class Tag(models.Model):
    id = models.BigAutoField(primary_key=True)

    class Meta:
        swappable = "TAG_MODEL"
"""
MODELS = """
from django.conf import settings

class Note(models.Model):
    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    tag = models.ForeignKey(settings.TAG_MODEL, models.CASCADE)
    text = models.TextField(default="")
"""
SETTINGS = 'AUTH_USER_MODEL = "accounts.User"\nTAG_MODEL = KIND_MODEL = "accounts.Tag"'
LISTS = """
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.TAG_MODEL),
        migrations.swappable_dependency(settings.KIND_MODEL),
        migrations.swappable_dependency(getattr(settings, "ODD_MODEL", "accounts.User")),
        ("other", "__first__"),
        ("accounts", "__latest__"),
    ]
    run_before = [("late", "__first__"), migrations.swappable_dependency(settings.LATE_MODEL)]
"""
TAG = """\
        migrations.AddField(
            "note", "tag", models.ForeignKey(settings.TAG_MODEL, models.CASCADE)
        ),
"""
FIRST = f"""
    initial = True
    {LISTS.strip()}
    operations = [
        migrations.CreateModel("Note", [{KEY}]),
        migrations.AddField(
            "note", "user", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
        ),
{TAG}    ]
"""
SECOND = """
    dependencies = [("notes", "0001_initial"), migrations.swappable_dependency(settings.TAG_MODEL)]
    operations = [migrations.AddField("note", "text", models.TextField(default=""))]
"""
IMPORT = "from django.conf import settings\n\n"

SWAPPABLE = [
    "migrations.swappable_dependency(getattr(settings, 'ODD_MODEL', 'accounts.User'))",
    "migrations.swappable_dependency(settings.AUTH_USER_MODEL)",
    "migrations.swappable_dependency(settings.KIND_MODEL)",
    "migrations.swappable_dependency(settings.TAG_MODEL)",
]


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    plain = migration(f'initial = True\noperations = [migrations.CreateModel("Thing", [{KEY}])]')
    thing = "class Thing(models.Model):\n    id = models.BigAutoField(primary_key=True)\n"
    project.add_app("accounts", {"0001_initial": migration(USER)}, models=ACCOUNTS)
    project.add_app("other", {"0001_initial": plain}, models=thing)
    project.add_app("late", {"0001_initial": plain}, models=thing)
    project.add_app("notes", {"0001_initial": migration(FIRST, before=IMPORT)}, models=MODELS)
    project.write_settings(SETTINGS + '\nLATE_MODEL = "late.Thing"')
    return project


def lists_of(project: Project, name: str) -> tuple[list[str], str]:
    """The entries of a file's dependencies, and what it runs before."""
    text = (project.path / "notes" / "migrations" / name).read_text()
    found = re.search(r"dependencies = \[\n(.*?)\n    \]", text, re.DOTALL)
    assert found
    waiting = re.search(r"run_before = (.*)", text)
    assert waiting
    return [line.strip().rstrip(",") for line in found[1].splitlines()], waiting[1]


EXPECTED = (
    ["('accounts', '__latest__')", "('other', '__first__')", *SWAPPABLE],
    "[('late', '__first__'), migrations.swappable_dependency(settings.LATE_MODEL)]",
)


def test_a_squashed_migration_keeps_them(project):
    folder = project.path / "notes" / "migrations"
    (folder / "0002_note_text.py").write_text(migration(SECOND, before=IMPORT))
    ran = project.manage("squashmigrations", "notes", "0002", "--noinput")

    assert ran.status == 0, ran.err
    assert lists_of(project, "0001_squashed_0002_note_text.py") == EXPECTED
    text = (folder / "0001_squashed_0002_note_text.py").read_text()
    assert "to=settings.AUTH_USER_MODEL" in text
    assert "to=settings.TAG_MODEL" in text
    assert project.manage("makemigrations", "--check").out == "No changes detected\n"


def test_an_updated_migration_keeps_them(project):
    ran = project.manage("makemigrations", "--update", "-n", "new")

    assert ran.status == 0, ran.err
    assert lists_of(project, "0001_new.py") == EXPECTED


def test_an_optimized_migration_keeps_them(project):
    ran = project.manage("optimizemigration", "notes", "0001")

    assert ran.status == 0, ran.err
    assert lists_of(project, "0001_initial.py") == EXPECTED


def test_where_a_list_is_computed_the_setting_is_found_by_the_model(project):
    file = project.path / "notes" / "migrations" / "0001_initial.py"
    computed = (
        "dependencies = [migrations.swappable_dependency(label) for label in "
        "(settings.AUTH_USER_MODEL, settings.TAG_MODEL)]\n    run_before = [('late', '__first__')]"
    )
    file.write_text(migration(FIRST, before=IMPORT).replace(LISTS.strip(), computed))
    ran = project.manage("optimizemigration", "notes", "0001")

    assert ran.status == 0, ran.err
    assert lists_of(project, "0001_initial.py") == (
        [SWAPPABLE[1], SWAPPABLE[3]],
        "[('late', '__first__')]",
    )


def test_operations_name_the_setting_of_the_model_and_values_of_others_as_with_django(project):
    file = project.path / "notes" / "migrations" / "0001_initial.py"
    text = 'migrations.AddField("note", "text", models.TextField(default=settings.LANGUAGE_CODE))'
    body = FIRST.replace(TAG, f"{TAG.replace('TAG_MODEL', 'KIND_MODEL')}        {text},\n")
    assert "settings.LANGUAGE_CODE" in body
    written = migration(body, before=IMPORT)
    found = {}
    for ours in (False, True):
        file.write_text(written)
        project.write_settings(SETTINGS + '\nLATE_MODEL = "late.Thing"', ours=ours)
        ran = project.manage("optimizemigration", "notes", "0001")
        assert ran.status == 0, ran.err
        found[ours] = file.read_text().partition("operations = ")[2]

    assert found[True] == found[False]
    assert re.findall(r"to=[\w.]+|default=[^)]+", found[True]) == [
        "to=settings.AUTH_USER_MODEL",
        "to=settings.TAG_MODEL",
        "default='en-us'",
    ]

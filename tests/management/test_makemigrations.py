"""What makemigrations does and prints, from outside."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

BOOK = """
    initial = True
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True, serialize=False))]),
    ]
"""
AUTO_KEY = "('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID'))"
MODELS = """
class Book(models.Model):
    id = models.BigAutoField(primary_key=True)
"""
TITLE = MODELS + '    title = models.TextField(default="")\n'
ADDED = "Migrations for 'library':\n  library/migrations/0002_book_title.py\n    + Add field title to book\n"


def branch(name: str) -> str:
    return migration(
        'dependencies = [("library", "0001_initial")]\n'
        f'operations = [migrations.AddField("book", "{name}", models.TextField(default=""))]'
    )


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(BOOK)}, models=TITLE)
    return project


def set_models(project: Project, text: str) -> None:
    (project.path / "library" / "models.py").write_text("from django.db import models\n" + text)


def files(project: Project, app: str = "library") -> list[str]:
    folder = project.path / app / "migrations"
    return sorted(path.name for path in folder.iterdir() if path.name[0] not in "_")


def test_a_migration_is_written_for_what_changed(project):
    ran = project.manage("makemigrations")

    assert (ran.status, ran.out, ran.err) == (0, ADDED, "")
    assert files(project) == ["0001_initial.py", "0002_book_title.py"]
    assert project.manage("makemigrations", "--check").out == "No changes detected\n"


@pytest.mark.parametrize(("option", "status"), [("--check", 1), ("--dry-run", 0)])
def test_nothing_need_be_written(project, option, status):
    ran = project.manage("makemigrations", option)

    assert (ran.status, ran.out) == (status, ADDED)
    assert files(project) == ["0001_initial.py"]


def test_no_changes_are_said_of_the_apps_that_were_named(project):
    project.add_app("shop", {})
    set_models(project, MODELS)

    assert [
        project.manage("makemigrations", *arguments).out
        for arguments in ([], ["shop"], ["shop", "library"], ["-v0"])
    ] == [
        "No changes detected\n",
        "No changes detected in app 'shop'\n",
        "No changes detected in apps 'library', 'shop'\n",
        "",
    ]


def test_an_unknown_app_is_a_usage_error(project):
    ran = project.manage("makemigrations", "nothing")

    assert (ran.status, ran.err) == (2, "No installed app with label 'nothing'.\n")


def test_scripts_read_the_paths_alone(project):
    ran = project.manage("makemigrations", "--scriptable")

    assert (ran.out, ran.err) == ("library/migrations/0002_book_title.py\n", ADDED)


def test_an_update_replaces_the_last_migration(project):
    ran = project.manage("makemigrations", "--update")

    assert ran.out == (
        "Migrations for 'library':\n"
        "  library/migrations/0001_initial_updated.py\n"
        "    + Create model Book\n"
        "Deleted library/migrations/0001_initial.py\n"
    )
    assert files(project) == ["0001_initial_updated.py"]


def test_what_cannot_be_written_leaves_no_file(project):
    set_models(project, MODELS + "    title = models.TextField(default=lambda: '')\n")
    ran = project.manage("makemigrations")

    assert ran.status == 1
    assert "library.0002_book_title" in ran.err
    assert files(project) == ["0001_initial.py"]


def test_answers_come_from_a_file(project):
    set_models(project, MODELS + "    pages = models.IntegerField()\n")
    answers = project.path / "answers.toml"
    answers.write_text('[defaults]\n"library.Book.pages" = 3\n')
    ran = project.manage("makemigrations", "--answers", "answers.toml")

    assert (ran.status, ran.err) == (0, "")
    assert "default=3" in (project.path / "library/migrations/0002_book_pages.py").read_text()


def test_without_anybody_to_ask_strictness_refuses_to_guess(project):
    project.manage("makemigrations")
    set_models(project, TITLE.replace("title", "name"))
    ran = project.manage("makemigrations", "--noinput", "--strict")

    assert ran.status == 1
    assert '"library.book.title" = "name"  # renamed' in ran.err
    assert files(project) == ["0001_initial.py", "0002_book_title.py"]


def test_changes_that_lose_data_are_refused_with_a_recipe(project):
    links = "    others = models.ManyToManyField('self')\n"
    set_models(project, MODELS + links)
    project.manage("makemigrations")
    set_models(project, MODELS + "    others = models.TextField(null=True)\n")
    ran = project.manage("makemigrations")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "RefusedChangesError: Nothing was written for 'library': these changes can only fail or lose data when "
        "they are applied.\n"
        "\n"
        "library.book.others: It was a ManyToManyField and is a TextField now. No column becomes a table or the other "
        "way round, so the field would be removed with its data and added anew, empty.\n"
        "Add the new field under another name, copy the data with RunPython, remove the old field, and rename the new "
        "one: each in a migration of its own.\n"
        "\n"
        "Whoever can do without the data gets the migrations that Django would write with --allow-data-loss, or with "
        "--answers FILE:\n"
        "    [accepted]\n"
        '    "library.book.others" = true\n'
    )
    assert files(project) == ["0001_initial.py", "0002_book_others.py"]


def test_changes_that_need_each_other_in_a_circle_are_one_message(project):
    differ = """
        from migrations_core.autodetector import differ
        from migrations_core.autodetector.requirements import Proposal, model_created
        from migrations_core.operations import CreateModel

        @differ()
        def log_tables(pair, answers):
            yield Proposal("logs", CreateModel("Log", []), (model_created(("library", "archive")),))
            yield Proposal("library", CreateModel("Archive", []), (model_created(("logs", "log")),))
    """
    project.add_app("logs", {}, models=differ)
    ran = project.manage("makemigrations")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "UnorderableChangesError: No order can be found for these changes: each of them has to come before the next, "
        "and the last one before the first.\n"
        "  logs: Create model Log\n"
        "  library: Create model Archive\n"
        "Take one of them back, run makemigrations, then make it and run makemigrations again.\n"
    )
    assert files(project) == ["0001_initial.py"]


def test_an_interrupted_merge_is_none(project):
    add_branches(project)
    ran = project.manage("makemigrations", "--merge")  # stdin is at its end

    assert ran.status == 1
    assert ran.out.endswith("Should these migration branches be merged? [y/N] \nCancelled.\n")
    assert files(project) == ["0001_initial.py", "0002_one.py", "0002_other.py"]


def add_branches(project: Project) -> None:
    for name in ("one", "other"):
        path = project.path / "library" / "migrations" / f"0002_{name}.py"
        path.write_text(branch(name))


def test_branches_are_merged_with_a_verdict_and_what_is_left_to_do(project):
    add_branches(project)
    set_models(project, MODELS + '    one = models.TextField(default="")\n')
    ran = project.manage("makemigrations", "--merge", "--noinput")

    assert (ran.status, ran.out.replace(f"{project.path}/", "")) == (
        0,
        "Merging library\n"
        "  Branch 0002_one\n"
        "    + Add field one to book\n"
        "  Branch 0002_other\n"
        "    + Add field other to book\n"
        "\n"
        "Created new merge migration library/migrations/0003_merge_0002_one_0002_other.py\n",
    )
    assert ran.err == (
        "  The branches commute: in any order they give the same models.\n"
        "The models of 'library' differ from the merged migrations. Run makemigrations for:\n"
        "    - Remove field other from book\n"
    )


def test_branches_that_do_not_commute_are_not_merged_strictly(project):
    add_branches(project)
    (project.path / "library" / "migrations" / "0002_other.py").write_text(branch("one"))
    ran = project.manage("makemigrations", "--merge", "--noinput", "--strict")

    assert ran.status == 1
    assert ran.err.startswith("CommandError: Not merged: The branches do not commute: 0002_one")


@pytest.fixture
def packages(project, tmp_path) -> Project:
    """Two apps of installed packages whose models have changes."""
    packages = Project(tmp_path / "site-packages", apps=project.apps)
    packages.path.mkdir()
    packages.add_app("parcel", {}, models="class Parcel(models.Model): pass\n")
    packages.add_app("letter", {}, models="class Letter(models.Model): pass\n")
    project.write_settings("import sys; sys.path.append('site-packages')")
    set_models(project, MODELS)
    return packages


CREATED = (
    "Migrations for 'letter':\n"
    "  site-packages/letter/migrations/0001_initial.py\n"
    "    + Create model Letter\n"
    "Migrations for 'parcel':\n"
    "  site-packages/parcel/migrations/0001_initial.py\n"
    "    + Create model Parcel\n"
)
HELD_BACK = (
    "RefusedChangesError: Nothing is written into installed packages without --include-third-party: "
    "'letter' of letter, 'parcel' of parcel.\n"
)


def test_a_check_tells_of_installed_packages_what_django_tells(project, packages):
    ran = project.manage("makemigrations", "--check")
    project.write_settings("import sys; sys.path.append('site-packages')", ours=False)
    stock = project.manage("makemigrations", "--check")

    assert (ran.status, ran.out, ran.err) == (1, CREATED, "")
    assert (stock.status, stock.out) == (1, CREATED)
    assert files(packages, "parcel") == []


@pytest.mark.parametrize("option", ["-v1", "--dry-run", "--update"])
def test_nothing_is_written_into_installed_packages(project, packages, option):
    ran = project.manage("makemigrations", option)

    assert (ran.status, ran.out, ran.err) == (1, "", HELD_BACK)
    assert files(packages, "parcel") == []


def test_what_is_the_projects_own_is_written_nevertheless(project, packages):
    set_models(project, TITLE)
    ran = project.manage("makemigrations")

    assert (ran.status, ran.out, ran.err) == (1, ADDED, HELD_BACK)
    assert files(project) == ["0001_initial.py", "0002_book_title.py"]


def test_packages_that_were_named_are_meant(project, packages):
    assert project.manage("makemigrations", "parcel").status == 0
    assert (files(packages, "parcel"), files(packages, "letter")) == (["0001_initial.py"], [])
    assert project.manage("makemigrations", "--include-third-party").status == 0
    assert files(packages, "letter") == ["0001_initial.py"]


def test_migrate_and_makemigrations_see_the_same_changes(project, packages):
    project.manage("makemigrations", "parcel")
    project.manage("migrate")
    noticed = project.manage("migrate").out
    found = project.manage("makemigrations")

    assert "Your models in app(s): 'letter' have changes" in noticed
    assert (found.status, found.out) == (1, "")
    assert found.err == HELD_BACK.replace(", 'parcel' of parcel", "")


def test_keys_that_follow_the_project_are_pointed_out(project, packages):
    packages_key = f"initial = True\noperations = [migrations.CreateModel('Parcel', [{AUTO_KEY}])]"
    project.write_settings("import sys; sys.path.append('site-packages')")
    folder = packages.path / "parcel" / "migrations"
    (folder / "0001_initial.py").write_text(migration(packages_key))
    ran = project.manage("makemigrations")

    assert ran.status == 1
    assert ran.err.splitlines()[0] == (
        "If the keys of 'parcel' follow this project's DEFAULT_AUTO_FIELD, give each app an AppConfig with the "
        "default_auto_field that its migrations have."
    )


CHILD = """
from {parent} import {name}

class Novel({name}):
    parent = models.OneToOneField({name}, models.CASCADE, parent_link=True, primary_key=True)
"""
DERIVED = """
    initial = True
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Novel",
            [
                (
                    "parent",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="library.book",
                    ),
                ),
            ],
            bases=("library.book",),
        ),
    ]
"""


def test_a_model_is_not_deleted_while_another_one_stays_derived_from_it(project):
    set_models(project, MODELS)
    models = CHILD.format(parent="library.models", name="Book")
    project.add_app("shop", {"0001_initial": migration(DERIVED)}, models=models)
    assert project.manage("makemigrations", "--check").out == "No changes detected\n"
    set_models(project, MODELS.replace("Book", "Work") + "    title = models.TextField()\n")
    (project.path / "shop" / "models.py").write_text(
        "from django.db import models\n" + CHILD.format(parent="library.models", name="Work")
    )
    refused = project.manage("makemigrations")

    assert (refused.status, refused.out) == (1, "")
    assert "Nothing was written for 'shop', 'library': these changes can only fail" in refused.err
    ran = project.manage("makemigrations", "--allow-data-loss", "--dry-run")
    assert (
        "Nothing was written for 'library': it would delete library.book, which shop.novel goes on to use. "
        "Write that model's change first, by hand where makemigrations has none for it."
    ) in ran.err
    assert files(project) == ["0001_initial.py"]
    assert project.manage("migrate", "-v0").status == 0

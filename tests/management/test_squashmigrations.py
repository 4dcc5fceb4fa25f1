"""What squashmigrations does and prints, from outside."""

from __future__ import annotations

import pytest

from tests.management.circular_project import circular_project, files
from tests.small_project import Project, migration

ADVICE = (
    "  You should commit this migration but leave the old ones in place;\n"
    "  the new migration will be used for new installs. Once you are sure\n"
    "  all instances of the codebase have applied the migrations you squashed,\n"
    "  you can delete them.\n"
)
QUIET = ("--noinput", "--no-header", "-v0")


@pytest.fixture
def project(tmp_path) -> Project:
    return circular_project(tmp_path)


def squash_together(project: Project, *arguments: str) -> dict[str, str]:
    """Squash, and return the new files."""
    before = files(project)
    ran = project.manage("squashmigrations", *arguments, *QUIET)
    assert (ran.status, ran.err, ran.out) == (0, "", "")
    return {name: text for name, text in files(project).items() if name not in before}


def test_one_app_is_squashed_as_django_does(project):
    ran = project.manage("squashmigrations", "books", "0002", "--noinput", "--no-header")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Will squash the following migrations:\n - 0001_initial\n - 0002_title\nOptimizing...\n"
        "  Optimized from 2 operations to 1 operations.\nCreated new squashed migration "
        f"{project.path}/books/migrations/0001_squashed_0002_title.py\n{ADVICE}"
    )
    text = files(project)["books.0001_squashed_0002_title"]
    assert "replaces = [('books', '0001_initial'), ('books', '0002_title')]" in text
    assert "initial = True" in text
    assert project.manage("migrate").status == 0


def test_a_circle_between_apps_is_cut(project):
    ran = project.manage("squashmigrations", "people", "0003", "--noinput", "--no-header")

    assert (ran.status, ran.err) == (0, "")
    assert (
        "people is cut: people.0002_favourite needs books.0001_initial, which needs people.0001"
        in ran.out
    )
    assert "people.0002_favourite_squashed_0003_fill" in files(project)
    assert project.manage("migrate").status == 0
    assert project.manage("squashmigrations", "books", "0002", *QUIET).status == 0
    assert project.manage("migrate").status == 0


def test_several_apps_become_as_few_migrations_as_possible(project):
    new = squash_together(project, "people", "books")

    assert list(new) == [
        "books.0001_squashed_0002_title",
        "people.0002_favourite_squashed_0003_fill",
    ]
    plan = project.manage("showmigrations", "--plan").out
    assert plan == (
        "[ ]  people.0001_initial\n"
        "[ ]  books.0001_squashed_0002_title\n"
        "[ ]  people.0002_favourite_squashed_0003_fill\n"
    )


def test_all_apps_of_the_project_are_squashed_and_verified(project):
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    project.write_settings()
    ran = project.manage("squashmigrations", "--all", "--noinput", "--verify")

    assert (ran.status, ran.err) == (0, "")
    assert "  Both ways lead to the same schema and the same data.\n" in ran.out
    assert "auth.0" not in ran.out
    assert not project.database.exists() or project.tables() == []


def test_functions_are_copied_with_what_they_use(project):
    new = squash_together(project, "people", "0002", "0003")

    text = new["people.0002_favourite_squashed_0003_fill"]
    assert 'NAMES = ["Ann", "Bob"]\n\n\ndef fill(apps, schema_editor):\n' in text
    assert "code=fill," in text
    project.manage("migrate")
    assert project.query("SELECT name FROM people_author ORDER BY id") == [("Ann",), ("Bob",)]


def test_what_a_script_keeps_apart_is_said(project):
    later = migration(
        """
        dependencies = [("people", "0003_fill")]
        operations = [migrations.RemoveField("author", "favourite")]
        """
    )
    (project.path / "people/migrations/0004_no_favourite.py").write_text(later)
    ran = project.manage("squashmigrations", "people", "0002", "0004", "--noinput")

    assert (
        "  RunPython fill of 0003_fill stays in its place: it is not elidable. Because of it these are not "
        "combined with earlier operations: Remove field favourite from author.\n"
    ) in ran.out


def test_a_difference_is_reported_and_nothing_kept(project):
    elidable = migration(
        """
        dependencies = [("people", "0003_fill")]
        operations = [migrations.RunSQL("INSERT INTO people_author (name) VALUES ('Cid')", elidable=True)]
        """
    )
    (project.path / "people/migrations/0004_cid.py").write_text(elidable)
    before = files(project)
    ran = project.manage("squashmigrations", "people", "0002", "0004", "--noinput", "--verify")

    assert ran.status == 1
    assert "- default: people_author: age=None, name='Cid'" in ran.err
    assert (
        "Left out as elidable, with the rows that they make: RunSQL of people.0004_cid." in ran.err
    )
    assert ran.err.endswith("No file was kept; --keep keeps them.\n")
    assert files(project) == before
    project.manage("squashmigrations", "people", "0002", "0004", "--noinput", "--verify", "--keep")
    assert "people.0002_favourite_squashed_0004_cid" in files(project)


def test_what_has_to_wait_still_waits(project):
    """run_before of a squashed migration, and a dependency of an app that is not squashed on one in the middle."""
    waiting = 'operations = [migrations.RunSQL("SELECT 1", "")]'
    project.add_app("waiting", {"0001_initial": migration(waiting)})
    middle = migration(
        """
        run_before = [("waiting", "0001_initial")]
        dependencies = [("books", "0001_initial")]
        operations = []
        """
    )
    (project.path / "books/migrations/0002_title.py").write_text(middle)
    new = squash_together(project, "books", "0002")

    assert "run_before = [('waiting', '0001_initial')]" in new["books.0001_squashed_0002_title"]


def test_squashes_are_squashed(project):
    squash_together(project, "books", "0002", "--squashed-name", "both")
    last = 'dependencies = [("books", "0001_both")]\noperations = []'
    (project.path / "books/migrations/0003_last.py").write_text(migration(last))
    new = squash_together(project, "books", "0003")

    assert list(new) == ["books.0001_squashed_0003_last"]
    assert "replaces = [('books', '0001_both'), ('books', '0003_last')]" in "".join(new.values())
    assert project.manage("migrate").status == 0


@pytest.mark.parametrize(
    ("typed", "status", "end"),
    [
        ("n\n", 0, "Do you wish to proceed? [y/N] "),
        ("\n", 0, "Do you wish to proceed? [y/N] "),
        ("what?\nno\n", 0, "Do you wish to proceed? [y/N] " * 2),
        ("", 1, "Do you wish to proceed? [y/N] \nCancelled.\n"),
    ],
)
def test_who_does_not_agree_gets_no_file(project, typed, status, end):
    before = files(project)
    ran = project.manage("squashmigrations", "books", "0002", typed=typed)

    assert (ran.status, ran.err) == (status, "")
    assert (
        ran.out == "Will squash the following migrations:\n - 0001_initial\n - 0002_title\n" + end
    )
    assert files(project) == before


def test_who_agrees_gets_the_file(project):
    project.manage("squashmigrations", "books", "0002", typed="yes\n")

    assert "books.0001_squashed_0002_title" in files(project)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["nowhere", "0001"], 1, "No installed app with label 'nowhere'."),
        (["people", "0009"], 1, "Cannot find a migration matching '0009' from app 'people'."),
        (
            ["people", "000"],
            1,
            "More than one migration matches '000' in app 'people'. Please be more specific.",
        ),
        (
            ["people", "0003", "0001"],
            1,
            "Maybe it comes after the migration 'people.0001_initial'?",
        ),
        (["people"], 2, "the following arguments are required: migration_name"),
        ([], 2, "the following arguments are required: app_label, migration_name"),
        (["--all", "people"], 2, "--all takes no labels and no migrations."),
        (["people", "books", "nowhere", "books"], 1, "No installed app with label 'nowhere'."),
    ],
)
def test_mistakes_are_named(project, arguments, status, message):
    ran = project.manage("squashmigrations", *arguments, "--noinput")

    assert ran.status == status
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_a_word_that_may_be_an_app_or_a_migration_is_refused(project):
    body = 'dependencies = [("books", "0002_title")]\noperations = []'
    (project.path / "books/migrations/people_come.py").write_text(migration(body))
    before = files(project)
    ran = project.manage("squashmigrations", "books", "people", "--noinput")

    assert (ran.status, files(project)) == (1, before)
    assert ran.err == (
        "CommandError: 'people' is the label of an app and the beginning of a migration of 'books'. "
        "Write more of the migration's name, or squash the apps one at a time.\n"
    )


def test_one_of_two_branches_is_squashed_as_django_does(project):
    add_branch(project)
    before = files(project)
    ran = {}
    for ours in (False, True):
        project.write_settings(ours=ours)
        squashed = project.manage("squashmigrations", "books", "0002_title", "--noinput")
        plan = project.manage("showmigrations", "books", "--plan").out
        path = project.path / "books/migrations/0001_squashed_0002_title.py"
        ran[ours] = squashed, plan, path.read_text().partition("\n")[2]
        path.unlink()

    assert ran[True] == ran[False]
    assert ran[True][0].status == 0
    assert ran[True][1].splitlines()[-2:] == [
        "[ ]  books.0001_squashed_0002_title",
        "[ ]  books.0002_branch",
    ]
    assert files(project) == before


def test_whole_histories_with_branches_have_to_be_merged_first(project):
    add_branch(project)
    ran = project.manage("squashmigrations", "books", "people", "--noinput")

    assert ran.status == 1
    assert ran.err == (
        "CommandError: App 'books' ends in 2 migrations: 0002_branch, 0002_title. A squashed migration would belong "
        "to one branch only. Run 'python manage.py makemigrations --merge books' first.\n"
    )


def test_a_dependency_on_the_other_branch_stays(project):
    add_branch(project)
    merge = 'dependencies = [("books", "0002_branch"), ("books", "0002_title")]'
    (project.path / "books/migrations/0003_merge.py").write_text(migration(merge))
    new = squash_together(project, "books", "0002_branch", "0003_merge")

    text = new["books.0002_branch_squashed_0003_merge"]
    assert "        ('books', '0002_title'),\n" in text.partition("operations")[0]


def add_branch(project: Project) -> None:
    body = 'dependencies = [("books", "0001_initial")]\noperations = []'
    (project.path / "books/migrations/0002_branch.py").write_text(migration(body))


def test_installed_packages_are_never_written(project):
    project.apps += ["django.contrib.contenttypes"]
    project.write_settings()
    ran = project.manage("squashmigrations", "contenttypes", "0002", "--noinput")

    assert ran.status == 1
    assert "App 'contenttypes' came with an installed package" in ran.err


def test_a_migration_that_does_something_of_its_own_is_left_out(project):
    special = migration(
        """
        dependencies = [("books", "0002_title")]
        def apply(self, *args, **kwargs):
            return super().apply(*args, **kwargs)
        """
    )
    last = 'dependencies = [("books", "0003_special")]\noperations = []'
    (project.path / "books/migrations/0003_special.py").write_text(special)
    (project.path / "books/migrations/0004_last.py").write_text(migration(last))
    ran = project.manage("squashmigrations", "books", "0004", "--noinput")

    assert "books.0003_special stays as it is: its class overrides apply()" in ran.out
    assert "books.0001_squashed_0002_title" in files(project)
    assert project.manage("migrate").status == 0


NAMED = (
    """
    initial = True
    operations = [
        migrations.CreateModel(
            "Shelf",
            [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField())],
            options={"indexes": [models.Index(fields=["size"], name="one"), models.Index(fields=["size"], name="two")]},
        ),
        migrations.CreateModel(
            "Box",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("shelf", models.ForeignKey("storage.Shelf", models.CASCADE)),
            ],
        ),
        migrations.AddField("Shelf", "first", models.ForeignKey("storage.Box", models.CASCADE, null=True)),
    ]
    """,
    """
    dependencies = [("storage", "0001_initial")]
    operations = [
        migrations.RenameIndex("Shelf", old_name="one", new_name="by_size"),
        migrations.RemoveIndex("Shelf", "two"),
    ]
    """,
)


def test_django_applies_what_was_done_to_indexes_of_a_model_that_is_created_with_them(tmp_path):
    """Django makes the indexes of a new table when the migration ends: nothing renames or drops them before."""
    project = Project(tmp_path)
    first, second = map(migration, NAMED)
    project.add_app("storage", {"0001_initial": first, "0002_names": second})
    squash_together(project, "storage", "0002")

    project.write_settings(ours=False)
    ran = project.manage("migrate")

    assert (ran.status, ran.err) == (0, "")
    indexes = project.query(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'storage_shelf' ORDER BY 1"
    )
    assert indexes == [("by_size",), ("storage_shelf_first_id_c3aaab84",)]

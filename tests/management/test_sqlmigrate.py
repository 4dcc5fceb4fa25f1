"""The script that sqlmigrate prints can be run."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from tests.small_project import Project, migration

FIRST = """
    operations = [
        migrations.CreateModel(
            "Book", [("id", models.BigAutoField(primary_key=True)), ("title", models.TextField())]
        ),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AlterField("Book", "title", models.CharField(max_length=10, null=True)),
        migrations.RunPython(migrations.RunPython.noop),
    ]
"""


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(FIRST), "0002_alter": migration(SECOND)})
    return project


def test_a_transaction_is_around_the_statements(project):
    assert project.manage("sqlmigrate", "library", "0001").out == (
        "BEGIN;\n--\n-- Create model Book\n--\n"
        'CREATE TABLE "library_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" text NOT NULL);\n'
        "COMMIT;\n"
    )


REINDEXED = """
    dependencies = [("library", "0002_alter")]
    operations = [migrations.AddIndex("Book", models.Index(fields=["title"], name="by_title"))]
"""
RENAMED = """
    dependencies = [("library", "0003_reindexed")]
    operations = [
        migrations.RemoveIndex("Book", "by_title"),
        migrations.RenameField("Book", "title", "name"),
        migrations.AlterField("Book", "name", models.CharField(max_length=20, null=True)),
        migrations.AddIndex("Book", models.Index(fields=["name"], name="by_title")),
    ]
"""


def schema_of(database) -> list[tuple]:
    connection = sqlite3.connect(database)
    return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize("migrated", [True, False])
def test_a_script_knows_what_its_earlier_statements_did(project, migrated, tmp_path):
    for name, text in (("0003_reindexed", REINDEXED), ("0004_renamed", RENAMED)):
        (project.path / "library" / "migrations" / f"{name}.py").write_text(migration(text))
    by_hand = tmp_path / "by_hand.sqlite3"
    project.manage("migrate", "library", "0003")
    shutil.copy(project.database, by_hand)
    if not migrated:
        project.manage("migrate", "library", "zero")
    script = project.manage("sqlmigrate", "library", "0004").out
    project.manage("migrate")

    sqlite3.connect(by_hand).executescript(script)
    assert schema_of(by_hand) == schema_of(project.database)


def test_a_project_with_users_of_its_own_gets_scripts_of_the_apps_that_bring_users(tmp_path):
    project = Project(tmp_path, extra='AUTH_USER_MODEL = "people.Person"')
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    user = """
    from django.contrib.auth.models import AbstractUser
    class Person(AbstractUser): pass
    """
    project.add_app("people", {}, models=user)
    project.manage("makemigrations")
    by_hand = tmp_path / "by_hand.sqlite3"
    project.manage("migrate", "auth", "0001")
    shutil.copy(project.database, by_hand)
    script = project.manage("sqlmigrate", "auth", "0002").out
    project.manage("migrate", "auth", "0002")

    sqlite3.connect(by_hand).executescript(script)
    assert "-- Alter field name on permission" in script
    assert schema_of(by_hand) == schema_of(project.database)


TOGETHER = """
    operations = [
        migrations.CreateModel("Reader", [("id", models.BigAutoField(primary_key=True)), ("card", models.TextField())]),
        migrations.CreateModel("Desk", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AlterUniqueTogether("Reader", {("id", "card")}),
        migrations.AlterModelOptions("Desk", {"verbose_name": "table"}),
    ]
"""


def test_every_operation_has_its_heading_and_one_that_is_done_with_another_says_so(project):
    project.add_app("hall", {"0001_initial": migration(TOGETHER)})
    printed = project.manage("sqlmigrate", "hall", "0001").out.splitlines()
    assert [line for line in printed if not line.startswith(("CREATE", "BEGIN", "COMMIT"))] == [
        *("--", "-- Create model Reader", "--"),
        *("--", "-- Create model Desk", "--"),
        *("--", "-- Alter unique_together for Reader (1 constraint(s))", "--"),
        "-- (together with: Create model Reader)",
        *("--", "-- Change Meta options on Desk", "--"),
        "-- (no-op)",
    ]


def test_backwards(project):
    assert project.manage("sqlmigrate", "library", "0001", "--backwards").out == (
        'BEGIN;\n--\n-- Create model Book\n--\nDROP TABLE "library_book";\nCOMMIT;\n'
    )


def test_what_cannot_be_written_as_sql_is_said(project):
    assert (
        "--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL\nCOMMIT;\n"
        in project.manage("sqlmigrate", "library", "0002").out
    )


def test_the_script_of_a_rebuild_keeps_rows_that_refer_to_the_table(project):
    project.add_app(
        "loans",
        {
            "0001_initial": migration(
                """
                dependencies = [("library", "0001_initial")]
                operations = [
                    migrations.CreateModel("Loan", [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("book", models.ForeignKey("library.Book", models.CASCADE)),
                    ]),
                ]
                """
            )
        },
    )
    project.manage("migrate", "loans")
    script = project.manage("sqlmigrate", "library", "0002").out
    connection = sqlite3.connect(project.database, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("INSERT INTO library_book (id, title) VALUES (1, 'Emma')")
    connection.execute("INSERT INTO loans_loan VALUES (1, 1)")
    connection.executescript(script)

    assert connection.execute("SELECT id, title FROM library_book").fetchall() == [(1, "Emma")]
    assert connection.execute("SELECT * FROM loans_loan").fetchall() == [(1, 1)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA foreign_keys").fetchall() == [(1,)]


def test_a_migration_without_operations_is_said_on_stderr(project):
    project.add_app("empty", {"0001_initial": migration("operations = []")})
    ran = project.manage("sqlmigrate", "empty", "0001")

    assert (ran.status, ran.out, ran.err) == (0, "", "No operations found.\n")


LOANS = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.CreateModel("Loan", [
            ("id", models.BigAutoField(primary_key=True)),
            ("book", models.ForeignKey("library.Book", models.CASCADE)),
        ]),
    ]
"""
OTHER_KEY = """
    dependencies = [("library", "0001_initial")]
    operations = [migrations.AlterField("Book", "id", models.CharField(max_length=9, primary_key=True))]
"""


@pytest.mark.parametrize(
    ("applied", "arguments", "is_told_of_loans"),
    [
        (("loans", "0001"), (), True),
        (("library", "0001"), (), False),
        (("library", "0002", "loans"), ("--backwards",), True),
        (("loans", "0001"), ("--backwards",), False),
    ],
    ids=["it is there", "it is not there", "it is there, backwards", "not to be undone"],
)
def test_what_refers_to_a_table_is_in_the_script_where_migrate_would_change_it(
    project, applied, arguments, is_told_of_loans
):
    (project.path / "library" / "migrations" / "0002_alter.py").write_text(migration(OTHER_KEY))
    project.add_app("loans", {"0001_initial": migration(LOANS)})
    project.manage("migrate", *applied[:2])
    for label in applied[2:]:
        project.manage("migrate", label)

    script = project.manage("sqlmigrate", "library", "0002", *arguments).out

    assert ('CREATE TABLE "new__loans_loan"' in script) is is_told_of_loans

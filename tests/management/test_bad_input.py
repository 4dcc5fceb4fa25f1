"""What a user sees when something is wrong: one message, exit status 1, and a database that is as it was."""

from __future__ import annotations

import sqlite3

import pytest

from tests.small_project import Project, migration

BOOK = """
    operations = [
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""
SECOND = 'dependencies = [("library", "0001_initial")]\n'
FIND_OUT = "Run the command again with --traceback to see where it was raised.\n"


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path)


def refusal(project: Project, *arguments: str) -> str:
    """Run a command that must fail, and return what it says on stderr."""
    ran = project.manage(*arguments)
    assert ran.status == 1, ran
    return ran.err


def test_a_missing_dependency(project):
    project.add_app(
        "library", {"0001_initial": migration(SECOND.replace("0001_initial", "0000_x"))}
    )

    assert refusal(project, "migrate") == (
        "NodeNotFoundError: Migration library.0001_initial dependencies reference nonexistent parent node "
        "('library', '0000_x'). The migrations of library end with '0001_initial': is a file missing, or a newer "
        "release needed? The dependency is in library/migrations/0001_initial.py.\n"
    )


def test_a_cycle(project):
    project.add_app(
        "library",
        {
            "0001_a": migration('dependencies = [("library", "0002_b")]'),
            "0002_b": migration('dependencies = [("library", "0001_a")]'),
        },
    )

    assert refusal(project, "migrate") == (
        "CircularDependencyError: Circular dependency between migrations, each depending on the next: "
        "library.0001_a -> library.0002_b -> library.0001_a. One of these dependencies has to go, or one of the "
        "migrations has to be split in two.\n"
    )


def test_two_leaves(project):
    project.add_app(
        "library",
        {
            "0001_initial": migration(BOOK),
            "0002_a": migration(SECOND),
            "0002_b": migration(SECOND),
        },
    )

    assert refusal(project, "migrate") == (
        "CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph: "
        "(0002_a, 0002_b in library).\nTo fix them run 'python manage.py makemigrations --merge'\n"
    )


def test_a_module_without_a_migration(project):
    project.add_app("library", {"0001_initial": "x = 1\n"})

    assert refusal(project, "migrate") == (
        "BadMigrationError: Migration 0001_initial in app library has no Migration class. Add one to "
        "library/migrations/0001_initial.py, or give the file a name that starts with an underscore if it is not "
        "a migration.\n"
    )


def test_a_syntax_error(project):
    project.add_app("library", {"0001_initial": "x = (\n"})

    assert refusal(project, "migrate") == (
        "BadMigrationError: Migration library.0001_initial cannot be imported "
        "(library/migrations/0001_initial.py, line 1): SyntaxError: '(' was never closed "
        "(0001_initial.py, line 1)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["migrate", "nowhere"], "No installed app with label 'nowhere'."),
        (
            ["migrate", "library", "00"],
            "More than one migration matches '00' in app 'library'. Please be more specific.",
        ),
        (
            ["migrate", "library", "0009"],
            "Cannot find a migration matching '0009' from app 'library'.",
        ),
        (["migrate", "plain"], "App 'plain' does not have migrations."),
        (
            ["migrate", "library", "--run-syncdb"],
            "Can't use run_syncdb with app 'library' as it has migrations.",
        ),
        (["migrate", "--prune"], "Migrations can be pruned only when an app is specified."),
        (["sqlmigrate", "nowhere", "0001"], "No installed app with label 'nowhere'."),
        (["sqlmigrate", "plain", "0001"], "App 'plain' does not have migrations"),
        (
            ["sqlmigrate", "library", "00"],
            "More than one migration matches '00' in app 'library'. Please be more specific.",
        ),
        (
            ["sqlmigrate", "library", "0009"],
            "Cannot find a migration matching '0009' from app 'library'. Is it in INSTALLED_APPS?",
        ),
    ],
    ids=" ".join,
)
def test_names_that_mean_nothing(project, arguments, message):
    project.add_app("library", {"0001_initial": migration(BOOK), "0002_more": migration(SECOND)})
    project.add_app("plain", None)

    assert refusal(project, *arguments) == f"CommandError: {message}\n"


def test_unknown_apps_are_all_named_by_showmigrations(project):
    project.add_app("library", {"0001_initial": migration(BOOK)})
    ran = project.manage("showmigrations", "nowhere", "library", "neither")

    assert (ran.status, ran.err) == (
        2,
        "No installed app with label 'nowhere'.\nNo installed app with label 'neither'.\n",
    )


def test_an_inconsistent_history(project):
    project.add_app("library", {"0001_initial": migration(BOOK), "0002_more": migration(SECOND)})
    project.manage("migrate")
    connection = sqlite3.connect(project.database)
    connection.execute("DELETE FROM django_migrations WHERE name = '0001_initial'")
    connection.commit()
    connection.close()

    assert refusal(project, "migrate").startswith(
        "InconsistentMigrationHistory: Migration library.0002_more is applied before its dependency "
        "library.0001_initial on database 'default'."
    )
    assert project.applied() == [("library", "0002_more")]


def test_an_irreversible_operation(project):
    project.add_app(
        "library",
        {
            "0001_initial": migration(BOOK),
            "0002_more": migration(SECOND + 'operations = [migrations.RunSQL("SELECT 1")]'),
        },
    )
    project.manage("migrate")

    assert refusal(project, "migrate", "library", "zero").startswith(
        "IrreversibleError: Operation <RunSQL  sql='SELECT 1'> in library.0002_more is not reversible"
    )
    assert project.applied() == [("library", "0001_initial"), ("library", "0002_more")]
    assert "library_book" in project.tables()


FAILING_PYTHON = """
def helper(book):
    raise ValueError("no such shelf")

def fill(apps, schema_editor):
    helper(apps.get_model("library", "Book").objects.create())
"""


def with_failing_python(project: Project, body: str = "") -> None:
    operations = "operations = [migrations.RunPython(fill)]\n"
    project.add_app(
        "library",
        {
            "0001_initial": migration(BOOK),
            "0002_fill": migration(SECOND + operations + body, before=FAILING_PYTHON),
        },
    )


def test_failing_python(project):
    with_failing_python(project)
    ran = project.manage("migrate")

    assert ran.err == (
        "CommandError: While applying migration library.0002_fill, operation 1: Raw Python operation\n"
        "  in library/migrations/0002_fill.py, line 6\n"
        "ValueError: no such shelf\n"
        "The database is as it was before library.0002_fill.\n" + FIND_OUT
    )
    assert ran.status == 1
    assert ran.out.endswith("  Applying library.0002_fill... FAILED\n")
    assert project.applied() == [("library", "0001_initial")]
    assert project.query("SELECT * FROM library_book") == []


def test_failing_python_outside_a_transaction(project):
    with_failing_python(project, "atomic = False\n")

    assert refusal(project, "migrate") == (
        "CommandError: While applying migration library.0002_fill, operation 1: Raw Python operation\n"
        "  in library/migrations/0002_fill.py, line 6\n"
        "ValueError: no such shelf\n"
        "library.0002_fill does not run in one transaction: what it did before it failed is still in the database.\n"
        + FIND_OUT
    )
    assert project.query("SELECT * FROM library_book") == [(1,)]


def test_the_traceback_is_there_for_who_wants_it(project):
    with_failing_python(project)
    message = refusal(project, "migrate", "--traceback")

    assert message.startswith("Traceback (most recent call last):\n")
    assert "\nValueError: no such shelf\n" in message


def test_failing_sql_names_the_statement(project):
    sql = "INSERT INTO nowhere VALUES (1)"
    project.add_app(
        "library", {"0001_initial": migration(f'operations = [migrations.RunSQL("{sql}")]')}
    )
    message = refusal(project, "migrate")

    assert message.splitlines()[0] == (
        "CommandError: While applying migration library.0001_initial, operation 1: Raw SQL operation"
    )
    assert "  executing: INSERT INTO nowhere VALUES (?)" in message.splitlines()
    assert "Values are left out here. Give -v 3 to see them." in message.splitlines()
    assert "OperationalError: no such table: nowhere" in message.splitlines()
    assert project.applied() == []


SENDING = {
    "by hand": "schema_editor.execute(\"INSERT INTO nowhere VALUES ('secret', %s)\", ['hidden'])",
    "on the connection": (
        "schema_editor.connection.cursor().execute(\"INSERT INTO nowhere VALUES ('secret', %s)\", ['hidden'])"
    ),
}


@pytest.mark.parametrize("statement", SENDING.values(), ids=SENDING)
@pytest.mark.parametrize("body", ["", "atomic = False\n"], ids=["atomic", "not atomic"])
def test_values_are_shown_to_who_asks_for_them(project, statement, body):
    failing_with(project, statement, body)
    silent = project.manage("migrate")
    asked = project.manage("migrate", "-v3")

    assert "  executing: INSERT INTO nowhere VALUES ('...', %s)\n" in silent.err
    assert "secret" not in silent.err + silent.out
    assert "hidden" not in silent.err + silent.out
    assert "  executing: INSERT INTO nowhere VALUES ('secret', %s) ('hidden',)\n" in asked.err


def test_a_traceback_has_the_values(project):
    failing_with(project, SENDING["by hand"])

    assert "\nWith its values: INSERT INTO nowhere VALUES ('secret', %s) ('hidden',)\n" in refusal(
        project, "migrate", "--traceback"
    )


def with_database(project: Project, settings: str) -> None:
    project.add_app("library", {"0001_initial": migration(BOOK)})
    project.write_settings(settings)


@pytest.mark.parametrize(
    "command", [["migrate"], ["showmigrations"], ["sqlmigrate", "library", "1"]]
)
def test_a_file_that_is_no_database(project, command):
    with_database(project, "")
    project.database.write_bytes(b"This is a letter to the editor. " * 200)

    assert refusal(project, *command) == (
        "CommandError: db.sqlite3 (database 'default'): file is not a database\n"
        "Check NAME in the settings: this is another kind of file, or an encrypted one.\n"
        + FIND_OUT
    )
    assert project.database.read_bytes().startswith(b"This is a letter")


def test_a_folder_that_does_not_exist(project):
    with_database(project, 'DATABASES["default"]["NAME"] = Path(__file__).parent / "no" / "db"')

    assert refusal(project, "migrate") == (
        "CommandError: no/db (database 'default'): unable to open database file\n"
        "Check that the folder exists and that this user may read and write it.\n" + FIND_OUT
    )


def test_a_read_only_database(project):
    with_database(
        project,
        'DATABASES["default"].update(NAME=f"file:{Path(__file__).parent}/db.sqlite3?mode=ro", OPTIONS={"uri": True})',
    )
    sqlite3.connect(project.database).execute("CREATE TABLE t (x)")

    message = refusal(project, "migrate")
    assert message == (
        "CommandError: file:db.sqlite3?mode=ro (database 'default'): Unable to create the django_migrations table "
        "(attempt to write a readonly database)\n"
        "Check the permissions of the file and of its folder; SQLite writes to both.\n" + FIND_OUT
    )
    assert project.tables() == ["t"]


def test_a_password_in_the_name_of_a_database_is_masked(project):
    with_database(
        project,
        'DATABASES["default"].update(NAME="file:nowhere/db?mode=ro&password=secret", OPTIONS={"uri": True})',
    )
    message = refusal(project, "migrate")

    assert message.startswith(
        "CommandError: file:nowhere/db?mode=ro&password=*** (database 'default'): unable to open database file\n"
    )
    assert "secret" not in message


def test_a_full_disk(project):
    with_database(
        project,
        'DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA max_page_count = 3"}',
    )
    message = refusal(project, "migrate")

    assert "database or disk is full" in message
    assert "Make room on the disk (or in the temporary folder), then run it again.\n" in message
    assert "library_book" not in project.tables()


def test_code_that_calls_the_command_gets_the_original_exception(project):
    with_failing_python(project)
    (project.path / "call.py").write_text(
        "import django\ndjango.setup()\n"
        "from django.core.management import call_command\n"
        "try:\n"
        "    call_command('migrate', verbosity=0)\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error.migration_failure.name)\n"
    )

    assert project.run("call.py").out == "ValueError 0002_fill\n"


def test_models_that_cannot_be_parsed(project):
    project.add_app("library", {"0001_initial": migration(BOOK)}, models="class Book(:\n")

    assert refusal(project, "migrate") == (
        "CommandError: library/models.py, line 2 cannot be imported: SyntaxError: invalid syntax (models.py, line 2)\n"
        + FIND_OUT
    )
    assert not project.database.exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
        ("Book = models.Nothing()", "AttributeError: module 'django.db.models' has no attribute 'Nothing'"),
        ("class Book(models.Model): x = 1 / 0", "ZeroDivisionError: division by zero"),
    ],
    ids=["import", "name", "class"],
)  # fmt: skip
def test_models_that_cannot_be_imported(project, statement, said):
    project.add_app("library", None, models=statement)

    assert refusal(project, "makemigrations") == (
        f"CommandError: library/models.py, line 2 cannot be imported: {said}\n" + FIND_OUT
    )


def test_the_traceback_of_models_is_there_for_who_wants_it(project):
    project.add_app("library", None, models="import nowhere")

    assert refusal(project, "migrate", "--traceback").startswith("Traceback (most recent call")


def failing_with(project: Project, statement: str, more: str = "") -> None:
    function = f"\nimport sys\ndef fill(apps, schema_editor):\n    {statement}\n\n"
    body = f"{SECOND}operations = [migrations.RunPython(fill)]\n{more}"
    files = {"0001_initial": migration(BOOK), "0002_fill": migration(body, before=function)}
    project.add_app("library", files)


@pytest.mark.parametrize(("asked", "status"), [("", 1), ("0", 1), ("'bye'", 1), ("3", 3)])
def test_a_migration_that_exits_has_failed(project, asked, status):
    failing_with(project, f"sys.exit({asked})")
    ran = project.manage("migrate")

    assert (ran.status, ran.err) == (
        status,
        "CommandError: While applying migration library.0002_fill, operation 1: Raw Python operation\n"
        "  in library/migrations/0002_fill.py, line 7\n"
        f"MigrationExit: sys.exit({asked}) was called. A migration that is done returns, and one that cannot go on "
        "raises an exception.\n"
        "The database is as it was before library.0002_fill.\n" + FIND_OUT,
    )
    assert project.applied() == [("library", "0001_initial")]


def test_an_exception_that_cannot_say_what_it_is(project):
    failing_with(project, "raise type('Nasty', (Exception,), {'__str__': lambda self: 1 / 0})")
    message = refusal(project, "migrate")

    assert "\nNasty: (its text cannot be shown: __str__() raises ZeroDivisionError)\n" in message
    assert message.endswith("The database is as it was before library.0002_fill.\n" + FIND_OUT)


def test_an_interrupted_migration_is_accounted_for(project):
    failing_with(project, "raise KeyboardInterrupt")
    ran = project.manage("migrate")

    assert (ran.status, ran.err) == (
        130,
        "CommandError: While applying migration library.0002_fill, operation 1: Raw Python operation\n"
        "  in library/migrations/0002_fill.py, line 7\n"
        "KeyboardInterrupt\n"
        "The database is as it was before library.0002_fill.\n" + FIND_OUT,
    )


def test_an_interrupted_import(project):
    project.add_app("library", {"0001_initial": "raise KeyboardInterrupt\n"})
    ran = project.manage("migrate")

    assert (ran.status, ran.err) == (
        130,
        "CommandError: Interrupted. While importing migration library.0001_initial.\n",
    )


def test_a_field_that_cannot_be_taken_apart_is_named_by_makemigrations(project):
    broken = "class Broken(models.TextField):\n    def deconstruct(self):\n        return 5\n"
    project.add_app(
        "library", {}, models=f"{broken}\nclass Book(models.Model):\n    x = Broken()\n"
    )

    assert refusal(project, "makemigrations") == (
        "BrokenDeconstructionError: Couldn't reconstruct field x on library.Book: cannot unpack non-iterable int "
        "object\n"
    )

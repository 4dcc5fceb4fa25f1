"""What a user reads when the server refuses: its words, what is done for good, what is not, how to go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.backends.builders import execute
from tests.small_project import Project, migration

FIRST = """
    operations = [
        migrations.CreateModel("Author", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel("Book", [
            ("id", models.AutoField(primary_key=True)),
            ("title", models.CharField(max_length=9)),
            ("author", models.ForeignKey("library.Author", models.CASCADE, null=True)),
        ]),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AddField("book", "pages", models.IntegerField(null=True)),
        migrations.AlterField("book", "title", models.CharField(max_length=20, unique=True)),
        migrations.AddField("book", "price", models.IntegerField(null=True, db_index=True)),
        migrations.RemoveField("book", "author"),
    ]
"""
AT_THE_END = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.CreateModel("Pair", [
            ("id", models.AutoField(primary_key=True)), ("a", models.IntegerField()), ("b", models.IntegerField()),
        ], options={"unique_together": {("a", "b")}}),
        migrations.RunSQL("INSERT INTO library_pair (a, b) VALUES (1, 1), (1, 1)"),
    ]
"""
LOST = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AddField("book", "pages", models.IntegerField(null=True)),
        migrations.RunSQL("KILL CONNECTION_ID()"),
    ]
"""
BACK = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.RunSQL("SELECT 1", "SELECT no_such_thing"),
        migrations.AddField("book", "pages", models.IntegerField(null=True)),
    ]
"""
ADD_PAGES = "ALTER TABLE `library_book` ADD COLUMN `pages` integer NULL"
CREATE_AUTHOR = "CREATE TABLE `library_author` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY)"
CREATE_PAIR = (
    "CREATE TABLE `library_pair` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY,"
    " `a` integer NOT NULL, `b` integer NOT NULL)"
)
UNIQUE_TITLE = (
    "ALTER TABLE `library_book` ADD CONSTRAINT `library_book_title_fccd0c46_uniq` UNIQUE (`title`)"
)
UNIQUE_PAIR = (
    "ALTER TABLE `library_pair` ADD CONSTRAINT `library_pair_a_b_bfdddc67_uniq` UNIQUE (`a`, `b`)"
)
REMAINS = (
    "{} could not be rolled back, because this database makes every statement permanent at once."
    " Done, and still there:"
)
HINT = "Run the command again with --traceback to see where it was raised."


def advice(record: str) -> str:
    return (
        "To go on, remove the cause. Then either undo by hand what is still there and run the command again,"
        f" or do by hand what was not done and record it: {record}"
    )


@pytest.fixture
def project(connection: Any, tmp_path: Path) -> Project:
    """A project on the test's own database; nobody waits for a lock for long."""
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(FIRST)})
    write_settings(project, connection)
    return project


def write_settings(project: Project, connection: Any, **other: str) -> None:
    facts = connection.settings_dict
    settings = {key: facts[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")} | other
    settings["ENGINE"] = "django.db.backends.mysql"
    settings["OPTIONS"] = {"init_command": "SET lock_wait_timeout = 1"}
    project.write_settings(f"DATABASES = {{'default': {settings!r}}}")


def refusal(project: Project, *arguments: str) -> list[str]:
    ran = project.manage("migrate", *arguments)
    assert ran.status == 1, ran
    return ran.err.splitlines()


def with_second(project: Project, text: str = SECOND) -> Project:
    assert project.manage("migrate").status == 0
    path = project.path / "library" / "migrations" / "0002_second.py"
    path.write_text(migration(text))
    return project


HELD_BACK = """
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AddField("book", "pages", models.IntegerField(null=True)),
        migrations.AddField("book", "price", models.IntegerField(null=True)),
        migrations.AlterField("book", "author", models.ManyToManyField("library.Author")),
    ]
"""


def test_what_was_held_back_when_an_operation_broke_is_not_done(
    project: Project, connection: Any
) -> None:
    with_second(project, HELD_BACK)
    assert refusal(project) == [
        "CommandError: While applying migration library.0002_second, operation 3: Alter field author on book",
        "  in library/migrations/0002_second.py, line 10",
        "ValueError: Cannot alter field library.Book.author into library.Book.author - they are not compatible types"
        " (you cannot alter to or from M2M fields, or add or remove through= on M2M fields)",
        "Nothing of library.0002_second was done. Remove the cause and run the command again.",
        HINT,
    ]
    columns = execute(connection, "SHOW COLUMNS FROM library_book")
    assert [column[0] for column in columns] == ["id", "title", "author_id"]


def test_it_says_what_is_done_and_what_is_not(project: Project, connection: Any) -> None:
    with_second(project)
    execute(connection, "INSERT INTO library_book (title) VALUES ('One'), ('One')")
    # MySQL names the table, too.
    key = "library_book_title_fccd0c46_uniq"
    key = key if connection.mysql_is_mariadb else f"library_book.{key}"
    assert refusal(project) == [
        "CommandError: While applying migration library.0002_second, operation 2: Alter field title on book",
        "  in library/migrations/0002_second.py, line 9",
        f"  executing: {UNIQUE_TITLE}",
        f"""IntegrityError: (1062, "Duplicate entry 'One' for key '{key}'")""",
        "Make the rows unique, or remove duplicates, in a migration before this one.",
        REMAINS.format("library.0002_second"),
        "  operation 1: Add field pages to book",
        f"    {ADD_PAGES}",
        "  operation 2: Alter field title on book, its beginning",
        "    ALTER TABLE `library_book` MODIFY `title` varchar(20) NOT NULL",
        "Not done:",
        "  operation 2: Alter field title on book, from here on",
        f"    {UNIQUE_TITLE}",
        "  operation 3: Add field price to book, from here on",
        "    ALTER TABLE `library_book` ADD COLUMN `price` integer NULL",
        "  operation 4: Remove field author from book",
        "  at the end of the migration",
        "    CREATE INDEX `library_book_price_fe5d53a7` ON `library_book` (`price`)",
        advice("migrate library 0002_second --fake"),
        HINT,
    ]


def test_nothing_is_done_if_the_first_statement_is_refused(
    project: Project, connection: Any
) -> None:
    execute(connection, "CREATE TABLE library_author (x integer)")
    assert refusal(project)[2:] == [
        f"  executing: {CREATE_AUTHOR}",
        """OperationalError: (1050, "Table 'library_author' already exists")""",
        "If it is this migration's own, made before: --fake-initial, or --fake, records that.",
        "Nothing of library.0001_initial was done. Remove the cause and run the command again.",
        HINT,
    ]


def test_what_fails_at_the_end_of_the_migration_is_named(project: Project) -> None:
    with_second(project, AT_THE_END)
    message = refusal(project)
    assert message[0].endswith("library.0002_second, operation 1: Create model Pair")
    assert message[5:-2] == [
        REMAINS.format("library.0002_second"),
        "  operation 1: Create model Pair",
        f"    {CREATE_PAIR}",
        "  operation 2: Raw SQL operation",
        "    INSERT INTO library_pair (a, b) VALUES (?, ?), (?, ?)",
        "Not done:",
        "  at the end of the migration",
        f"    {UNIQUE_PAIR}",
    ]


def test_what_waits_for_the_end_of_the_migration_is_named(project: Project) -> None:
    with_second(project, AT_THE_END.replace("INSERT INTO library_pair", "INSERT INTO nothing"))
    assert refusal(project)[6:-3] == [
        f"    {CREATE_PAIR}",
        "Not done:",
        "  operation 2: Raw SQL operation, from here on",
        "    INSERT INTO nothing (a, b) VALUES (?, ?), (?, ?)",
        "  at the end of the migration",
        f"    {UNIQUE_PAIR}",
    ]


def test_the_way_back_is_told_in_its_order(project: Project) -> None:
    with_second(project, BACK)
    assert project.manage("migrate").status == 0
    assert refusal(project, "library", "0001")[4:-1] == [
        REMAINS.format("library.0002_second"),
        "  operation 2: Add field pages to book",
        "    ALTER TABLE `library_book` DROP COLUMN `pages`",
        "Not done:",
        "  operation 1: Raw SQL operation, from here on",
        "    SELECT no_such_thing",
        advice("migrate library NAME --fake, NAME being the migration before it, or zero"),
    ]


def test_a_lock_that_somebody_else_holds(project: Project, connection: Any) -> None:
    with_second(project)
    execute(connection, "BEGIN", "SELECT * FROM library_book")
    message = refusal(project)
    execute(connection, "ROLLBACK")
    assert "Lock wait timeout exceeded" in "\n".join(message)


def test_a_connection_that_is_lost(project: Project) -> None:
    with_second(project, LOST)
    assert refusal(project)[-7:-1] == [
        "  operation 1: Add field pages to book",
        f"    {ADD_PAGES}",
        "Not done:",
        "  operation 2: Raw SQL operation, from here on",
        "    KILL CONNECTION_ID()",
        advice("migrate library 0002_second --fake"),
    ]


def test_no_permission_to_create_tables(project: Project, connection: Any) -> None:
    name = connection.settings_dict["NAME"]
    execute(
        connection,
        f"CREATE USER {name}@'%' IDENTIFIED BY 'x'",
        f"GRANT SELECT ON {name}.* TO {name}@'%'",
    )
    try:
        write_settings(project, connection, USER=name, PASSWORD="x")
        [message, _] = refusal(project)
        assert "Unable to create the django_migrations table" in message
        assert "CREATE command denied to user" in message
    finally:
        execute(connection, f"DROP USER {name}@'%'")

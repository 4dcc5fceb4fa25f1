"""Whatever a database has against a migration: one message that says where, the statement, and the database's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.management.refusing_databases import VENDORS, Site, refusing_site
from tests.servers import new_name

ADD_PAGES = 'migrations.AddField("book", "pages", models.IntegerField(null=True))'
UNIQUE_TITLE = 'migrations.AlterField("book", "title", models.CharField(max_length=9, unique=True))'
SHELF = 'migrations.CreateModel("Shelf", [("id", models.AutoField(primary_key=True))])'


@pytest.fixture(params=VENDORS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with refusing_site(request.param, tmp_path) as site:
        yield site


def test_a_table_that_exists_already(site: Site) -> None:
    site.execute("CREATE TABLE library_book (x integer)")
    message = site.refusal()
    assert message.startswith(
        "CommandError: While applying migration library.0001_initial, operation 1: Create model Book\n"
        "  in library/migrations/0001_initial.py, line 7\n"
    )
    assert "\n  executing: CREATE TABLE " in message
    assert "already exists" in message
    schema, history = site.look()
    columns = [column.name for column in schema.table("library_book").columns]
    assert (columns, history) == (["x"], [])


def test_rows_that_violate_a_new_constraint(site: Site) -> None:
    site.has_first(second=f"{ADD_PAGES}, {UNIQUE_TITLE}")
    site.execute("INSERT INTO library_book (title) VALUES ('One'), ('One')")
    before = site.look()
    message = site.refusal()
    assert "library.0002_second, operation 2: Alter field title on book\n" in message
    assert "\n  executing: " in message
    assert {
        "sqlite": "UNIQUE constraint failed: ",
        "postgresql": "could not create unique index",
        "mysql": "Duplicate entry 'One' for key",
    }[site.vendor] in message
    assert (
        "\nMake the rows unique, or remove duplicates, in a migration before this one.\n" in message
    )
    assert not site.rolls_back or site.look() == before


def test_values_of_rows_are_shown_to_who_asks_for_them(site: Site) -> None:
    if site.vendor != "postgresql":
        pytest.skip("Only PostgreSQL tells them apart from what is wrong")
    site.has_first(second=f"{ADD_PAGES}, {UNIQUE_TITLE}")
    site.execute("INSERT INTO library_book (title) VALUES ('One'), ('One')")
    said = "DETAIL:  Key (title)=(One) is duplicated."
    assert "One" not in site.refusal()
    assert said in site.project.manage("migrate", "-v3").err


PAIR = """migrations.CreateModel("Pair", [
    ("id", models.AutoField(primary_key=True)), ("a", models.IntegerField()), ("b", models.IntegerField()),
], options={"unique_together": {("a", "b")}})"""
SAME_PAIRS = 'migrations.RunSQL("INSERT INTO library_pair (a, b) VALUES (1, 1), (1, 1)")'


def test_a_statement_that_waited_for_the_end(site: Site) -> None:
    site.has_first(second=f"{PAIR}, {SAME_PAIRS}, {SHELF}")
    before = site.look()
    message = site.refusal()
    assert "library.0002_second, operation 1: Create model Pair\n" in message
    assert re.search("\n  executing: .* UNIQUE ", message)
    assert not site.rolls_back or site.look() == before


def test_a_statement_that_waited_for_the_end_together_with_others(site: Site) -> None:
    indexed = 'migrations.AddField("pair", "c", models.IntegerField(null=True, db_index=True))'
    site.has_first(second=f"{PAIR}, {SAME_PAIRS}, {indexed}")
    message = site.refusal()
    assert "library.0002_second, operation 1: Create model Pair\n" in message


def test_what_is_done_and_what_is_not_where_nothing_is_rolled_back(site: Site) -> None:
    site.has_first(second=f"{ADD_PAGES}, {UNIQUE_TITLE}, {SHELF}", atomic=False)
    site.execute("INSERT INTO library_book (title) VALUES ('One'), ('One')")
    message = site.refusal()
    reason = (
        "was not rolled back, because it says atomic = False."
        if site.rolls_back
        else "could not be rolled back, because this database makes every statement permanent at once."
    )
    _, account = message.split(f"\nlibrary.0002_second {reason} Done, and still there:\n")
    hint = "Values are left out here. Give -v 3 to see them."
    headings = [line for line in account.splitlines() if line[:4].strip() and line != hint]
    assert headings == [
        "  operation 1: Add field pages to book",
        *(["  operation 2: Alter field title on book, its beginning"] * (site.vendor == "sqlite")),
        "Not done:",
        "  operation 2: Alter field title on book, from here on",
        "  operation 3: Create model Shelf",
        "To go on, remove the cause. Then either undo by hand what is still there and run the command again, or do by"
        " hand what was not done and record it: migrate library 0002_second --fake",
        "Run the command again with --traceback to see where it was raised.",
    ]
    schema, history = site.look()
    assert "pages" in [column.name for column in schema.table("library_book").columns]
    assert [name for _, name in history] == ["0001_initial"]


NO_NULL = 'migrations.AlterField("book", "pages", models.IntegerField())'


def test_rows_without_a_value_that_is_required(site: Site) -> None:
    site.has_first(second=f"{ADD_PAGES}, {SHELF}, {NO_NULL}")
    site.execute("INSERT INTO library_book (title) VALUES ('One')")
    before = site.look()
    message = site.refusal()
    assert "library.0002_second, operation 3: Alter field pages on book\n" in message
    words = {
        "sqlite": "NOT NULL constraint failed: library_book.pages\n",
        "postgresql": 'column "pages" of relation "library_book" contains null values\n',
        "mysql": r"Data truncated for column 'pages' at row 1|Invalid use of NULL value",
    }
    assert re.search(rf"\n\w+Error: .*({words[site.vendor]})", message)
    assert re.search(
        "\nRows have NULL there, or .* Give the field a default for them, or ", message
    )
    assert not site.rolls_back or site.look() == before


@contextmanager
def lock(site: Site) -> Iterator[None]:
    """Let somebody else work with the table, or with all of SQLite, for as long as the block."""
    statements = {
        "sqlite": ["BEGIN IMMEDIATE"],
        "postgresql": ["BEGIN", "LOCK TABLE library_book IN ACCESS SHARE MODE"],
        "mysql": ["BEGIN", "SELECT * FROM library_book"],
    }
    with site.cursor() as cursor:
        for statement in statements[site.vendor]:
            cursor.execute(statement)
        yield
        cursor.execute("ROLLBACK")


def test_a_lock_that_somebody_else_holds(site: Site) -> None:
    site.has_first(second=f"{ADD_PAGES}, {SHELF}")
    before = site.look()
    with lock(site):
        message = site.refusal()
    # SQLite's whole transaction waits for the lock of the file, a table's lock is waited for by a statement.
    places = {
        "sqlite": ["While applying migration library.0002_second\n"],
        "postgresql": [
            "library.0002_second, operation 1: Add field pages to book\n",
            "\n  executing: ",
        ],
        "mysql": ["library.0002_second, operation 1: Add field pages to book\n", "\n  executing: "],
    }
    assert [place for place in places[site.vendor] if place not in message] == []
    assert {
        "sqlite": "database is locked",
        "postgresql": "canceling statement due to lock timeout",
        "mysql": "Lock wait timeout exceeded",
    }[site.vendor] in message
    assert site.look() == before


KILL = """
def kill(apps, schema_editor):
    Book = apps.get_model("library", "Book")
    Book.objects.create(title="before")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s")
        [number] = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("%s" %% number)
    other.close()
    Book.objects.create(title="after")
"""
KILLS = {
    "postgresql": ("pg_backend_pid()", "SELECT pg_terminate_backend(%s)"),
    "mysql": ("connection_id()", "KILL %s"),
}


def test_a_connection_that_is_lost(site: Site) -> None:
    if site.vendor == "sqlite":
        pytest.skip("SQLite has no server to lose")
    run = "migrations.RunPython(kill)"
    site.has_first(second=f"{ADD_PAGES}, {run}", before=KILL % KILLS[site.vendor])
    before = site.look()
    message = site.refusal()
    assert "library.0002_second, operation 2: Raw Python operation\n" in message
    assert "  in library/migrations/0002_second.py, line 16\n" in message
    assert "\n  executing: INSERT INTO " in message
    words = {
        "postgresql": "terminating connection due to|server closed the connection unexpectedly",
        "mysql": "Lost connection to |server has gone away|Connection was killed",
    }
    assert re.search(words[site.vendor], message)
    assert not site.rolls_back or site.look() == before


LONG = "a" * 63 + "b"


def test_a_name_that_is_too_long(site: Site) -> None:
    """PostgreSQL cuts names off, so that two become one; MySQL refuses; SQLite takes any."""
    if site.vendor == "sqlite":
        pytest.skip("SQLite takes names of any length")
    tables = (LONG, LONG[:-1] + "c") if site.vendor == "postgresql" else ("fine", LONG + "x")
    creations = [
        f'migrations.CreateModel("{name}", [("id", models.AutoField(primary_key=True))],'
        f' options={{"db_table": "{table}"}})'
        for name, table in zip(("One", "Two"), tables, strict=True)
    ]
    site.has_first(second=", ".join(creations))
    before = site.look()
    message = site.refusal()
    assert "library.0002_second, operation 2: Create model Two\n" in message
    assert "\n  executing: CREATE TABLE " in message
    words = {
        "postgresql": f'relation "{LONG[:63]}" already exists',
        "mysql": f"(Incorrect table|Identifier) name '{LONG}x'",
    }
    assert re.search(words[site.vendor], message)
    assert not site.rolls_back or site.look() == before


@contextmanager
def restricted(site: Site) -> Iterator[None]:
    """Work as somebody who may read and write rows and make nothing."""
    who = new_name()
    match site.vendor:
        case "sqlite":
            site.point(NAME=f"file:{site.name}?mode=ro", OPTIONS={"uri": True})
            yield
        case "postgresql":
            site.execute(
                f"CREATE ROLE {who} IN ROLE pg_read_all_data, pg_write_all_data",
                f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {who}",
            )
            site.point(OPTIONS={"options": f"-c role={who}"})
            yield
            site.execute(f"DROP OWNED BY {who}", f"DROP ROLE {who}")
        case "mysql":
            site.execute(
                f"CREATE USER {who} IDENTIFIED BY 'secret'",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON {site.name}.* TO {who}",
            )
            site.point(USER=who, PASSWORD="secret")
            yield
            site.execute(f"DROP USER {who}")


def test_no_permission_to_create_tables(site: Site) -> None:
    site.has_first(second=SHELF)
    before = site.look()
    with restricted(site):
        message = site.refusal()
    assert "library.0002_second, operation 1: Create model Shelf\n" in message
    assert "\n  executing: CREATE TABLE " in message
    assert {
        "sqlite": "attempt to write a readonly database",
        "postgresql": "permission denied for schema public",
        "mysql": "CREATE command denied to user",
    }[site.vendor] in message
    assert site.look() == before


def test_no_permission_even_for_the_history(site: Site) -> None:
    if site.vendor == "sqlite":
        pytest.skip("tests/management/test_bad_input.py has a database that is read-only")
    with restricted(site):
        message = site.refusal()
    assert "Unable to create the django_migrations table (" in message
    assert "denied" in message

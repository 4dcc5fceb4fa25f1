"""--fake-initial on every database: accepted as Django accepts it, refused when only the names are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from migrations_core.backends.registry import schema_editor
from migrations_core.exceptions import DifferentTablesError
from migrations_core.executor.fake_initial import is_there
from migrations_core.migration import Migration
from migrations_core.operations import AddField, AlterField, CreateModel, RemoveField
from migrations_core.state import ProjectState
from tests.backends.builders import execute

ID = ("id", models.BigAutoField(primary_key=True))
AUTHOR = CreateModel("Author", [ID, ("name", models.CharField(max_length=20))])
BOOK = CreateModel(
    "Book",
    [
        ID,
        ("title", models.CharField(max_length=20, unique=True)),
        ("pages", models.PositiveIntegerField(null=True)),
        ("authors", models.ManyToManyField("shop.Author")),
    ],
)
WRITER = AddField("Book", "writer", models.ForeignKey("shop.Author", models.CASCADE))


def migration(*operations: Any, name: str = "0001") -> Migration:
    made = Migration(name, "shop")
    made.operations = list(operations)
    return made


INITIAL = migration(AUTHOR, BOOK, WRITER)


@pytest.fixture
def database(every_connection: Any) -> Iterator[Any]:
    """A database that has the tables of the initial migration."""
    with schema_editor(every_connection) as editor:
        INITIAL.apply(ProjectState(), editor)
    return every_connection


def check(connection: Any, made: Migration, *later: Migration) -> bool:
    """Ask with the state after ``made``, and at the end of history with the one after all."""
    after = made.mutate_state(ProjectState())
    final = after
    for other in later:
        final = other.mutate_state(final)
    return is_there(connection, made, after, lambda: final)


def differences(connection: Any, made: Migration, *later: Migration) -> list[str]:
    with pytest.raises(DifferentTablesError) as caught:
        check(connection, made, *later)
    return list(caught.value.differences)


def test_what_the_migration_itself_has_made_is_accepted(database):
    assert check(database, INITIAL)


def test_a_table_that_is_missing_leaves_the_migration_to_be_run(database):
    execute(database, "DROP TABLE shop_book_authors", "DROP TABLE shop_book")
    assert not check(database, INITIAL)


def test_columns_that_differ_are_named_with_their_operations(database):
    pages = models.TextField()
    other = CreateModel("Author", [ID, ("name", models.DateField()), ("age", pages)])
    assert differences(database, migration(other, BOOK, WRITER)) == [
        "operation 1, Create model Author: shop_author.age does not exist",
        "operation 1, Create model Author: shop_author.name is of the type"
        f" {'character varying' if database.vendor == 'postgresql' else 'varchar'}(20) instead of date",
    ]


def test_null_uniqueness_and_references_count(database):
    other = CreateModel(
        "Book",
        [
            ID,
            ("title", models.CharField(max_length=20)),
            ("pages", models.PositiveIntegerField(unique=True)),
            ("authors", models.ManyToManyField("shop.Author")),
        ],
    )
    writer = AddField("Book", "writer", models.ForeignKey("shop.Book", models.CASCADE))
    assert differences(database, migration(AUTHOR, other, writer)) == [
        "operation 2, Create model Book: shop_book.pages is not unique",
        "operation 2, Create model Book: shop_book.pages may be NULL and should not",
        "operation 3, Add field writer to Book: shop_book.writer_id refers to shop_author instead of shop_book",
    ]


def options_of_book(**options: Any) -> CreateModel:
    fields = [ID, ("title", models.CharField(max_length=20)), ("pages", models.IntegerField())]
    return CreateModel("Edition", fields, options=options)


def test_what_options_make_unique_counts(every_connection):
    one = models.UniqueConstraint(fields=["title"], name="one_title")
    together = {"unique_together": {("title", "pages")}}
    with schema_editor(every_connection) as editor:
        migration(options_of_book()).apply(ProjectState(), editor)
    assert differences(
        every_connection, migration(options_of_book(constraints=[one], **together))
    ) == [
        "operation 1, Create model Edition: shop_edition.title is not unique",
        "operation 1, Create model Edition: shop_edition.title, pages is not unique together",
    ]


def test_a_constraint_that_the_database_cannot_have_is_not_missed(every_connection):
    covering = models.UniqueConstraint(fields=["title"], include=["pages"], name="covering")
    edition = migration(options_of_book(constraints=[covering]))
    with schema_editor(every_connection) as editor:
        edition.apply(ProjectState(), editor)
    assert check(every_connection, edition)


def test_a_link_table_that_is_missing_is_named(database):
    execute(database, "DROP TABLE shop_book_authors")
    assert differences(database, INITIAL) == [
        "operation 2, Create model Book: shop_book_authors does not exist"
    ]


def test_the_key_of_a_link_table_may_be_of_the_type_of_another_time(database):
    if database.vendor == "sqlite":
        pytest.skip("All integers are the same to SQLite")
    narrow = "TYPE integer" if database.vendor == "postgresql" else "id integer AUTO_INCREMENT"
    verb = "ALTER id" if database.vendor == "postgresql" else "MODIFY"
    execute(database, f"ALTER TABLE shop_book_authors {verb} {narrow}")
    assert check(database, INITIAL)


def test_a_database_that_is_ahead_of_its_records_is_accepted(database):
    """Django accepts it as well, and later migrations change nothing."""
    short = CreateModel("Author", [ID, ("name", models.DateField(null=True))])
    later = migration(AlterField("Author", "name", models.CharField(max_length=20)), name="0002")
    assert check(database, migration(short, BOOK, WRITER), later)


def test_a_column_that_a_later_migration_removes_is_missed_all_the_same(database):
    more = CreateModel("Author", [*AUTHOR.fields, ("age", models.IntegerField())])
    later = migration(RemoveField("Author", "age"), name="0002")
    assert differences(database, migration(more, BOOK, WRITER), later) == [
        "operation 1, Create model Author: shop_author.age does not exist (a later migration removes it)"
    ]


def test_an_added_column_of_an_older_table_that_is_missing_leaves_the_migration_to_be_run(database):
    older = INITIAL.mutate_state(ProjectState())
    second = migration(AddField("Author", "age", models.IntegerField(null=True)), name="0002")
    after = second.mutate_state(older)
    assert not is_there(database, second, after, lambda: after)


def test_an_added_column_of_an_older_table_is_compared(database):
    author = migration(CreateModel("Author", [ID])).mutate_state(ProjectState())
    second = migration(AddField("Author", "name", models.DateField()), name="0002")
    after = second.mutate_state(author)
    with pytest.raises(DifferentTablesError, match=r"Add field name to Author: shop_author\.name"):
        is_there(database, second, after, lambda: after)


def test_a_table_in_the_schema_of_another_tenant_is_not_there(database):
    if database.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has schemas in a database")
    execute(database, "CREATE SCHEMA tenant", "SET search_path = tenant")
    assert not check(database, INITIAL)
    with schema_editor(database) as editor:
        INITIAL.apply(ProjectState(), editor)
    execute(database, "ALTER TABLE public.shop_author DROP COLUMN name")
    assert check(database, INITIAL)

"""How often a migration waits for the server, and that errors come out as if each statement had been sent alone."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, models, transaction
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.models.signals import post_save

from migrations_core.executor import MigrationExecutor
from migrations_core.migration import Migration
from migrations_core.operations import AddField, CreateModel, RunPython, RunSQL
from migrations_core.recorder import MigrationRecorder
from migrations_core.state import ProjectState

pytestmark = pytest.mark.skipif(not is_psycopg3, reason="psycopg2 sends statements one by one")

KEY = ("id", models.BigAutoField(primary_key=True))
AUTHOR = CreateModel("Author", [KEY])
BOOK = CreateModel("Book", [KEY, ("author", models.ForeignKey("shop.Author", models.CASCADE))])
PAGES = AddField("book", "pages", models.IntegerField(null=True))
STRAY_BOOK = "INSERT INTO shop_book (author_id) VALUES (77)"


class Shop:
    """One history on one connection, migration after migration."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.executor = MigrationExecutor(connection)
        self.executor.recorder.ensure_schema()
        self.state = ProjectState()

    def apply(self, name: str, *operations: Any) -> None:
        migration = Migration(name, "shop")
        migration.operations = list(operations)
        state = self.executor.apply_migration(self.state.clone(), migration)
        self.state = state

    def history(self) -> list[str]:
        return [name for _, name in MigrationRecorder(self.connection).applied_migrations()]

    def tables(self) -> set[str]:
        return set(self.connection.introspection.table_names()) - {"django_migrations"}


@pytest.fixture
def shop(postgresql: Any) -> Shop:
    return Shop(postgresql)


@contextmanager
def wire(connection: Any) -> Iterator[list[str]]:
    """Give, after the block, who sent each message of the protocol: F the client, B the server."""
    directions: list[str] = []
    server = connection.connection.pgconn
    with tempfile.TemporaryFile() as file:
        server.trace(file.fileno())
        yield directions
        server.untrace()
        file.seek(0)
        directions += [line.split("\t")[1] for line in file.read().decode().splitlines()]


def round_trips(directions: list[str]) -> int:
    return "".join(directions).count("FB")


def test_a_migration_of_one_statement_waits_for_the_server_two_or_three_times(shop):
    shop.apply("0001", AUTHOR, BOOK)

    with wire(shop.connection) as directions:
        shop.apply("0002", PAGES)

    # BEGIN may be answered before the statement behind it has left.
    assert round_trips(directions) in (2, 3)
    assert shop.history() == ["0001", "0002"]


def test_rows_whose_checks_wait_for_the_commit_undo_it(shop):
    shop.apply("0001", AUTHOR, BOOK)

    with pytest.raises(IntegrityError):
        shop.apply("0002", PAGES, RunSQL(STRAY_BOOK))

    assert shop.history() == ["0001"]
    with shop.connection.cursor() as cursor:
        cursor.execute("SELECT * FROM shop_book")
        assert [column.name for column in cursor.description] == ["id", "author_id"]
    shop.apply("0002", PAGES)
    assert shop.history() == ["0001", "0002"]


def test_a_first_statement_that_is_refused_says_so_as_any_other(shop):
    shop.apply("0001", AUTHOR, BOOK)
    with shop.connection.cursor() as cursor:
        cursor.execute("DROP TABLE shop_book")

    with pytest.raises(ProgrammingError) as caught:
        shop.apply("0002", PAGES)

    statement = 'ALTER TABLE "shop_book" ADD COLUMN "pages" integer NULL'
    assert caught.value.statement_failure.sql == statement
    assert shop.connection.in_atomic_block is False
    assert shop.history() == ["0001"]


def test_within_a_transaction_of_somebody_else_nothing_is_committed(shop):
    with transaction.atomic(shop.connection.alias):
        shop.apply("0001", AUTHOR, BOOK)
        transaction.set_rollback(True, shop.connection.alias)

    assert shop.tables() == set()
    assert shop.history() == []


def test_what_waits_for_the_commit_finds_the_migration_recorded(shop):
    seen = []

    def wait(apps, editor):
        alias = editor.connection.alias
        transaction.on_commit(lambda: seen.append(shop.history()), using=alias)

    shop.apply("0001", AUTHOR, RunPython(wait))

    assert seen == [["0001"]]


def test_receivers_are_told_of_the_row_before_the_commit(shop):
    told = []

    def tell(sender, instance, created, **kwargs):
        told.append((instance.name, created, shop.connection.in_atomic_block))

    post_save.connect(tell, sender=shop.executor.recorder.Migration)
    try:
        shop.apply("0001", AUTHOR)
    finally:
        post_save.disconnect(tell, sender=shop.executor.recorder.Migration)

    assert told == [("0001", True, True)]
    assert shop.history() == ["0001"]

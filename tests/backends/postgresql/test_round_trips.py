"""How often a migration waits for the server, and that errors come out as if each statement had been sent alone."""

import time
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

from .far_away import far_away

SECONDS = 0.2

pytestmark = pytest.mark.skipif(not is_psycopg3, reason="psycopg2 sends statements one by one")

KEY = ("id", models.BigAutoField(primary_key=True))
AUTHOR = CreateModel("Author", [KEY])
BOOK = CreateModel("Book", [KEY, ("author", models.ForeignKey("shop.Author", models.CASCADE))])
NUMBER = models.IntegerField(null=True)
PAGES = AddField("book", "pages", NUMBER)
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
def behind_a_long_line(connection: Any) -> Iterator[None]:
    """Let the connection be one to a server far away."""
    facts = connection.settings_dict
    port = facts["PORT"]
    connection.close()
    with far_away(facts["HOST"], int(port or 5432), SECONDS) as distant:
        facts["PORT"] = distant
        connection.ensure_connection()
        yield
        facts["PORT"] = port
        connection.close()


def round_trips(shop: Shop, name: str, *operations: Any) -> float:
    """Return how often a migration waits for a server whose answers take much longer than all that it computes."""
    begin = time.perf_counter()
    shop.apply(name, *operations)
    return (time.perf_counter() - begin) / SECONDS


def test_a_migration_of_one_statement_waits_for_the_server_three_times(shop):
    """For the look whether somebody else has applied it, for the statement, and for the row of the history."""
    shop.apply("0001", AUTHOR, BOOK)
    names = ["pages", "price", "weight", "height"]
    with behind_a_long_line(shop.connection):
        waited = [round_trips(shop, name, AddField("book", name, NUMBER)) for name in names]

    assert 2.9 < min(waited) < 3.5
    assert shop.history() == ["0001", *names]


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

"""What is known of tables is kept from one migration to the next, as long as it is what the database holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext

from migrations_core.backends.registry import schema_editor
from migrations_core.backends.sqlite3.inspection import look_at
from migrations_core.executor import MigrationExecutor
from migrations_core.schema.plan import Cause
from tests.apps_on_disk import migration
from tests.backends.builders import create, execute, sqlite
from tests.backends.rows import rows

from .library import field, library

Change = Callable[[Any], object]

PAGES = {"pages": models.IntegerField(null=True)}
DATED = {**PAGES, "day": models.DateField(null=True)}
BARE, PAGED, DAILY = library()[1], library(**PAGES)[1], library(**DATED)[1]
MINE = "SELECT name FROM sqlite_master WHERE name = 'mine'"
FILL = (
    """INSERT INTO "shop_author" ("name") VALUES ('Ann')""",
    """INSERT INTO "shop_book" ("title", "author_id") VALUES ('One', 1)""",
)
INDEXES = (
    models.Index(fields=["title"], name="plain"),
    models.Index(fields=["-title", "author"], name="falling"),
    models.Index(fields=["title"], name="partial", condition=models.Q(title="%")),
    models.Index(Lower("title"), name="lowered"),
)


def number_of_searches(captured: CaptureQueriesContext) -> int:
    return sum('FROM "sqlite_master" "m"\n' in query["sql"] for query in captured)


class Run:
    """Migrations in turn, whose editors remember together."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.memory: object = None

    def migrate(self, *changes: Change, atomic: bool = True) -> None:
        editor = schema_editor(self.connection, atomic=atomic)
        self.memory = editor.share_memory(self.memory)
        with editor:
            for change in changes:
                editor.cause = Cause(change)
                change(editor)

    def searches(self, *changes: Change) -> int:
        """Migrate, and count how often the catalogue is searched for that."""
        with CaptureQueriesContext(self.connection) as captured:
            self.migrate(*changes)
        return number_of_searches(captured)


def add_pages(editor: Any) -> None:
    editor.add_field(BARE, field(PAGED, "pages"))


def add_day(editor: Any) -> None:
    editor.add_field(PAGED, field(DAILY, "day"))


def run_on(connection: Any) -> Run:
    create(connection, *library())
    return Run(connection)


def test_a_table_is_searched_for_once_in_a_run(connection: Any) -> None:
    run = run_on(connection)
    assert [run.searches(add_pages), run.searches(add_day)] == [1, 0]


def test_rows_do_not_make_it_search_again(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages)
    assert run.searches(lambda editor: execute(connection, *FILL), add_day) == 0
    assert [row["title"] for row in rows(connection, "shop_book")] == ["One"]


def test_what_is_known_is_what_the_database_says(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages)
    for index in INDEXES:
        run.migrate(lambda editor, index=index: editor.add_index(PAGED, index))
    run.migrate(lambda editor: editor.alter_unique_together(PAGED, [], [("title", "author")]))
    run.migrate(lambda editor: editor.remove_index(PAGED, INDEXES[1]))
    run.migrate(add_day)

    def compare(editor: Any) -> None:
        known, read = editor.inspector.of("shop_book"), look_at(editor, "shop_book")
        assert {*known.entries} == {*read.entries}
        assert known.version == read.version

    run.migrate(compare)


@pytest.mark.parametrize("moment", ["inside", "between"])
@pytest.mark.parametrize(
    "sql",
    [
        'CREATE INDEX "mine" ON "shop_book" ("pages" DESC)',
        'CREATE VIEW "mine" AS SELECT "title" FROM "shop_book"',
        'CREATE TRIGGER "mine" AFTER INSERT ON "shop_book" BEGIN SELECT 1; END',
    ],
)
@pytest.mark.parametrize("is_raw", [False, True], ids=["through Django", "raw"])
def test_what_others_make_survives(connection: Any, sql: str, moment: str, is_raw: bool) -> None:
    run = run_on(connection)

    def make(editor: Any) -> None:
        if is_raw:
            connection.connection.execute(sql)
        else:
            execute(connection, sql)

    run.migrate(add_pages)
    if moment == "between":
        make(None)
        run.migrate(add_day)
    else:
        run.migrate(make, add_day)
    assert execute(connection, MINE) == [("mine",)]


def test_what_another_connection_makes_survives(tmp_path: Path) -> None:
    path = str(tmp_path / "db")
    with sqlite(name=path) as connection, closing(sqlite3.connect(path)) as somebody:
        run = run_on(connection)
        run.migrate(add_pages)
        for sql in (*FILL, 'CREATE INDEX "mine" ON "shop_book" ("pages" DESC)'):
            somebody.execute(sql)
        somebody.commit()
        run.migrate(add_day)
        assert execute(connection, MINE) == [("mine",)]
        assert len(rows(connection, "shop_book")) == 1


def test_a_migration_that_fails_leaves_no_memory(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages)
    with pytest.raises(DatabaseError):
        run.migrate(
            lambda editor: editor.add_index(PAGED, INDEXES[0]),
            lambda editor: execute(connection, "SELECT nothing"),
        )
    execute(connection, 'CREATE INDEX "mine" ON "shop_book" ("pages" DESC)')
    run.migrate(add_day)
    assert execute(connection, MINE) == [("mine",)]


def test_what_is_rolled_back_inside_leaves_no_memory(connection: Any) -> None:
    run = run_on(connection)

    def index_in_vain(editor: Any) -> None:
        with transaction.atomic(connection.alias):
            editor.add_index(PAGED, INDEXES[0])
            editor.flush()
            raise ZeroDivisionError

    def try_in_vain(editor: Any) -> None:
        with suppress(ZeroDivisionError):
            index_in_vain(editor)
        connection.connection.execute('CREATE INDEX "mine" ON "shop_book" ("pages" DESC)')

    run.migrate(add_pages)
    run.migrate(try_in_vain, add_day)
    assert execute(connection, MINE) == [("mine",)]


def read_again(run: Run) -> bool:
    """Tell whether the next migration trusts nothing that is remembered."""
    return run.searches(lambda editor: editor.inspector.of("shop_book")) == 1


def test_what_is_rolled_back_without_an_error_leaves_no_memory(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages)
    run.migrate(
        lambda editor: editor.add_index(PAGED, INDEXES[0]),
        lambda editor: transaction.set_rollback(True, using=connection.alias),
    )
    connection.connection.execute('CREATE INDEX "mine" ON "shop_book" ("pages" DESC)')
    run.migrate(add_day)
    assert execute(connection, MINE) == [("mine",)]


def test_nothing_is_remembered_where_an_outer_transaction_may_be_rolled_back(
    connection: Any,
) -> None:
    run = run_on(connection)
    connection.disable_constraint_checking()
    with transaction.atomic(connection.alias):
        run.migrate(add_pages)
        assert read_again(run)
    connection.enable_constraint_checking()


def test_nothing_is_remembered_of_a_migration_without_a_transaction(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages, atomic=False)
    assert read_again(run)


def test_another_database_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "db"
    with sqlite(name=str(path)) as connection:
        run = run_on(connection)
        run.migrate(add_pages)
        before = path.read_bytes()
        run.migrate(lambda editor: editor.add_index(PAGED, INDEXES[0]))
        connection.close()
        path.write_bytes(before)
        execute(connection, 'CREATE INDEX "mine" ON "shop_book" ("pages" DESC)')
        run.migrate(add_day)
        assert execute(connection, MINE) == [("mine",)]


def test_a_text_that_somebody_writes_into_the_catalogue_is_seen(connection: Any) -> None:
    run = run_on(connection)
    run.migrate(add_pages)
    execute(connection, "PRAGMA writable_schema = ON")

    def note(editor: Any) -> None:
        editor.inspector.of("shop_book")
        execute(connection, "UPDATE sqlite_master SET sql = sql WHERE name = 'shop_book'")

    run.migrate(note)
    assert read_again(run)


def test_each_run_looks_for_itself(apps: Any, connection: Any) -> None:
    book = "migrations.CreateModel('Book', [('id', models.AutoField(primary_key=True))])"
    page = "migrations.AddField('book', '{}', models.IntegerField(default=0))"
    files = {
        f"{number}.py": migration(
            f"dependencies = {[('shop', str(number - 1))] if number > 1 else []}",
            f"operations = [{operation}]",
        )
        for number, operation in enumerate([book, *map(page.format, "abcd")], 1)
    }
    apps.add("shop", files)
    with apps.installed():
        executor = MigrationExecutor(connection)
        searches = []
        for target in ("1", "2", "4", "5"):
            with CaptureQueriesContext(connection) as captured:
                executor.migrate([("shop", target)])
            executor.loader.build_graph()
            searches.append(number_of_searches(captured))
    assert searches == [0, 1, 1, 1]

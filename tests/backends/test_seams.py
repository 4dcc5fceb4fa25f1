"""What packages override, call and fill in at schema editors, each with an example of such a package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.sql.compiler import SQLCompiler

from migrations_core.backends.registry import schema_editor
from migrations_core.schema.plan import Cause
from tests.backends.builders import create, execute, model, sqlite, statements
from tests.backends.postgresql.database import postgresql
from tests.servers import on_server

DATABASES = {"sqlite": sqlite, "postgresql": postgresql, "mysql": lambda: on_server("mysql")}

BOOK = model("Book", title=models.CharField(max_length=9, db_index=True))


@pytest.fixture(params=DATABASES)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    with DATABASES[request.param]() as connection:
        yield connection


class AddsColumns:
    """Stands for an operation of ours: while it is carried out, changes may be held back."""

    only_calls_editor = True


@contextmanager
def editing(connection: Any, *mixins: type, cause: Any = None, **options: Any) -> Iterator[Any]:
    """Work with a subclass of our editor, as a package makes one."""
    ours = type(schema_editor(connection))
    with type("Editor", (*mixins, ours), {})(connection, **options) as editor:
        editor.cause = cause
        yield editor


def wider() -> Any:
    return model("Book", title=models.CharField(max_length=20, db_index=True))


def title(book: Any) -> Any:
    return book._meta.get_field("title")


class Logs:
    """A linter or a safe-migrations package: looks at every statement on its way, and may change it."""

    seen: list[str]

    def execute(self, sql: Any, params: Any = ()) -> Any:
        self.__dict__.setdefault("seen", []).append(str(sql))
        return super().execute(sql, params)  # type: ignore[misc]


@pytest.mark.parametrize("cause", [None, Cause(AddsColumns())])
def test_every_statement_passes_execute(connection: Any, cause: Any) -> None:
    with statements(connection) as sent, editing(connection, Logs, cause=cause) as editor:
        editor.create_model(BOOK)
        editor.alter_field(wider(), title(BOOK), title(wider()))
    changes = [sql for sql in sent if sql.startswith(("CREATE", "ALTER", "DROP", "INSERT"))]
    assert [sql for sql in editor.seen if not sql.startswith("PRAGMA")] == changes


class Renames:
    """A package that has its own way of naming or writing indexes."""

    def _create_index_sql(self, model: Any, **options: Any) -> Any:
        statement = super()._create_index_sql(model, **options)  # type: ignore[misc]
        if not options.get("name"):
            statement.parts["name"] = self.quote_name("of_the_package")  # type: ignore[attr-defined]
        return statement


def test_indexes_are_what_an_overridden_method_makes_of_them(connection: Any) -> None:
    pages = model("Book", pages=models.IntegerField(db_index=True))
    with editing(connection, Renames, cause=Cause(AddsColumns())) as editor:
        editor.create_model(pages)
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "shop_book")
    assert "of_the_package" in names


class Looks:
    """A package that adds something where a column is altered."""

    altered: tuple[Any, ...] = ()

    def _alter_field(self, model: Any, old_field: Any, new_field: Any, *types: Any) -> Any:
        self.altered = (old_field.name, *types[:2])
        return super()._alter_field(model, old_field, new_field, *types)  # type: ignore[misc]


def test_an_alteration_passes_alter_field(connection: Any) -> None:
    create(connection, BOOK)
    with editing(connection, Looks) as editor:
        editor.alter_field(wider(), title(BOOK), title(wider()))
    assert editor.altered == ("title", "varchar(9)", "varchar(20)")


def test_what_is_appended_to_deferred_sql_comes_last_and_follows_its_table(connection: Any) -> None:
    plain = model("Book", title=models.CharField(max_length=9))
    with statements(connection) as sent, editing(connection, cause=Cause(AddsColumns())) as editor:
        editor.create_model(plain)
        editor.deferred_sql.append("UPDATE shop_tale SET title = 'x'")
        editor.deferred_sql.append(
            Statement(
                "UPDATE %(table)s SET title = 'y'", table=Table("shop_book", editor.quote_name)
            )
        )
        editor.alter_db_table(plain, "shop_book", "shop_tale")
    tale = editor.quote_name("shop_tale")
    assert sent[-2:] == ["UPDATE shop_tale SET title = 'x'", f"UPDATE {tale} SET title = 'y'"]


def test_what_is_taken_out_of_deferred_sql_is_not_made(connection: Any) -> None:
    with editing(connection) as editor:
        editor.create_model(BOOK)
        kept = [sql for sql in editor.deferred_sql if "CREATE INDEX" not in str(sql)]
        editor.deferred_sql[:] = kept
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "shop_book")
    assert [info["columns"] for info in found.values()] == [["id"]]


def test_scripts_have_what_others_add_to_them(connection: Any) -> None:
    with editing(connection, collect_sql=True) as editor:
        editor.collected_sql.append("-- first")
        editor.execute("SELECT 1")
        editor.collected_sql.append("-- last")
    assert editor.collected_sql == ["-- first", "SELECT 1;", "-- last"]


class Comments:
    """A package that has a template of its own, and fills in ours."""

    sql_create_table = "CREATE TABLE %(table)s (%(definition)s) /* of the package */"


def test_templates_are_what_statements_are_written_by(connection: Any) -> None:
    with statements(connection) as sent, editing(connection, Comments) as editor:
        editor.create_model(BOOK)
        editor.execute(editor.sql_delete_table % {"table": editor.quote_name("shop_book")})
        editor.deferred_sql.clear()
    [created] = [sql for sql in sent if sql.startswith("CREATE TABLE")]
    assert created.endswith("/* of the package */")
    assert connection.introspection.table_names() == []


class ShoutingIndex(models.Index):
    """An index of a package that writes its whole statement."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        return Statement(
            "CREATE INDEX %(name)s ON %(table)s (%(columns)s)",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
            columns=", ".join(schema_editor.quote_name(name) for name in self.fields),
        )


@pytest.mark.parametrize("cause", [None, Cause(AddsColumns())])
def test_an_index_may_write_itself(connection: Any, cause: Any) -> None:
    shouting = ShoutingIndex(fields=["title"], name="loud")
    book = model("Book", title=models.CharField(max_length=9), meta={"indexes": [shouting]})
    later = ShoutingIndex(fields=["title"], name="louder")
    with editing(connection, cause=cause) as editor:
        editor.create_model(book)
        editor.add_index(book, later)
        editor.remove_index(book, later)
        editor.add_index(book, later)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "shop_book")
    assert {"loud", "louder"} <= found.keys()


def test_the_editor_compiles_expressions_with_the_connection(connection: Any) -> None:
    # What constraints of packages compile their conditions with.
    editor = schema_editor(connection)
    assert isinstance(editor._compiler(BOOK), SQLCompiler)
    assert execute(connection, "SELECT 1") == [(1,)]

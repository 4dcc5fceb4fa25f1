"""The plan of a rebuild, from two descriptions of a table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models

from migrations_core.backends.sqlite3.rebuild import Dependents, rebuild
from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import RebuildTable, Source
from migrations_core.schema.tables import Column, Index, Table
from tests.backends.builders import editing

from .library import field, filled, with_title

ID = Column(name="id", type="integer", primary_key=True, suffix="AUTOINCREMENT")
BEFORE = Table(name="book", columns=(ID, Column(name="title", type="text", null=True)))
ON_NAME = Index(table="book", name="on_name", sql='CREATE INDEX "on_name" ON "book" ("name")')
AFTER = Table(
    name="book",
    columns=(ID, Column(name="name", type="text")),
    indexes=(ON_NAME,),
)
NEW = Table(name="new__book", columns=AFTER.columns, indexes=AFTER.indexes)
PENDING = RebuildTable(BEFORE, AFTER, {"id": Source("id"), "name": Source("title", "'?'")})


def plan(dependents: Dependents) -> list[ddl.Statement]:
    return list(rebuild(PENDING, dependents, lambda name: f'"{name}"'))


def test_a_table_with_rows_is_copied() -> None:
    assert plan(Dependents(has_rows=True, has_views=False)) == [
        ddl.CreateTable(NEW),
        ddl.CopyRows("book", "new__book", (("id", '"id"'), ("name", "coalesce(\"title\", '?')"))),
        ddl.DropTable("book"),
        ddl.RenameTable("new__book", "book"),
        ddl.CreateIndex(ON_NAME),
    ]


def test_a_table_without_rows_is_created_in_its_final_form() -> None:
    assert plan(Dependents(has_rows=False)) == [
        ddl.DropTable("book"),
        ddl.CreateTable(AFTER),
        ddl.CreateIndex(ON_NAME),
    ]


def test_what_users_made_is_made_anew() -> None:
    around = Dependents(has_rows=False, indexes=("CREATE INDEX i",), triggers=("CREATE TRIGGER t",))
    assert plan(around)[-2:] == [ddl.Raw("CREATE INDEX i"), ddl.Raw("CREATE TRIGGER t")]


def test_views_may_miss_the_table_for_a_moment() -> None:
    assert plan(Dependents(has_rows=True, has_views=True))[3:6] == [
        ddl.Raw("PRAGMA legacy_alter_table = ON"),
        ddl.RenameTable("new__book", "book"),
        ddl.Raw("PRAGMA legacy_alter_table = OFF"),
    ]


def test_counting_goes_on_where_it_stopped() -> None:
    assert plan(Dependents(has_rows=False, sequence=42))[2] == ddl.Raw(
        'INSERT INTO "sqlite_sequence" ("name", "seq") VALUES (\'book\', 42)'
    )
    assert plan(Dependents(has_rows=True, sequence=42))[1] == ddl.Raw(
        'INSERT INTO "sqlite_sequence" ("name", "seq") SELECT \'new__book\', "seq" '
        'FROM "sqlite_sequence" WHERE "name" = \'book\''
    )


def test_errors_speak_of_the_table_that_users_know_also_in_a_traceback(connection: Any) -> None:
    _, book = filled(connection)  # one of its books has no title
    required = with_title(models.CharField(max_length=50))
    with pytest.raises(IntegrityError) as caught, editing(connection, cause="m") as editor:
        editor.alter_field(book, field(book, "title"), field(required, "title"))
    told = "NOT NULL constraint failed: shop_book.title"
    assert (str(caught.value), str(caught.value.__cause__)) == (told, told)

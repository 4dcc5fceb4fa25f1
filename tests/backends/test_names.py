"""Names of all kinds make the same schema as with Django, or are refused, and never become SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from migrations_core.backends.registry import schema_editor
from migrations_core.migration import Migration
from migrations_core.operations import AddIndex, CreateModel
from migrations_core.state import ProjectState

EVIL = {
    '"': 'a" (id int); DROP TABLE victim; --',
    "`": "a` (id int); DROP TABLE victim; -- ",
}
AWKWARD = st.sampled_from(
    ["'", '"', "`", "%", "%s", "\n", "\0", " ", "é", "表", "😀", "select", ";", "--", ".", "\\"]
)
LONG = st.sampled_from(["a" * 62, "b" * 63, "c" * 64, "d" * 70, "é" * 40])
NAMES = st.one_of(st.sampled_from(["select", "order", "Order", "a"]), LONG, *[
    st.lists(st.one_of(AWKWARD, st.just("a")), min_size=1, max_size=4).map("".join)
])  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> BaseDatabaseWrapper:
    fixture = "connection" if request.param == "sqlite" else request.param
    return request.getfixturevalue(fixture)


def made(table: str, column: str, index: str, text: str) -> Migration:
    fields = [
        ("id", models.AutoField(primary_key=True)),
        (
            "a",
            models.CharField(max_length=9, db_column=column, db_default=text, db_comment=text),
        ),
    ]
    migration = Migration("0001_initial", "shop")
    migration.operations = [
        CreateModel("Thing", fields, {"db_table": table}),
        AddIndex("thing", models.Index(fields=["a"], name=index)),
    ]
    return migration


def is_applied(migration: Migration, editor: Any) -> bool:
    """Apply a migration; say whether it was refused, by whomever."""
    try:
        with editor:
            migration.apply(ProjectState(), editor)
    except Exception:  # drivers have errors of their own for some names
        return False
    return True


def look(connection: BaseDatabaseWrapper) -> dict[str, object]:
    """Return the constraints and indexes of every table; None where Django's introspection fails at a name."""
    found: dict[str, object] = {}
    for table in connection.introspection.table_names():
        try:
            with atomic(connection.alias), connection.cursor() as cursor:
                constraints = connection.introspection.get_constraints(cursor, table)
        except Exception:
            found[table] = None
        else:
            found[table] = sorted(
                (name, tuple(each["columns"] or ()), each["index"])
                for name, each in constraints.items()
            )
    return found


def clear(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quote = "`" if connection.vendor == "mysql" else '"'
            name = table.replace(quote, quote * 2).replace("%", "%%")
            cursor.execute(f"DROP TABLE {quote}{name}{quote}", ())
        cursor.execute("CREATE TABLE victim (id integer)")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=NAMES, column=NAMES, index=NAMES, text=NAMES.map(lambda text: text[:9]))
@example(table=EVIL['"'], column="a", index="i", text="")
@example(table=EVIL["`"], column="a", index="i", text="")
@example(table="t", column=EVIL['"'], index="i", text="")
@example(table="t", column=EVIL["`"], index="i", text="")
@example(table="t", column="a", index='i" ON victim (id); DROP TABLE victim; --', text="")
@example(table="t", column="a", index="i` ON victim (id); DROP TABLE victim; -- ", text="")
@example(table="t", column="a", index="i", text="'; DROP TABLE victim; --"[:9])
def test_a_name_is_no_way_out_of_its_quotes(
    database: BaseDatabaseWrapper, table: str, column: str, index: str, text: str
) -> None:
    clear(database)
    quote = "`" if database.vendor == "mysql" else '"'
    names = (table, column, index)
    ours = is_applied(made(table, column, index, text), schema_editor(database))
    with_ours = look(database)
    assert "victim" in with_ours
    # PostgreSQL cuts long names off.
    assert all(table.startswith(name) for name in with_ours.keys() - {"victim"})
    if any(quote in name for name in names):
        return
    clear(database)
    stock = type(database).SchemaEditorClass
    if is_applied(made(table, column, index, text), stock(database)):
        assert ours
        assert with_ours == look(database)
    elif ours:
        # Django takes those for placeholders.
        assert any("%" in each for each in (*names, text))

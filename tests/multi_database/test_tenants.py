"""Two tenants in one PostgreSQL database, with tables of the same names: work on one never sees the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrations_core.backends.postgresql.introspection import is_deterministic, serial_sequence
from migrations_core.backends.registry import read_schema, schema_editor
from tests.backends.builders import execute
from tests.backends.postgresql.database import postgresql
from tests.databases import server_of
from tests.operations.databases import furnished
from tests.operations.samples import SAMPLES, bookshop, build
from tests.servers import demand_server, empty_database, on_server
from tests.servers import execute as execute_on_server
from tests.small_project import Project, migration

NO_WAY_BACK = {"name an index", "delete a model that others refer to"}
"""As on a database without tenants: tests/operations/test_matrix.py."""
UNDOABLE = [name for name in SAMPLES if build(name).reversible and name not in NO_WAY_BACK]


@pytest.fixture(autouse=True)
def _allow_databases(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def rename_everything(connection: Any) -> None:
    """Give all constraints and indexes other names, as old versions of Django would have."""
    for table in read_schema(connection).tables:
        constraints = (table.primary_key, *table.uniques, *table.checks, *table.foreign_keys)
        for found in filter(None, constraints):
            rename = f'RENAME CONSTRAINT "{found.name}" TO "old_{found.name[:50]}"'
            execute(connection, f'ALTER TABLE "{table.name}" {rename}')
        for index in table.indexes:
            execute(connection, f'ALTER INDEX "{index.name}" RENAME TO "old_{index.name[:50]}"')


@pytest.mark.parametrize("sample", UNDOABLE)
def test_an_operation_and_its_undoing_leave_the_other_tenant_alone(sample: str) -> None:
    with postgresql() as theirs, postgresql() as ours:
        furnished(theirs, bookshop())
        rename_everything(theirs)
        shop = furnished(ours, bookshop())
        befores = [read_schema(tenant) for tenant in (theirs, ours)]
        operation = build(sample)
        after = shop.after(operation)
        assert read_schema(theirs) == befores[0]
        after.back_through(operation, shop.state)
        ends = [read_schema(tenant).sorted_columns() for tenant in (theirs, ours)]
        assert ends == [before.sorted_columns() for before in befores]


def test_the_tenant_that_comes_first_on_the_search_path_is_meant() -> None:
    """The schema that all tenants share is behind it, as with django-tenants."""
    with on_server("postgresql", engine="migrations_core.backends.postgresql") as connection:
        furnished(connection, bookshop())
        rename_everything(connection)
        shared = read_schema(connection)
        execute(connection, "CREATE SCHEMA tenant", "SET search_path = tenant, public")
        shop = furnished(connection, bookshop())
        before = read_schema(connection)
        for sample in ("alter unique_together", "remove an index", "rename a model"):
            operation = build(sample)
            shop.after(operation).back_through(operation, shop.state)
        assert read_schema(connection) == before
        execute(connection, "SET search_path = public")
        assert read_schema(connection) == shared


def test_the_sequence_of_the_tenants_own_column_is_found() -> None:
    with postgresql() as theirs, postgresql() as ours:
        execute(theirs, "CREATE TABLE thing (id serial)", "ALTER SEQUENCE thing_id_seq RENAME TO x")
        execute(ours, "CREATE TABLE thing (id serial)")
        with schema_editor(ours) as editor:
            assert serial_sequence(editor, "thing", "id") == "thing_id_seq"


def test_a_collation_of_the_tenants_own_decides_about_the_like_index() -> None:
    create = "CREATE COLLATION mine (provider = icu, locale = 'und', deterministic = {})"
    with postgresql() as theirs, postgresql() as ours:
        execute(theirs, create.format("false"))
        execute(ours, create.format("true"))
        for tenant, expected in ((theirs, False), (ours, True)):
            with schema_editor(tenant) as editor:
                assert is_deterministic(editor, "mine") is expected


FIRST = """
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.AutoField(primary_key=True)),
            ("title", models.CharField(max_length=9, unique=True)),
        ]),
    ]
"""
SECOND = """
    dependencies = [("library", "0001_initial")]
    operations = [migrations.AlterField("book", "title", models.CharField(max_length=20))]
"""


@pytest.fixture
def tenants(tmp_path: Path) -> Iterator[Project]:
    """A project with two aliases for one database."""
    demand_server("postgresql")
    with empty_database("postgresql") as name:
        execute_on_server("postgresql", name, "CREATE SCHEMA one", "CREATE SCHEMA two")
        facts = {"ENGINE": "django.db.backends.postgresql", "NAME": name}
        facts |= server_of("postgresql") or {}
        databases = {
            schema: {**facts, "OPTIONS": {"options": f"-c search_path={schema}"}}
            for schema in ("one", "two")
        }
        project = Project(tmp_path)
        texts = {"0001_initial": migration(FIRST), "0002_longer": migration(SECOND)}
        project.add_app("library", texts)
        project.write_settings(f"DATABASES |= {databases!r}")
        yield project


def test_every_tenant_has_tables_and_a_history_of_its_own(tenants: Project) -> None:
    assert tenants.manage("migrate", "--database", "one").status == 0
    shown = {
        name: tenants.manage("showmigrations", "--database", name).out for name in ("one", "two")
    }
    assert shown == {
        "one": "library\n [X] 0001_initial\n [X] 0002_longer\n",
        "two": "library\n [ ] 0001_initial\n [ ] 0002_longer\n",
    }
    ran = tenants.manage("migrate", "--fake-initial", "--database", "two")
    assert ("FAKED" in ran.out, ran.status) == (False, 0)
    assert tenants.manage("migrate", "library", "zero", "--database", "one").status == 0
    assert "[X] 0002_longer" in tenants.manage("showmigrations", "--database", "two").out

"""Tests find their servers through URLs, get databases of their own, and clean up after themselves."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from tests.databases import DRIVER, ServerUrlError, choose_driver, server_of
from tests.servers import connect, demand_server, empty_database


def test_a_url_says_where_a_server_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRESQL_URL", "postgresql://me:p%40ss@127.0.0.1:5433/postgres")

    assert server_of("postgresql") == {
        "HOST": "127.0.0.1",
        "PORT": 5433,
        "USER": "me",
        "PASSWORD": "p@ss",
    }


def test_mariadb_and_mysql_share_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {"HOST": "db", "PORT": "", "USER": "root", "PASSWORD": ""}
    for scheme in ("mariadb", "mysql"):
        monkeypatch.setenv("TEST_MYSQL_URL", f"{scheme}://root@db/")

        assert server_of("mysql") == expected


@pytest.mark.parametrize("value", ["127.0.0.1:5432", "mysql://root@127.0.0.1/", "postgresql:///x"])
def test_what_is_not_the_url_of_such_a_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("TEST_POSTGRESQL_URL", value)

    with pytest.raises(ServerUrlError, match="TEST_POSTGRESQL_URL should look like postgresql://"):
        server_of("postgresql")


def test_an_unknown_driver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DRIVER, "psycopg4")

    with pytest.raises(ServerUrlError, match="not one of psycopg3, psycopg2"):
        choose_driver()


def test_without_a_server_a_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_MYSQL_URL", "")
    monkeypatch.setenv("REQUIRE_DATABASES", "postgresql")

    with pytest.raises(pytest.skip.Exception, match="TEST_MYSQL_URL is not set"):
        demand_server("mysql")


def test_without_a_required_server_a_test_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_MYSQL_URL", "")
    monkeypatch.setenv("REQUIRE_DATABASES", "postgresql mysql")

    with pytest.raises(LookupError, match="REQUIRE_DATABASES has mysql"):
        demand_server("mysql")


@pytest.mark.parametrize("vendor", ["postgresql", "mysql"])
def test_an_empty_database_is_gone_after_use(vendor: str) -> None:
    demand_server(vendor)

    with empty_database(vendor) as name:
        assert name in database_names(vendor)
    assert name not in database_names(vendor)


def test_a_connection_is_usable_on_every_database(every_connection: Any) -> None:
    with every_connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a (x integer)")

    assert every_connection.introspection.table_names() == ["a"]


def database_names(vendor: str) -> list[str]:
    catalogue = {
        "postgresql": ("postgres", "SELECT datname FROM pg_database"),
        "mysql": ("", "SELECT schema_name FROM information_schema.schemata"),
    }
    name, sql = catalogue[vendor]
    with closing(connect(vendor, name)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]

"""What is tested follows from the servers that there are."""

from __future__ import annotations

import servers
from ci import databases


def test_each_server_adds_the_database_that_its_url_names() -> None:
    urls = {"TEST_POSTGRESQL_URL": "postgres://db/", "TEST_MYSQL_URL": "mariadb://db/"}

    assert list(databases(urls)) == ["sqlite", "postgresql", "mariadb"]
    assert list(databases(urls | {"TEST_MYSQL_URL": "mysql://db/"}))[-1] == "mysql"


def test_without_servers_there_is_sqlite() -> None:
    assert list(databases(servers.NONE)) == ["sqlite"]

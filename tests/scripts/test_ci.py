"""What is tested follows from the servers, the Pythons and the series of Django that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

import checks
import servers
from checks import Target
from places import SetupError
from servers import Servers, Source

URLS = {
    "TEST_POSTGRESQL_URL": "postgres://db/",
    "TEST_MYSQL_URL": "mariadb://db/",
    "REQUIRE_DATABASES": "postgresql mysql",
}
TARGET = Target("3.13", "6.1", Path("python"))


def test_each_server_adds_the_database_that_its_url_names() -> None:
    mysql = URLS | {"TEST_MYSQL_URL": "mysql://db/"}

    assert Servers(URLS).databases == {"postgresql": "postgresql", "mariadb": "mariadb"}
    assert Servers(mysql, versions={"mysql": "9.7"}).databases == {
        "postgresql": "postgresql",
        "mysql": "mysql 9.7",
    }


def test_without_servers_what_needs_one_is_left_out() -> None:
    step = checks.pytest(TARGET, Servers(servers.NONE), "not slow", workers=1)

    assert (step.name, step.command[4:]) == (
        "pytest on Django 6.1, Python 3.13, not slow and not servers",
        ("-m", "not slow and not servers"),
    )


def test_djangos_suite_runs_on_every_server_of_every_set() -> None:
    newest = Servers(URLS, versions={"postgresql": "18"})
    steps = checks.django_suites(TARGET, Servers(URLS), newest)

    assert [
        step.name.removeprefix("Django's suite on Django 6.1, Python 3.13, ") for step in steps
    ] == [
        "sqlite",
        "postgresql",
        "mariadb",
        "postgresql 18",
        "mariadb",
    ]


def refusing() -> None:
    raise SetupError("There is none.")


SOURCES = (
    Source("postgresql", "PostgreSQL", "TEST_POSTGRESQL_URL", "NO_SUCH_VARIABLE", refusing, "18"),
    Source("mysql", "MariaDB", "TEST_MYSQL_URL", "ONE_SUCH_VARIABLE", refusing),
)


def test_a_server_that_cannot_be_had_is_missing_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ONE_SUCH_VARIABLE", "mariadb://db/")

    with servers.running(SOURCES, all_of=False) as found:
        assert found.missing == ("PostgreSQL 18: There is none.",)
        assert found.environment == {
            "TEST_POSTGRESQL_URL": "",
            "TEST_MYSQL_URL": "mariadb://db/",
            "REQUIRE_DATABASES": "mysql",
        }


def test_where_all_servers_are_wanted_a_missing_one_is_an_error() -> None:
    with pytest.raises(SetupError, match=r"^There is none\.$"), servers.running(SOURCES):
        pass


def test_the_closing_line_adds_up_all_runs() -> None:
    logs = [
        "...\n1 failed, 2 passed in 1.50s",
        "3 passed, 1 skipped, 9 deselected in 62.50s (0:01:02)\n",
    ]

    assert checks.total(logs) == "5 passed, 1 failed, 1 skipped in 64.00s"

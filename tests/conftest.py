"""What every test run needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.apps_on_disk import Apps
from tests.databases import URLS, server_of
from tests.servers import VENDORS, connected, on_server

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django.plugin import DjangoDbBlocker


# A run tells about the change at hand: every run tries the same examples. New ones are looked for on purpose, with
# --hypothesis-profile=explore.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("repeatable")


TOOLS = {Path(__file__).parent / name for name in ("benchmarks", "scripts", "suite_runner")}
SERVER_NAMES = {"demand_server", "empty_database", "on_server"}


@pytest.hookimpl(tryfirst=True)  # before markers select
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server, and what tries tools; run the slow tests last: a mistake shows within seconds."""
    for item in items:
        if needs_server(item):
            item.add_marker(pytest.mark.servers)
        if not TOOLS.isdisjoint(item.path.parents):
            item.add_marker(pytest.mark.tools)
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def needs_server(item: pytest.Item) -> bool:
    """Tell whether a test asks for a server: by a parameter, a fixture, its folder, or what its module imports."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    if "sqlite" in parameters:
        return False
    told_by = (*parameters, *getattr(item, "fixturenames", ()), item.path.parent.name)
    names = vars(getattr(item, "module", None) or pytest)
    return any(vendor in told_by for vendor in VENDORS) or not SERVER_NAMES.isdisjoint(names)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly on which databases nothing was tested."""
    for vendor in VENDORS:
        if server_of(vendor) is None:
            terminalreporter.write_line(
                f"NOTHING WAS TESTED ON {vendor.upper()}: {URLS[vendor]} is not set;"
                " ./run servers COMMAND starts servers for the time of a command",
                red=True,
                bold=True,
            )


@pytest.fixture
def apps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apps:
    """A folder from which apps can be imported."""
    monkeypatch.syspath_prepend(tmp_path)
    return Apps(tmp_path)


@pytest.fixture
def connection(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """An empty SQLite database of its own."""
    with django_db_blocker.unblock(), connected({"NAME": ":memory:"}) as connection:
        yield connection


@pytest.fixture
def postgresql(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """An empty PostgreSQL database of its own, through Django's stock engine."""
    with django_db_blocker.unblock(), on_server("postgresql") as connection:
        yield connection


@pytest.fixture
def mysql(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """An empty MariaDB or MySQL database of its own, through Django's stock engine."""
    with django_db_blocker.unblock(), on_server("mysql") as connection:
        yield connection


@pytest.fixture(params=("sqlite", *VENDORS))
def every_connection(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """An empty database of its own on each vendor in turn, through Django's stock engine."""
    vendor = request.param
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    with django_db_blocker.unblock():
        context = connected(sqlite) if vendor == "sqlite" else on_server(vendor)
        with context as connection:
            yield connection

"""What every test run needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from hypothesis import settings

from tests.apps_on_disk import Apps

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django.plugin import DjangoDbBlocker


# A run tells about the change at hand: every run tries the same examples. New ones are looked for on purpose, with
# --hypothesis-profile=explore.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slow tests last, so that a mistake shows within seconds."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.fixture
def apps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apps:
    """A folder from which apps can be imported."""
    monkeypatch.syspath_prepend(tmp_path)
    return Apps(tmp_path)


@pytest.fixture
def connection(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """An empty SQLite database of its own."""
    alias = "scratch"
    connections.databases[alias] = {**connections.databases["default"], "NAME": ":memory:"}
    with django_db_blocker.unblock():
        yield connections[alias]
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]

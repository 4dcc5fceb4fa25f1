"""Which databases' histories are checked before migrations are made."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from migrations_core.exceptions import InconsistentMigrationHistory
from migrations_core.workflows.histories import check_histories

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


class Loader:
    """Notes whose history was checked, and finds what it is told to."""

    def __init__(self, error=None):
        self.checked = []
        self.error = error

    def check_consistent_history(self, connection):
        self.checked.append(connection.alias)
        if self.error:
            raise self.error


class OnlyDefault:
    def allow_migrate(self, db, app_label, **hints):
        return db == "default"


def check(databases=("default", "other"), loader=None) -> list[str]:
    loader = loader or Loader()
    check_histories(loader, ConnectionHandler({alias: dict(SQLITE) for alias in databases}))
    return loader.checked


@pytest.fixture(autouse=True)
def one_app(settings):
    settings.INSTALLED_APPS = ["django.contrib.contenttypes"]


def test_without_routers_only_the_default_database_counts():
    assert check() == ["default"]


def test_with_routers_every_database_counts_that_may_get_a_table(settings):
    settings.DATABASE_ROUTERS = [object()]
    assert check() == ["default", "other"]

    settings.DATABASE_ROUTERS = [OnlyDefault()]
    assert check() == ["default"]


def test_a_project_without_a_database_has_no_history():
    loader = Loader()
    check_histories(loader, ConnectionHandler({"default": {}}))

    assert loader.checked == []


def test_a_database_out_of_reach_is_worth_a_warning():
    with pytest.warns(RuntimeWarning, match="connection 'default': gone"):
        check(loader=Loader(OperationalError("gone")))


def test_an_inconsistent_history_is_an_error():
    with pytest.raises(InconsistentMigrationHistory):
        check(loader=Loader(InconsistentMigrationHistory("oh")))

"""The databases that operations are tried on."""

import pytest

from tests.operations.databases import ENGINES, site
from tests.operations.samples import bookshop


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker):
    """Let tests open databases of their own; pytest-django only knows the settings' ones."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(params=ENGINES)
def engine(request):
    pytest.importorskip(request.param)
    return request.param


@pytest.fixture
def shop(engine):
    """A database with the bookshop's tables."""
    opened = site(engine, bookshop())
    yield opened
    opened.connection.close()

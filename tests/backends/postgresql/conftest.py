"""A PostgreSQL database for every test that asks for a connection."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from tests.databases import is_required

from .database import postgresql

if not (find_spec("psycopg") or find_spec("psycopg2") or is_required("postgresql")):
    # They import what Django makes of the driver; without one, no test of this folder that needs the server runs.
    collect_ignore = ["test_features.py", "test_round_trips.py"]


@pytest.fixture
def connection() -> Iterator[Any]:
    """An empty schema on the server, with our engine."""
    with postgresql() as connection:
        yield connection

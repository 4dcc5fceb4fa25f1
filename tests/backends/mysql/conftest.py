"""A MySQL or MariaDB database for every test that asks for a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .database import mysql


@pytest.fixture
def connection() -> Iterator[Any]:
    """An empty database on the server, with our engine."""
    with mysql() as connection:
        yield connection

"""A PostgreSQL database for every test that asks for a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .database import postgresql


@pytest.fixture
def connection() -> Iterator[Any]:
    """An empty schema on the server, with our engine."""
    with postgresql() as connection:
        yield connection

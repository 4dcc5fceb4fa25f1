"""Databases for the tests of schema editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .builders import sqlite


@pytest.fixture(autouse=True)
def _allow_databases(django_db_blocker: Any) -> Iterator[None]:
    """These tests open databases of their own, in memory."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def connection() -> Iterator[Any]:
    """An empty SQLite database with our engine."""
    with sqlite() as connection:
        yield connection

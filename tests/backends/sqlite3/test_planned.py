"""What is planned and written for each kind of change: ``planned.sql``. No server is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.backends.planned import table

EXPECTED = Path(__file__).with_name("planned.sql")


def test_each_change_is_planned_and_written_as_expected(connection: Any) -> None:
    assert table(connection) == EXPECTED.read_text()

"""What is planned and written for each kind of change: ``planned.sql``. No server is asked."""

from __future__ import annotations

from pathlib import Path

import django
from django.db import models

from tests.backends.planned import Change, altered, table, unconnected

NUMBER, COUNTING = models.IntegerField(primary_key=True), models.AutoField(primary_key=True)
OWN: dict[str, Change] = {"begin to count": altered(NUMBER, COUNTING)}


def test_each_change_is_planned_and_written_as_expected() -> None:
    expected = (Path(__file__).parent / "planned.sql").read_text()
    if django.VERSION < (6, 0):
        expected = expected.replace('DROP COLUMN "pages";', 'DROP COLUMN "pages" CASCADE;')
    with unconnected("postgresql") as connection:
        assert table(connection, OWN) == expected
        assert connection.connection is None

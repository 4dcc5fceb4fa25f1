"""Every operation on MySQL or MariaDB: it ends as with Django's editor, and going back undoes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.databases import furnished
from tests.operations.samples import SAMPLES, bookshop, build

from .database import django_mysql, mysql
from .snapshot import snapshot, without_positions

NO_WAY_BACK = {
    "name an index": "the unnamed index had a name that only the database knew",
    "remove a constraint": "the index that a foreign key got in place of the constraint's stays",
    "delete a model that others refer to": "the server refuses to drop the table",
    "alter a field with a fixed column": "the server refuses a text in a key that others refer to",
}
"""And why: neither of these is another with Django's editor."""

UNDOABLE = [name for name in SAMPLES if build(name).reversible and name not in NO_WAY_BACK]


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_ends_as_with_djangos_editor(sample: str) -> None:
    with mysql() as ours, django_mysql() as djangos:
        ends = []
        for connection in (ours, djangos):
            error = None
            try:
                furnished(connection, bookshop()).after(build(sample))
            except Exception as caught:
                error = type(caught)
            ends.append((error, snapshot(connection)))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("sample", UNDOABLE)
def test_going_back_restores_the_schema(connection: Any, sample: str) -> None:
    shop = furnished(connection, bookshop())
    before = without_positions(snapshot(connection))
    operation = build(sample)
    shop.after(operation).back_through(operation, shop.state)
    assert without_positions(snapshot(connection)) == before

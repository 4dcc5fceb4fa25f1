"""Every operation on PostgreSQL: it ends as with Django's editor, and going back undoes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.databases import furnished
from tests.operations.samples import SAMPLES, bookshop, build
from tests.snapshots.schemas import read_schema

from .database import django_postgresql, postgresql

NO_WAY_BACK = {"name an index", "delete a model that others refer to"}
"""The unnamed index had a name that only the database knew; going back leaves the new one. Foreign keys of
others are dropped along with a table (CASCADE), and only their own operations could make them again."""

UNDOABLE = [name for name in SAMPLES if build(name).reversible and name not in NO_WAY_BACK]


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_ends_as_with_djangos_editor(sample: str) -> None:
    with postgresql() as ours, django_postgresql() as djangos:
        ends = []
        for connection in (ours, djangos):
            furnished(connection, bookshop()).after(build(sample))
            ends.append(read_schema(connection))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("sample", UNDOABLE)
def test_going_back_restores_the_schema(connection: Any, sample: str) -> None:
    shop = furnished(connection, bookshop())
    before = read_schema(connection).sorted_columns()
    operation = build(sample)
    shop.after(operation).back_through(operation, shop.state)
    assert read_schema(connection).sorted_columns() == before

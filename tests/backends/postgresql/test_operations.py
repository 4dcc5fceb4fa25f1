"""Every operation on PostgreSQL ends as with Django's editor; tests/operations/test_matrix.py goes back, too."""

from __future__ import annotations

import pytest

from tests.operations.databases import furnished
from tests.operations.samples import SAMPLES, bookshop, build
from tests.snapshots.schemas import read_schema

from .database import django_postgresql, postgresql


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_ends_as_with_djangos_editor(sample: str) -> None:
    with postgresql() as ours, django_postgresql() as djangos:
        ends = []
        for connection in (ours, djangos):
            furnished(connection, bookshop()).after(build(sample))
            ends.append(read_schema(connection))
    assert ends[0] == ends[1]

"""What a foreign key lives on comes and goes as with stock Django: MySQL drops its index for any that covers it."""

from __future__ import annotations

from typing import Any

import pytest

TARGET = "CreateModel('T', [('id', BigAutoField(primary_key=True))])"
KEY = (
    "CreateModel('A', [('id', BigAutoField(primary_key=True)), ('x', IntegerField()),"
    " ('t', ForeignKey('lib.T', CASCADE))])"
)
COVERING = {
    "an index": "AddIndex('A', Index(fields=['t', 'x'], name='covering'))",
    "an index of the key alone": "AddIndex('A', Index(fields=['t'], name='covering'))",
    "a unique constraint": "AddConstraint('A', UniqueConstraint(fields=['t', 'x'], name='covering'))",
    "unique_together": "AlterUniqueTogether('A', {('t', 'x')})",
    "a one-to-one field": "AlterField('A', 't', OneToOneField('lib.T', CASCADE))",
}
BESIDE = {
    "nothing": (),
    "a new column": ("AddField('A', 'z', IntegerField(null=True))",),
    "an altered column": ("AlterField('A', 'x', BigIntegerField())",),
    "another index": ("AddIndex('A', Index(fields=['x', 't'], name='other'))",),
    "a check": ("AddConstraint('A', CheckConstraint(condition=Q(x__gt=0), name='positive'))",),
}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("covering", COVERING)
def test_what_covers_a_key_comes_and_goes(
    same: Any, vendor: str, covering: str, beside: str
) -> None:
    same(vendor, [TARGET, KEY], [COVERING[covering], *BESIDE[beside]])


@pytest.mark.parametrize("covering", COVERING)
def test_one_takes_the_place_of_the_other(same: Any, vendor: str, covering: str) -> None:
    first = "AddIndex('A', Index(fields=['t', 'x'], name='first'))"
    same(vendor, [TARGET, KEY, first], [COVERING[covering], "RemoveIndex('A', 'first')"])

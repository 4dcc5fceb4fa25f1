"""Any two changes of a table in one migration leave what they leave with stock Django, however they were merged.

On PostgreSQL nothing is merged.
"""

from __future__ import annotations

from itertools import permutations, takewhile
from typing import Any

import pytest

from tests.histories.sides import django_tells, we_tell
from tests.snapshots.diff import diff

CREATED = (
    "CreateModel('T', [('id', BigAutoField(primary_key=True)), ('code', IntegerField(unique=True))])",
    "CreateModel('A', [('id', BigAutoField(primary_key=True)), ('x', IntegerField(db_index=True)),"
    " ('y', IntegerField(null=True)), ('name', CharField(max_length=20, unique=True)),"
    " ('t', ForeignKey('lib.T', CASCADE))],"
    " options={'indexes': [Index(fields=['x', 'y'], name='both'), Index(fields=['t', 'x'], name='covering')],"
    " 'constraints': [UniqueConstraint(fields=['y', 'name'], name='one'),"
    " CheckConstraint(condition=Q(x__gte=0), name='positive')], 'unique_together': {('x', 'name')}})",
    "RunPython(lambda apps, editor: apps.get_model('lib', 'A').objects.using(editor.connection.alias).create("
    "x=1, y=2, name='n', t=apps.get_model('lib', 'T').objects.using(editor.connection.alias).create(code=1)),"
    " RunPython.noop)",
)
CHANGES = {
    "a column": "AddField('A', 'z', IntegerField(null=True))",
    "a column with a default": "AddField('A', 'd', IntegerField(default=1, db_index=True))",
    "a foreign key": "AddField('A', 'u', ForeignKey('lib.T', CASCADE, null=True, related_name='+'))",
    "a one-to-one field": "AddField('A', 'o', OneToOneField('lib.T', CASCADE, null=True, related_name='+'))",
    "x goes": "RemoveField('A', 'x')",
    "t goes": "RemoveField('A', 't')",
    "x is wider": "AlterField('A', 'x', BigIntegerField(db_index=True))",
    "x without an index": "AlterField('A', 'x', IntegerField())",
    "y is needed": "AlterField('A', 'y', IntegerField(default=3))",
    "y is another one": "RenameField('A', 'y', 'w')",
    "name is a text": "AlterField('A', 'name', TextField())",
    "name is longer": "AlterField('A', 'name', CharField(max_length=30))",
    "t by code": "AlterField('A', 't', ForeignKey('lib.T', CASCADE, to_field='code'))",
    "t without a constraint": "AlterField('A', 't', ForeignKey('lib.T', CASCADE, db_constraint=False))",
    "t is another one": "RenameField('A', 't', 's')",
    "T has another key": "AlterField('T', 'id', IntegerField(primary_key=True))",
    "the model": "RenameModel('A', 'B')",
    "the table": "AlterModelTable('A', 'other')",
    "covering goes": "RemoveIndex('A', 'covering')",
    "both is called otherwise": "RenameIndex('A', new_name='two', old_name='both')",
    "an index": "AddIndex('A', Index(fields=['t', 'y'], name='more'))",
    "one goes": "RemoveConstraint('A', 'one')",
    "positive goes": "RemoveConstraint('A', 'positive')",
    "a check": "AddConstraint('A', CheckConstraint(condition=Q(y__gt=0), name='counted'))",
    "a unique constraint": "AddConstraint('A', UniqueConstraint(fields=['t', 'name'], name='named'))",
    "together goes": "AlterUniqueTogether('A', set())",
}


@pytest.mark.slow
@pytest.mark.parametrize("vendor", ["sqlite", "mysql"])
@pytest.mark.parametrize(("first", "second"), list(permutations(CHANGES, 2)))
def test_two_changes(install: Any, vendor: str, first: str, second: str) -> None:
    targets = install([*CREATED], [CHANGES[first], CHANGES[second]])
    stock, ours = django_tells(vendor, targets), we_tell(vendor, targets)
    succeeded = list(takewhile(lambda step: not step.failed, stock))

    # Some pairs make no sense, and others only Django cannot undo.
    assert [step.failed for step in ours[: len(succeeded)]] == [""] * len(succeeded)
    for before, after in zip(succeeded, ours, strict=False):
        assert not diff(before, after), f"at {before.target}"

"""An index that somebody made by hand is there after what Django does with ALTER TABLE, as with stock Django."""

from __future__ import annotations

from typing import Any

import pytest

CREATED = (
    "CreateModel('A', [('id', BigAutoField(primary_key=True)), ('x', IntegerField()), ('y', IntegerField()),"
    " ('n', IntegerField(null=True))])"
)
BY_HAND = {
    "backwards": "INDEX mine ON lib_a (x DESC)",
    "two columns": 'INDEX mine ON lib_a ("x", y)',
    "unique": "UNIQUE INDEX mine ON lib_a (x)",
    "in part": "INDEX mine ON lib_a (y) WHERE x > 1",
}
CHANGES = {
    "a column": "AddField('A', 'z', IntegerField(null=True))",
    "an indexed column": "AddField('A', 'z', IntegerField(null=True, db_index=True))",
    "a column goes": "RemoveField('A', 'n')",
    "a column gets another name": "RenameField('A', 'n', 'm')",
    "a column of the index gets another name": "RenameField('A', 'x', 'w')",
    "the table gets another name": "AlterModelTable('A', 'other')",
    "an index": "AddIndex('A', Index(fields=['x'], name='both'))",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by_hand", BY_HAND)
def test_an_index_by_hand_follows(same: Any, by_hand: str, change: str) -> None:
    same("sqlite", [CREATED, f"RunSQL('CREATE {BY_HAND[by_hand]}')"], [CHANGES[change]], back=False)

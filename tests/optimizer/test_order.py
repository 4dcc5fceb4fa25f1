"""Operations that could be combined, were it not for what stands between them."""

from __future__ import annotations

import pytest
from django.db import models

from migrations_core import operations as ops
from migrations_core.operations.base import Operation
from migrations_core.optimizer import MigrationOptimizer

INDEX = models.Index(fields=["id"], name="by_id")
CREATE_APPLE = ops.CreateModel("Apple", [("id", models.AutoField(primary_key=True))])

STUCK = {
    "another table needs the index's name": [
        ops.RemoveIndex("Bear", "by_id"),
        ops.AddIndex("Apple", INDEX),
        ops.DeleteModel("Bear"),
    ],
    "the deleted table may have the index's name": [
        CREATE_APPLE,
        ops.DeleteModel("Bear"),
        ops.AddIndex("Apple", INDEX),
    ],
    "the old name belongs to another model": [
        ops.RenameModel("Apple", "Bear"),
        CREATE_APPLE,
        ops.DeleteModel("Bear"),
    ],
    "a relation still says the old name": [
        CREATE_APPLE,
        ops.AddField("Bear", "apple", models.ForeignKey("shop.Apple", models.CASCADE)),
        ops.RenameModel("Apple", "Cat"),
    ],
    "nobody knows what the code needs": [
        ops.AddField("Apple", "one", models.TextField()),
        ops.RunPython(ops.RunPython.noop),
        ops.RemoveField("Apple", "one"),
    ],
}


@pytest.mark.parametrize("operations", STUCK.values(), ids=STUCK)
def test_they_stay_where_they_are(operations: list[Operation]) -> None:
    assert MigrationOptimizer().optimize(operations, "shop") == operations


THERE_AND_BACK = {
    "model": [ops.RenameModel("Apple", "Bear"), ops.RenameModel("Bear", "Apple")],
    "field": [ops.RenameField("Apple", "one", "two"), ops.RenameField("Apple", "two", "one")],
    "index": [
        ops.RenameIndex("Apple", "new", old_name="old"),
        ops.RenameIndex("Apple", "old", old_name="new"),
    ],
}


@pytest.mark.parametrize("operations", THERE_AND_BACK.values(), ids=THERE_AND_BACK)
def test_a_name_that_comes_back_was_never_away(operations: list[Operation]) -> None:
    assert MigrationOptimizer().optimize(operations, "shop") == []

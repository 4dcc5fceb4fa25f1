"""Fields whose names differ only in case are different fields, though some databases take their columns for one."""

from __future__ import annotations

import pytest
from django.db import models

from migrations_core import operations
from migrations_core.autodetector import MigrationAutodetector
from migrations_core.optimizer import MigrationOptimizer
from tests.autodetector.builders import NO, YES, carry_out, detect, written
from tests.state.builders import model, project


def number(column: str | None = None) -> models.Field:
    return models.IntegerField(default=0, db_column=column)


CASES = [
    pytest.param(
        {"t": number()},
        {"T": number("u"), "t": models.TextField(default="")},
        [
            operations.AddField("book", "T", number("u")),
            operations.AlterField("book", "t", models.TextField(default="")),
        ],
        id="a new one beside the old, which changes",
    ),
    pytest.param(
        {"t": number(), "T": number("u")},
        {"T": number("u")},
        [operations.RemoveField("book", "t")],
        id="one of two is removed",
    ),
    pytest.param(
        {"t": number()},
        {"T": models.TextField(default="")},
        [
            operations.RemoveField("book", "t"),
            operations.AddField("book", "T", models.TextField(default="")),
        ],
        id="one goes and the other comes, perhaps with the same column",
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
@pytest.mark.parametrize("questioner", [NO, YES], ids=["no", "yes"])
def test_each_has_its_own_changes(before, after, expected, questioner):
    states = [[model("Book", **fields)] for fields in (before, after)]

    assert detect(*states, questioner) == {"shop": [written(expected)]}
    reached = carry_out(
        MigrationAutodetector(*(project(*each) for each in states), questioner)._detect_changes(),
        project(*states[0]),
    )
    assert MigrationAutodetector(reached, project(*states[1]))._detect_changes() == {}


def test_removing_one_leaves_the_other_in_a_creation():
    creation = operations.CreateModel("Book", [("t", number()), ("T", number("u"))])
    optimized = MigrationOptimizer().optimize(
        [creation, operations.RemoveField("book", "t")], "shop"
    )

    assert written(optimized) == written([operations.CreateModel("Book", [("T", number("u"))])])


def test_an_operation_on_one_is_not_moved_past_one_on_the_other():
    listed = [
        operations.AddField("book", "a", number()),
        operations.RemoveField("book", "t"),
        operations.AddField("book", "T", number()),
        operations.AlterField("book", "T", models.TextField(default="")),
    ]

    assert [each.describe() for each in MigrationOptimizer().optimize(listed, "shop")] == [
        "Add field a to book",
        "Remove field t from book",
        "Add field T to book",
    ]

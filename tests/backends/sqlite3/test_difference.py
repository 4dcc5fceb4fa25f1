"""Comparing two states of a table."""

from __future__ import annotations

from migrations_core.backends.sqlite3.difference import Difference, compare
from migrations_core.schema.tables import Column, Index, Table

A, B, C = (Column(name=name, type="integer", null=True) for name in "abc")
ON_A = Index(name="on_a", sql="CREATE INDEX on_a", columns=("a",))
ON_B = Index(name="on_b", sql="CREATE INDEX on_b", columns=("b",))


def test_names_what_was_added_and_dropped() -> None:
    before = Table(name="t", columns=(A, B), indexes=(ON_A,))
    after = Table(name="t", columns=(B, C), indexes=(ON_B,))
    assert compare(before, after) == Difference((C,), (A,), (ON_B,), (ON_A,), rest_equal=True)


def test_a_column_in_another_place_is_more_than_added_and_dropped() -> None:
    before, after = Table(name="t", columns=(A, B)), Table(name="t", columns=(B, A))
    assert compare(before, after) == Difference((), (), (), (), rest_equal=False)


def test_columns_sort_like_names_with_unknown_ones_last() -> None:
    assert Table(name="t", columns=(A, C, B)).ordered_like(("b", "a")).column_names == (
        "b",
        "a",
        "c",
    )

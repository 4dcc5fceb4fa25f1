"""Values are dataclasses, equal by what is compared, and cheap."""

from __future__ import annotations

import copy
import pickle
from dataclasses import KW_ONLY, field, fields, is_dataclass, replace

import pytest

from migrations_core.values import frozen


@frozen
class Point:
    """Somewhere."""

    x: int
    y: int = 0
    _: KW_ONLY
    note: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@frozen
class Mark(Point):
    """A point with nothing more to it."""


@frozen
class Nothing:
    """No facts."""


@frozen
class Named:
    """Says itself what it is called."""

    name: str

    def __repr__(self) -> str:
        return self.name


def test_values_are_dataclasses_with_slots() -> None:
    assert is_dataclass(Point)
    assert [each.name for each in fields(Point)] == ["x", "y", "note", "secret"]
    assert not hasattr(Point(1), "__dict__")
    assert replace(Point(1, 2), x=3) == Point(3, 2)


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        (Point(1, 2), Point(1, 2), True),
        (Point(1, 2), Point(1, 3), False),
        (Point(1), Point(1, note="not compared"), True),
        (Point(1), Point(1, secret="compared"), False),
        (Point(1), Mark(1), False),
        (Point(1), (1, 0, ""), False),
        (Nothing(), Nothing(), True),
        (Nothing(), Point(1), False),
    ],
)
def test_values_of_a_class_are_equal_if_what_is_compared_is(
    one: object, other: object, are_equal: bool
) -> None:
    assert (one == other, len({one, other}) == 1) == (are_equal, are_equal)


def test_copies_of_values_are_equal() -> None:
    point = Point(1, secret="s")
    copies = [pickle.loads(pickle.dumps(point)), copy.copy(point), copy.deepcopy(point)]
    assert copies == [point, point, point]


def test_values_show_their_facts() -> None:
    assert [repr(each) for each in (Mark(1, note="n", secret="s"), Nothing(), Named("me"))] == [
        "Mark(x=1, y=0, note='n')",
        "Nothing()",
        "me",
    ]


def test_a_value_is_taken_apart_by_a_pattern() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)

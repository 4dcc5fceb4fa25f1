from dataclasses import dataclass

import pytest

from migrations_core.exceptions import CircularDependencyError
from migrations_core.loader.replacements import (
    Decision,
    all_replaced_applied,
    decide,
    origins,
)
from tests.graph.builders import key


@dataclass
class Squashed:
    replaces: list


def squashes(**replaced: str) -> dict:
    """Map squashed migrations to what they replace: ``squashes(a9="a1 a2")``."""
    return {key(name): Squashed([key(k) for k in text.split()]) for name, text in replaced.items()}


def decisions(replacements, applied=""):
    return list(decide(replacements, {key(k) for k in applied.split()}, replacements, set()))


@pytest.mark.parametrize(
    ("applied", "decision"),
    [
        ("", Decision(key("a9"), applied=False, usable=True)),
        ("a1", Decision(key("a9"), applied=False, usable=False)),
        ("a1 a2", Decision(key("a9"), applied=True, usable=True)),
    ],
)
def test_a_squashed_migration_is_usable_unless_it_is_applied_halfway(applied, decision):
    assert decisions(squashes(a9="a1 a2"), applied) == [decision]


def test_a_record_of_the_squashed_migration_itself_counts_for_nothing():
    assert decisions(squashes(a9="a1 a2"), "a1 a9") == [Decision(key("a9"), False, False)]


def test_squashed_migrations_that_are_squashed_again_are_decided_first():
    found = decisions(squashes(a9="a8 a3", a8="a1 a2"), "a1 a2")

    assert found == [
        Decision(key("a8"), applied=True, usable=True),
        Decision(key("a9"), applied=False, usable=False),
    ]


def test_what_was_decided_is_not_decided_again():
    replacements = squashes(a9="a1", a8="a2")
    done = {key("a9")}

    assert [d.key for d in decide(replacements, set(), replacements, done)] == [key("a8")]


def test_the_origins_of_a_squashed_migration_are_what_was_written_by_hand():
    replacements = squashes(a9="a8 a3", a8="a1 a2")

    assert origins(key("a9"), replacements) == {key("a1"), key("a2"), key("a3")}


def test_migrations_that_replace_each_other_are_refused():
    with pytest.raises(CircularDependencyError) as caught:
        decisions(squashes(a9="a8", a8="a9"))

    assert str(caught.value).startswith(
        "Cyclical squash replacement found, starting at ('a', '9'): a.9 -> a.8 -> a.9."
    )


@pytest.mark.parametrize(
    ("applied", "answer"), [("a1 a2 a3", True), ("a8 a3", True), ("a1 a3", False), ("a9", False)]
)
def test_everything_replaced_may_be_applied_in_turn(applied, answer):
    replacements = squashes(a9="a8 a3", a8="a1 a2")

    applied = {key(k) for k in applied.split()}
    assert all_replaced_applied(key("a9"), replacements, applied) is answer


def test_an_ordinary_migration_replaces_nothing():
    assert all_replaced_applied(key("a1"), {}, set()) is False

import pytest
from django.db import models
from django.db.models import Q

from migrations_core import operations
from migrations_core.autodetector.differs.constraints import (
    added_constraints,
    altered_constraints,
    removed_constraints,
)
from tests.autodetector.builders import YES, propose, written
from tests.state.builders import model


def once(**options):
    return models.UniqueConstraint(fields=["title"], name="once", **options)


def book(*constraints, title="title", column=None):
    field = models.TextField(db_column=column)
    return [model("Book", **{title: field}, options={"constraints": list(constraints)})]


def all_three(before, after, questioner=YES):
    differs = (removed_constraints, added_constraints, altered_constraints)
    return [propose(differ, before, after, questioner) for differ in differs]


def test_constraints_are_added_and_removed():
    titled = models.CheckConstraint(condition=~Q(title=""), name="titled")

    assert all_three(book(once()), book(titled)) == [
        written([operations.RemoveConstraint("book", "once")]),
        written([operations.AddConstraint("book", titled)]),
        [],
    ]


def test_a_constraint_that_the_database_sees_change_is_built_anew():
    after = once(condition=Q(title__gt=""))

    assert all_three(book(once()), book(after)) == [
        written([operations.RemoveConstraint("book", "once")]),
        written([operations.AddConstraint("book", after)]),
        [],
    ]


def test_another_message_is_no_change_for_the_database():
    after = once(violation_error_message="Twice!")

    assert all_three(book(once()), book(after)) == [
        [],
        [],
        written([operations.AlterConstraint("book", "once", after)]),
    ]


def test_a_renamed_field_that_keeps_its_column_is_no_change_for_the_database():
    after = models.UniqueConstraint(fields=["name"], name="once")

    assert all_three(book(once(), column="t"), book(after, title="name", column="t")) == [
        [],
        [],
        written([operations.AlterConstraint("book", "once", after)]),
    ]


@pytest.mark.parametrize("column", [None, "t"])
def test_a_condition_on_a_renamed_field_is_built_anew(column):
    before = models.CheckConstraint(condition=~Q(title=""), name="titled")
    after = models.CheckConstraint(condition=~Q(name=""), name="titled")

    assert all_three(book(before, column=column), book(after, title="name", column=column)) == [
        written([operations.RemoveConstraint("book", "titled")]),
        written([operations.AddConstraint("book", after)]),
        [],
    ]

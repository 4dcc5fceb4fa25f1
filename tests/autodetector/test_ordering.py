import pytest
from django.db import models

from migrations_core import operations
from migrations_core.autodetector.ordering import ordered
from migrations_core.autodetector.requirements import (
    field_created,
    field_removed,
    fulfils,
    model_created,
    together_altered,
    weak,
)
from migrations_core.exceptions import UnorderableChangesError

BOOK = ("shop", "book")


def requiring(operation, *requirements):
    operation._auto_deps = requirements
    return operation


def test_an_operation_comes_after_what_it_requires():
    index = requiring(
        operations.AddIndex("book", models.Index(fields=["x"], name="i")), field_created(BOOK, "x")
    )
    field = requiring(operations.AddField("book", "x", models.TextField()), model_created(BOOK))
    creation = requiring(operations.CreateModel("Book", []))

    assert ordered("shop", [index, field, creation]) == [creation, field, index]


def test_without_requirements_the_order_stays():
    several = [requiring(operations.DeleteModel(name)) for name in "CAB"]

    assert ordered("shop", several) == several


def test_a_weak_requirement_moves_nothing_that_is_in_its_place():
    field = requiring(operations.AddField("book", "x", models.TextField()))
    last = requiring(operations.DeleteModel("Last"))
    index = requiring(
        operations.AddIndex("book", models.Index(fields=["x"], name="i")),
        weak(field_created(BOOK, "x")),
    )

    assert ordered("shop", [field, index, last]) == [field, index, last]
    assert ordered("shop", [index, field, last]) == [field, last, index]


def test_of_weak_requirements_in_a_circle_all_but_one_are_followed():
    one = requiring(operations.CreateModel("One", []), weak(model_created(("shop", "two"))))
    two = requiring(operations.CreateModel("Two", []), weak(model_created(("shop", "three"))))
    three = requiring(operations.CreateModel("Three", []), model_created(("shop", "one")))

    assert ordered("shop", [one, two, three]) == [two, one, three]


def test_requirements_on_other_apps_are_not_for_here():
    waiting = requiring(operations.DeleteModel("Box"), model_created(("depot", "book")))
    creation = requiring(operations.CreateModel("Book", []))

    assert ordered("shop", [waiting, creation]) == [waiting, creation]


def test_operations_that_require_each_other_are_refused():
    one = requiring(operations.CreateModel("One", []), model_created(("shop", "two")))
    two = requiring(operations.CreateModel("Two", []), model_created(("shop", "one")))

    with pytest.raises(UnorderableChangesError) as raised:
        ordered("shop", [one, two])
    assert sorted(raised.value.circle) == [
        ("shop", "Create model One"),
        ("shop", "Create model Two"),
    ]


def test_a_check_of_somebody_elses_sees_every_operation():
    class Foreign:
        pass

    foreign, creation = requiring(Foreign()), requiring(operations.CreateModel("A", []))
    waiting = requiring(operations.DeleteModel("Book"), model_created(BOOK))

    def check(operation, requirement):
        return isinstance(operation, Foreign) or fulfils(operation, requirement)

    assert ordered("shop", [waiting, foreign, creation], check) == [foreign, creation, waiting]


def test_a_removal_waits_for_the_group_to_shrink_and_not_for_it_to_grow_again():
    shrunk = requiring(operations.AlterUniqueTogether("book", set()))
    grown = requiring(
        operations.AlterUniqueTogether("book", {("y",)}), weak(field_created(BOOK, "y"))
    )
    removal = requiring(operations.RemoveField("book", "x"), together_altered(BOOK, "x"))
    addition = requiring(
        operations.AddField("book", "y", models.TextField()), weak(field_removed(BOOK, "x"))
    )

    assert ordered("shop", [shrunk, addition, removal, grown]) == [shrunk, removal, addition, grown]

import pytest
from django.db import models

from migrations_core import operations
from migrations_core.autodetector import requirements
from migrations_core.autodetector.requirements import OperationDependency, fulfils, resolved

BOOK = ("shop", "book")
TEXT = models.TextField()


@pytest.mark.parametrize(
    ("operation", "requirement"),
    [
        (operations.CreateModel("Book", []), requirements.model_created(BOOK)),
        (operations.CreateModel("Book", [("x", TEXT)]), requirements.field_created(BOOK, "x")),
        (operations.AddField("book", "x", TEXT), requirements.field_created(BOOK, "x")),
        (operations.DeleteModel("Book"), requirements.model_removed(BOOK)),
        (operations.RemoveField("Book", "x"), requirements.field_removed(BOOK, "x")),
        (operations.RenameModel("Tome", "Book"), requirements.model_renamed(BOOK)),
        (operations.AlterField("book", "x", TEXT), requirements.field_altered(BOOK, "x")),
        (
            operations.AlterOrderWithRespectTo("book", None),
            requirements.field_unordered(BOOK, "x"),
        ),
        (
            operations.AlterUniqueTogether("book", set()),
            requirements.together_altered(BOOK, "x"),
        ),
        (operations.RemoveIndex("book", "i"), requirements.indexes_removed(BOOK, "x")),
        (operations.RemoveConstraint("book", "c"), requirements.indexes_removed(BOOK, "x")),
    ],
)
def test_an_operation_fulfils_what_is_required_of_its_model_only(operation, requirement):
    assert fulfils(operation, requirement)
    assert not fulfils(operation, requirement._replace(model_name="box"))


def test_a_field_is_not_created_with_its_model_unless_it_is_in_there():
    assert not fulfils(
        operations.CreateModel("Book", [("y", TEXT)]), requirements.field_created(BOOK, "x")
    )


def test_an_order_by_another_field_ends_one():
    altered = operations.AlterOrderWithRespectTo("book", "shelf")

    assert fulfils(altered, requirements.field_unordered(BOOK, "box"))
    assert not fulfils(altered, requirements.field_unordered(BOOK, "shelf"))


def test_a_requirement_that_means_nothing_is_refused():
    nonsense = OperationDependency("shop", "book", None, OperationDependency.Type.ALTER)

    with pytest.raises(ValueError, match="Can't handle dependency"):
        fulfils(operations.DeleteModel("Book"), nonsense)


def test_a_setting_stands_for_the_model_that_it_names(settings):
    settings.AUTH_USER_MODEL = "people.Person"
    create = OperationDependency.Type.CREATE

    swappable = OperationDependency("__setting__", "AUTH_USER_MODEL", None, create)

    assert resolved(swappable) == OperationDependency("people", "person", None, create)

"""Operations say of themselves exactly what the installed Django's say."""

import django
import pytest
from django.db import migrations as django_migrations
from django.db.migrations import operations as django_operations

import migrations_core
import migrations_core.operations.models
from migrations_core import operations
from tests.operations.samples import APP, SAMPLES, SEQUELS, build

MODELS = ("Author", "Tag", "Book", "Review", "Novel", "Shelf", "Volume", "Label", "Poet")
FIELDS = ("id", "name", "title", "isbn", "number", "author", "book", "tags", "pages", "order")

every_sample = pytest.mark.parametrize("sample", SAMPLES | SEQUELS)

# Django's operations on indexes and constraints claim to have to do with every model.
every_sample_but_indexes = pytest.mark.parametrize(
    "sample",
    [
        sample
        for sample, (name, _) in (SAMPLES | SEQUELS).items()
        if not name.endswith(("Index", "Constraint"))
    ],
)


@every_sample
@pytest.mark.parametrize(
    "question",
    [
        "deconstruct",
        "describe",
        "formatted_description",
        "__repr__",
    ],
)
def test_it_presents_itself_as_in_django(sample, question):
    ours, theirs = build(sample), build(sample, django_operations)

    assert getattr(ours, question)() == getattr(theirs, question)()


@every_sample
@pytest.mark.parametrize(
    "attribute",
    [
        "atomic",
        "elidable",
        "migration_name_fragment",
        "reduces_to_sql",
        "reversible",
        "serialization_expand_args",
    ],
)
def test_its_attributes_are_those_of_django(sample, attribute):
    ours, theirs = build(sample), build(sample, django_operations)

    assert getattr(ours, attribute) == getattr(theirs, attribute)


@every_sample_but_indexes
def test_it_references_the_models_that_it_references_in_django(sample):
    ours, theirs = build(sample), build(sample, django_operations)

    assert [ours.references_model(name, APP) for name in MODELS] == [
        theirs.references_model(name, APP) for name in MODELS
    ]


@every_sample_but_indexes
def test_it_references_the_fields_that_it_references_in_django(sample):
    if sample == "add a generated field" and django.VERSION < (6, 0):
        pytest.skip("Before 6.0 Django does not see what a generated field is built on.")
    ours, theirs = build(sample), build(sample, django_operations)
    places = [(model, field) for model in MODELS for field in FIELDS]

    assert [ours.references_field(*place, APP) for place in places] == [
        theirs.references_field(*place, APP) for place in places
    ]


def test_every_public_operation_of_django_is_here():
    assert set(django_operations.__all__) <= set(operations.__all__)


def test_the_package_gives_what_djangos_package_gives():
    public = {name for name in vars(django_migrations) if name[0].isupper()}

    assert public <= set(dir(migrations_core))
    assert all(getattr(migrations_core, name) for name in public - {"Migration"})


def test_what_is_listed_once_is_found_under_every_name():
    names = set(operations.OPERATIONS)

    assert names == set(operations.__all__) - {"reductions"}
    assert names == set(migrations_core.__all__) - {"Migration", "swappable_dependency"}
    assert names <= set(vars(operations.models))
    assert {getattr(migrations_core, name) for name in names} == set(operations.OPERATIONS.values())

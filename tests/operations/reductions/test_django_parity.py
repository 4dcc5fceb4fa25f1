"""Every pair of operations reduces to what the installed Django reduces it to."""

from itertools import product

import django
import pytest
from django.db import models
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation as DjangoOperation

from migrations_core.operations.base import Operation
from tests.operations.samples import APP, SAMPLES, SEQUELS, build

GENERATED = "add a generated field"
ALL = SAMPLES | SEQUELS


def comparable(value):
    """Turn operations and what is in them into plain values."""
    if isinstance(value, (Operation, DjangoOperation)):
        return comparable(value.deconstruct())
    if isinstance(value, models.Field):
        return comparable(value.deconstruct()[1:])
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    return value


def wanted_difference(earlier, later):
    """Tell whether we reduce a pair in another way than the installed Django, on purpose."""
    (earlier_class, arguments), (later_class, later_arguments) = ALL[earlier], ALL[later]
    for_rows_only = False in (
        arguments.get("preserve_default"),
        later_arguments.get("preserve_default"),
    )
    if for_rows_only and earlier_class in ("AddField", "AlterField", "CreateModel"):
        return True
    if earlier_class == "CreateModel" and lacks_what_is_changed(arguments, *ALL[later]):
        return True
    if django.VERSION < (6, 0):
        # Django learned these later, and both are safe everywhere.
        folded_constraint = (earlier_class, later_class) == ("CreateModel", "AlterConstraint")
        return folded_constraint or later == GENERATED or earlier == GENERATED
    return False


def lacks_what_is_changed(creation, later_class, later):
    """Tell whether an operation changes what the model does not have; Django's reduction hides the mistake."""
    fields = dict(creation["fields"])
    constraints = creation.get("options", {}).get("constraints", [])
    match later_class:
        case "AlterField":
            return later["name"] not in fields
        case "RenameField":
            return later["old_name"] not in fields
        case "AlterConstraint":
            return later["name"] not in {constraint.name for constraint in constraints}
    return False


def stays_behind(earlier, later):
    """Tell whether a renaming of models is kept in its place where Django lets it move."""
    renames = "RenameModel" in (ALL[earlier][0], ALL[later][0])
    theirs = build(earlier, django_operations).reduce(build(later, django_operations), APP)
    return renames and theirs is True and build(earlier).reduce(build(later), APP) is False


def goes_further(earlier, later):
    """Tell whether Django lets a pair stand as a barrier that we know how to pass."""
    theirs = build(earlier, django_operations).reduce(build(later, django_operations), APP)
    return theirs is False and build(earlier).reduce(build(later), APP) is not False


@pytest.mark.parametrize("earlier", ALL)
def test_pairs_of_samples_reduce_as_in_django(earlier):
    pairs = [
        pair
        for pair in product([earlier], ALL)
        if not (wanted_difference(*pair) or stays_behind(*pair) or goes_further(*pair))
    ]

    ours = {pair: build(pair[0]).reduce(build(pair[1]), APP) for pair in pairs}
    theirs = {
        pair: build(pair[0], django_operations).reduce(build(pair[1], django_operations), APP)
        for pair in pairs
    }

    assert comparable(ours) == comparable(theirs)


def test_few_renamings_stay_behind():
    kept = {pair for pair in product(ALL, ALL) if stays_behind(*pair)}

    assert {pair for pair in kept if ALL[pair[1]][0] == "RenameModel"} == {
        ("add a many-to-many field", "rename a target of many"),
        ("create Book by position", "rename a target of many"),
        ("create Book", "rename a target of many"),
        ("create a model", "rename a model"),
        ("rename Volume", "rename a model"),
    }
    assert {pair[0] for pair in kept if ALL[pair[1]][0] != "RenameModel"} <= {
        "rename a model",
        "rename a target of many",
        "rename Volume",
    }


def test_we_go_further_where_indexes_deletions_and_other_keys_are_concerned():
    further = {pair for pair in product(ALL, ALL) if goes_further(*pair)}
    classes = {(ALL[earlier][0], ALL[later][0]) for earlier, later in further}
    indexes = {name for name in vars(django_operations) if name.endswith(("Index", "Constraint"))}

    assert {pair for pair in classes if not indexes & set(pair)} == {
        ("AddField", "AddField"),
        ("AddField", "DeleteModel"),
        ("AlterField", "DeleteModel"),
        ("AlterUniqueTogether", "AddField"),
        ("RenameField", "DeleteModel"),
    }

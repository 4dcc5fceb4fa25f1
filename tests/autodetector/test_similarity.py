"""What may have been renamed and changed: what resembles something that is gone, the most similar first."""

import pytest
from django.db import models

from migrations_core.autodetector.ambiguities import ModelRename
from migrations_core.autodetector.pair import Pair
from migrations_core.autodetector.similarity import similar_fields, similar_models
from tests.state.builders import foreign_key, model, project


def between(before, after):
    return Pair(project(*before), project(*after))


def similar(before, after):
    """The pairs of fields of one model that may be one."""
    others = [model("Box"), model("Van")]
    pair = between([*others, model("Book", **before)], [*others, model("Book", **after)])
    return [(rename.old_name, rename.name) for rename in similar_fields(pair)]


char, text, integer = models.CharField, models.TextField, models.IntegerField


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (char(max_length=10), char(max_length=20)),
        (char(max_length=10), text()),
        (integer(), models.BigIntegerField(null=True)),
        (models.DateField(), models.DateTimeField()),
        (models.FloatField(), models.DecimalField(max_digits=9, decimal_places=2)),
        (foreign_key("shop.box"), foreign_key("shop.box", null=True)),
        (foreign_key("shop.box"), models.OneToOneField("shop.box", models.CASCADE)),
        (models.ManyToManyField("shop.box"), models.ManyToManyField("shop.box", blank=True)),
    ],
)
def test_a_field_may_have_changed_within_its_family(before, after):
    assert similar({"a": before}, {"z": after}) == [("a", "z")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (char(max_length=10), integer()),
        (integer(), models.BooleanField()),
        (foreign_key("shop.box"), foreign_key("shop.van")),
        (foreign_key("shop.box"), integer()),
        (foreign_key("shop.box"), models.ManyToManyField("shop.box")),
        (models.ManyToManyField("shop.box"), models.ManyToManyField("shop.van")),
    ],
)
def test_a_field_hardly_becomes_something_else(before, after):
    assert similar({"a": before}, {"z": after}) == []


def test_names_that_are_alike_make_up_for_types_that_are_not():
    number = models.DecimalField(max_digits=9, decimal_places=2)

    assert similar({"price": integer()}, {"unit_price": number}) == [("price", "unit_price")]
    assert similar({"price": integer()}, {"weight": number}) == []


def test_a_field_that_keeps_the_column_may_be_of_any_type():
    before, after = {"owner": foreign_key("shop.box")}, {"owner_id": integer()}

    assert similar(before, after) == [("owner", "owner_id")]


def test_what_django_asks_is_not_asked_again():
    assert similar({"a": text()}, {"z": text()}) == []


def test_the_most_similar_field_comes_first():
    before = {"name": char(max_length=9), "subtitle": char(max_length=9)}

    assert similar(before, {"title": text()}) == [("subtitle", "title"), ("name", "title")]


def test_models_need_half_of_their_fields_in_common():
    fields = {"a": text(), "b": text(), "c": text(), "d": text()}
    few = {name: fields[name] for name in "ab"}
    before = [model("One", **fields)]

    assert list(similar_models(between(before, [model("Other", **few)]))) == [
        ModelRename(("shop", "one"), ("shop", "other"))
    ]
    assert list(similar_models(between(before, [model("Other", a=text())]))) == []


def test_a_key_that_counts_by_itself_is_nothing_in_common():
    before, after = model("One", a=text()), model("Other", b=text(), c=text())

    assert list(similar_models(between([before], [after]))) == []


def test_the_most_similar_model_comes_first_and_apps_are_apart():
    before = [
        model("Far", a=text(), b=integer()),
        model("Near", a=text(), b=integer(), c=text()),
        model("Elsewhere", app="depot", a=text(), b=integer(), c=text()),
    ]
    after = [model("New", a=text(), b=integer(), c=text(), d=text())]

    assert [rename.old_key for rename in similar_models(between(before, after))] == [
        ("shop", "near"),
        ("shop", "far"),
    ]

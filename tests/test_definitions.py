"""Which values are alike, because one comes back from the file for the other."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from django.core.validators import RegexValidator
from django.db import models

from migrations_core.definitions import Pattern, deep_deconstruct


def test_a_field_is_taken_apart_down_to_its_arguments():
    field = models.CharField(
        max_length=5, default=partial(str, "x"), validators=[RegexValidator(re.compile("a", re.I))]
    )

    assert deep_deconstruct(field) == (
        "django.db.models.CharField",
        [],
        {
            "max_length": 5,
            "default": (str, ("x",), {}),
            "validators": [
                ("django.core.validators.RegexValidator", [Pattern("a", re.I | re.U)], {})
            ],
        },
    )


def test_a_class_is_not_taken_apart():
    assert deep_deconstruct({"kinds": (models.Q, [models.CharField])}) == {
        "kinds": (models.Q, [models.CharField])
    }


def test_whoever_extends_taking_apart_gets_the_parts_too():
    def without_help_text(value):
        taken = deep_deconstruct(value, without_help_text)
        if isinstance(value, models.Field):
            taken[2].pop("help_text", None)
        return taken

    assert without_help_text([models.IntegerField(help_text="?")]) == [
        ("django.db.models.IntegerField", [], {})
    ]


def alike(one, other):
    return deep_deconstruct(one) == deep_deconstruct(other)


def test_to_a_condition_collections_with_the_same_members_are_the_same():
    written = models.Q(a__in=[1, 2])

    assert alike(models.Q(a__in=(1, 2)), written)
    assert alike(models.Q(a__in={2, 1}), written)
    assert alike(models.Q(a__in=frozenset({1, 2})), written)
    assert alike(models.Q(a__in=range(1, 3)), written)
    assert alike(models.Q(a__in={1: "one", 2: "two"}.keys()), written)
    assert alike(~(models.Q(b=1) | models.Q(a__in={1, 2})), ~(models.Q(b=1) | written))
    assert not alike(models.Q(a__in=[2, 1]), written)
    assert not alike(models.Q(a__in={1, 2, 3}), written)


def test_elsewhere_a_list_is_no_tuple():
    assert not alike(models.JSONField(default=[1]), models.JSONField(default=(1,)))


def test_arguments_of_expressions_are_compared_by_their_names():
    assert alike(models.Value("a"), models.Value(value="a", output_field=None))
    assert alike(models.F("a") + models.Value(1), models.F(name="a") + models.Value(1))
    assert not alike(models.Value("a"), models.Value("b"))


def test_a_number_that_does_not_equal_itself_is_still_the_same():
    assert alike([float("nan"), Decimal("NaN")], [float("nan"), Decimal("NaN")])
    assert not alike(float("nan"), Decimal("NaN"))

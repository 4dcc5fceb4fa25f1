import re
from functools import partial

import pytest
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy

from migrations_core.deconstruction import (
    Pattern,
    deep_deconstruct,
    field_for_class_body,
    same_attributes,
    unbound_copy,
    without_default,
)


class Padded(models.CharField):
    """A field that somebody else wrote."""

    def __init__(self, *args, pad=1, **kwargs):
        self.pad = pad
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "pad": self.pad}


def test_a_copy_of_a_relation_has_its_own_target():
    original = models.ForeignKey("shop.Book", models.CASCADE)

    duplicate = unbound_copy(original)
    duplicate.remote_field.model = "shop.Volume"

    assert original.remote_field.model == "shop.Book"
    assert duplicate.remote_field.field is duplicate


def test_a_copy_forgets_what_the_original_had_computed():
    original = models.ForeignKey("shop.Book", models.CASCADE)
    original.__dict__["related_model"] = "computed before it was bound"

    assert "related_model" not in vars(unbound_copy(original))


def test_fields_of_others_are_copied_through_deconstruct():
    duplicate = unbound_copy(Padded(max_length=3, pad=7))

    assert (duplicate.max_length, duplicate.pad) == (3, 7)


def test_copies_for_a_class_body_come_in_the_order_of_copying():
    late, early = models.TextField(), models.TextField()

    first, second = field_for_class_body(early), field_for_class_body(late)

    assert late.creation_counter < early.creation_counter
    assert first.creation_counter < second.creation_counter


def test_automatic_fields_stay_before_written_ones():
    written = field_for_class_body(models.TextField())
    automatic = field_for_class_body(models.AutoField(primary_key=True, auto_created=True))

    assert automatic.creation_counter < written.creation_counter


def test_leaving_out_a_default_leaves_the_original_its_own():
    original = models.IntegerField(default=1)

    assert not without_default(original).has_default()
    assert original.has_default()


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (models.IntegerField(), models.IntegerField()),
        (models.TextField(choices=[("a", "A")]), models.TextField(choices=[("a", "A")])),
        (models.TextField(help_text=gettext_lazy("x")), models.TextField(help_text="x")),
        (
            models.ForeignKey("shop.book", models.CASCADE),
            models.ForeignKey("shop.book", models.CASCADE),
        ),
    ],
)
def test_fields_with_the_same_attributes_are_certainly_the_same(one, other):
    assert same_attributes(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (models.IntegerField(), models.TextField()),
        (models.IntegerField(), models.IntegerField(null=True)),
        (models.TextField(default="a"), models.TextField(default="b")),
        (
            models.ForeignKey("shop.book", models.CASCADE),
            models.ForeignKey("shop.box", models.CASCADE),
        ),
        # Equal to each other, these validators are, and yet written differently.
        (
            models.TextField(validators=[RegexValidator("a")]),
            models.TextField(validators=[RegexValidator(re.compile("a"))]),
        ),
        (Padded(pad=1), Padded(pad=1)),
    ],
)
def test_other_fields_have_to_be_taken_apart(one, other):
    assert not same_attributes(one, other)

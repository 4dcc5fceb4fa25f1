import copy
import re

import pytest
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy

from migrations_core.deconstruction import (
    field_for_class_body,
    same_attributes,
    same_indexes,
    unbound_copy,
    unbound_from_model,
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


def test_a_copy_keeps_the_validators_that_follow_from_its_arguments():
    field = models.CharField(max_length=3)

    duplicate = unbound_copy(field)
    duplicate.validators.append(None)

    assert field.validators == [MaxLengthValidator(3)]
    assert duplicate.validators == [MaxLengthValidator(3), None]


SIMPLE_FIELDS = [
    models.AutoField(primary_key=True),
    models.BooleanField(default=False, db_default=True),
    models.CharField("Title", max_length=3, choices=[("a", "A")], validators=[RegexValidator("a")]),
    models.DateTimeField(auto_now=True, unique_for_date="day"),
    models.DecimalField(max_digits=5, decimal_places=2),
    models.DurationField(name="other", db_column="c", db_comment="?"),
    models.FileField(upload_to="files"),
    models.GenericIPAddressField(unpack_ipv4=True),
    models.ImageField(width_field="w", height_field="h"),
    models.JSONField(default=dict),
    models.SlugField(allow_unicode=True),
    models.TextField(db_collation="C", error_messages={"null": "no"}),
    models.UUIDField(unique=True),
]


@isolate_apps("tests")
@pytest.mark.parametrize("field", SIMPLE_FIELDS, ids=lambda field: type(field).__name__)
def test_a_field_of_a_model_is_unbound_as_if_it_was_built_anew(field):
    bound = copy.deepcopy(field)
    body = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "tests"}), "f": bound}
    model = type("Model", (models.Model,), body)
    _ = model(), bound.validators, bound.get_default()

    unbound, rebuilt = unbound_from_model(bound), bound.clone()

    assert list(vars(unbound)) == list(vars(rebuilt))
    assert same_attributes(unbound, rebuilt) or field.validators
    assert unbound.validators == rebuilt.validators
    assert unbound.deconstruct() == rebuilt.deconstruct()
    assert unbound.verbose_name == rebuilt.verbose_name


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
        (
            models.ForeignKey("shop.Book", models.CASCADE),
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
        (
            models.ForeignKey("Shop.book", models.CASCADE),
            models.ForeignKey("shop.book", models.CASCADE),
        ),
        (
            models.ForeignKey("shop.book", models.CASCADE),
            models.ForeignKey("shop.book", models.PROTECT),
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


def test_indexes_that_are_written_alike_are_certainly_the_same():
    assert same_indexes(
        [models.Index(fields=["a", "-b"], name="x")], [models.Index(fields=["a", "-b"], name="x")]
    )


@pytest.mark.parametrize(
    "other",
    [
        [],
        [models.Index(fields=["a"], name="y")],
        [models.Index(fields=["-a"], name="x")],
        [models.Index(fields=["a"], name="x", condition=models.Q(a=1))],
    ],
)
def test_other_indexes_have_to_be_taken_apart(other):
    assert not same_indexes([models.Index(fields=["a"], name="x")], other)

"""Columns whose values mean nothing afterwards, or that existing rows cannot have."""

import pytest
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now

from migrations_core.autodetector.answers import Answers
from migrations_core.autodetector.refusals import refusals
from tests.autodetector.builders import YES, pair_of
from tests.state.builders import foreign_key, model


def found(before, after, others=(), defaults=()):
    """Reasons and places of what is refused when a model's fields change."""
    pair = pair_of([*others, model("Book", **before)], [*others, model("Book", **after)], YES)
    answers = Answers({("shop", "book", name): value for name, value in dict(defaults).items()})
    return [(str(refusal.reason), refusal.place) for refusal in refusals(pair, answers)]


def changed(before, after, others=()):
    return found({"x": before}, {"x": after}, others)


BOX, VAN = model("Box", code=models.CharField(max_length=9, unique=True)), model("Van")
PROXY = model("Crate", bases=("shop.box",), options={"proxy": True})
CHILD = model(
    "Chest",
    bases=("shop.box",),
    box_ptr=models.OneToOneField("shop.box", models.CASCADE, parent_link=True, primary_key=True),
)
SAME_TABLE = model("Case", options={"db_table": "shop_box", "managed": False})
OTHERS = [BOX, VAN, PROXY, CHILD, SAME_TABLE]


@pytest.mark.parametrize(
    ("before", "after"),
    [("box", "crate"), ("crate", "box"), ("chest", "box"), ("chest", "crate"), ("box", "case")],
)
def test_a_foreign_key_may_point_at_another_name_for_its_rows(before, after):
    assert changed(foreign_key(f"shop.{before}"), foreign_key(f"shop.{after}"), OTHERS) == []


@pytest.mark.parametrize(
    ("before", "after"), [("box", "van"), ("van", "box"), ("box", "chest"), ("crate", "van")]
)
def test_a_foreign_key_does_not_point_at_other_rows(before, after):
    keys = foreign_key(f"shop.{before}"), foreign_key(f"shop.{after}")

    assert changed(*keys, OTHERS) == [("foreign-key", "shop.book.x")]


def test_a_foreign_key_does_not_refer_to_another_field():
    by_key, by_code = foreign_key("shop.box"), foreign_key("shop.box", to_field="code")

    assert changed(by_key, by_code, [BOX]) == [("foreign-key", "shop.book.x")]
    assert changed(by_key, foreign_key("shop.box", to_field="id"), [BOX]) == []


def test_a_relation_without_a_column_of_its_own_may_lead_anywhere():
    def relation(to, name):
        return models.ForeignObject(to, models.CASCADE, from_fields=["x"], to_fields=[name])

    by_key, by_code = relation("shop.box", "id"), relation("shop.box", "code")

    assert changed(by_key, by_code, [BOX]) == []
    assert changed(by_key, relation("shop.van", "id"), [BOX, VAN]) == []


def test_a_link_to_another_parent_is_refused_as_another_base():
    def child(of):
        link = models.OneToOneField(
            f"shop.{of}", models.CASCADE, parent_link=True, primary_key=True
        )
        return [BOX, VAN, model("Book", bases=(f"shop.{of}",), parent=link)]

    (refusal,) = refusals(pair_of(child("box"), child("van")))

    assert (str(refusal.reason), refusal.place) == ("bases", "shop.book")


def test_a_foreign_key_may_follow_a_renamed_model():
    def project(name):
        return [model(name, a=models.TextField()), model("Book", x=foreign_key(f"shop.{name}"))]

    assert refusals(pair_of(project("Box"), project("Crate"), YES)) == ()


NUMBER, UUID, TEXT = models.IntegerField, models.UUIDField, models.TextField
DATE, MOMENT, TIME = models.DateField, models.DateTimeField, models.TimeField
DURATION, BYTES, JSON = models.DurationField, models.BinaryField, models.JSONField


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NUMBER, UUID),
        (UUID, models.BigIntegerField),
        (NUMBER, DATE),
        (DATE, NUMBER),
        (TIME, DATE),
        (models.FloatField, DURATION),
        (BYTES, NUMBER),
        (NUMBER, JSON),
    ],
)
def test_no_database_casts_one_to_the_other(before, after):
    assert changed(before(), after()) == [("type", "shop.book.x")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NUMBER, models.BooleanField),
        (NUMBER, TEXT),
        (TEXT, UUID),
        (DATE, MOMENT),
        (MOMENT, TIME),
        (JSON, NUMBER),
        (NUMBER, models.GenericIPAddressField),
    ],
)
def test_what_may_be_cast_is_left_to_the_database(before, after):
    assert changed(before(), after()) == []


def test_a_foreign_key_counts_as_what_it_refers_to():
    named = model("Named", id=models.UUIDField(primary_key=True))

    assert changed(foreign_key("shop.named"), models.UUIDField(), [named]) == []
    assert changed(foreign_key("shop.named"), NUMBER(), [named]) == [("type", "shop.book.x")]
    assert changed(UUID(), foreign_key("shop.chest"), OTHERS) == [("type", "shop.book.x")]


def test_a_key_of_another_kind_needs_more_than_a_copied_field():
    def boxes(key):
        return [model("Box", id=key), model("Book", x=foreign_key("shop.box"))]

    number, uuid = models.BigAutoField(primary_key=True), models.UUIDField(primary_key=True)
    (refusal,) = refusals(pair_of(boxes(number), boxes(uuid)))

    assert (str(refusal.reason), refusal.place) == ("key", "shop.box.id")
    assert refusal.recipe.startswith("Add the new key as a field of its own (null=True)")


def test_another_field_is_not_made_the_key_of_rows_that_others_refer_to():
    def boxes(*others, **fields):
        return [model("Box", id=models.BigAutoField(primary_key=True)), *others], [
            model("Box", bases=(models.Model,), **fields),
            *others,
        ]

    key = {"code": models.CharField(max_length=9, primary_key=True, default=str)}
    user = model("Book", x=foreign_key("shop.box"))

    assert [each.place for each in refusals(pair_of(*boxes(user, **key)))] == ["shop.box.code"]
    assert refusals(pair_of(*boxes(**key))) == ()


@pytest.mark.parametrize(
    "options",
    [
        {"default": 1},
        {"default": 1, "null": True},
        {"db_default": 1},
        {"db_default": Value(1)},
    ],
)
def test_a_new_unique_column_is_not_filled_with_one_value(options):
    assert found({}, {"x": NUMBER(unique=True, **options)}) == [("unique", "shop.book.x")]


@pytest.mark.parametrize(
    "field",
    [
        models.CharField(max_length=9, unique=True, blank=True),
        models.DateTimeField(unique=True, auto_now=True),
        models.OneToOneField("shop.box", models.CASCADE, default=1),
    ],
)
def test_what_django_fills_by_itself_is_one_value_too(field):
    assert found({}, {"x": field}, [BOX]) == [("unique", "shop.book.x")]


@pytest.mark.parametrize(
    "field",
    [
        NUMBER(unique=True, null=True),
        UUID(unique=True, default=str),
        MOMENT(unique=True, db_default=Now()),
        NUMBER(default=1),
        models.BigAutoField(unique=True),
    ],
)
def test_rows_may_have_values_of_their_own(field):
    assert found({}, {"x": field}) == []


def test_the_answer_to_what_rows_get_is_a_constant_too():
    after = {"x": NUMBER(unique=True)}

    assert found({}, after, defaults={"x": 1}) == [("unique", "shop.book.x")]
    assert found({}, after, defaults={"x": str}) == []


@pytest.mark.parametrize(
    "options",
    [
        {"unique_together": {("x", "y")}},
        {"constraints": [models.UniqueConstraint(fields=["x", "y"], name="once")]},
    ],
)
def test_a_constraint_over_new_columns_is_a_unique_column(options):
    columns = {"x": NUMBER(default=1), "y": NUMBER(default=1)}

    assert found({}, {**columns, "options": options}) == [("unique", "shop.book.x")]
    assert found({"y": NUMBER(default=1)}, {**columns, "options": options}) == []


def test_a_constraint_with_a_condition_is_left_to_the_database():
    once = models.UniqueConstraint(fields=["x"], name="once", condition=models.Q(x__gt=1))

    assert found({}, {"x": NUMBER(default=1), "options": {"constraints": [once]}}) == []


def test_a_new_model_has_no_rows():
    pair = pair_of([], [model("Book", x=NUMBER(unique=True, default=1))])

    assert refusals(pair, Answers()) == ()

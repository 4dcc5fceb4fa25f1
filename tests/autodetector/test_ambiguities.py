from django.db import models

from migrations_core.autodetector.ambiguities import (
    FieldRename,
    Missing,
    MissingDefault,
    ModelRename,
    field_renames,
    missing_defaults,
    model_renames,
)
from migrations_core.autodetector.pair import Pair
from tests.state.builders import foreign_key, model, project


def between(before, after):
    return Pair(project(*before), project(*after))


def test_models_of_one_app_with_the_same_fields_may_be_one():
    pair = between([model("A"), model("B")], [model("C"), model("D", x=models.TextField())])

    assert list(model_renames(pair)) == [
        ModelRename(("shop", "a"), ("shop", "c")),
        ModelRename(("shop", "b"), ("shop", "c")),
    ]


def test_targets_of_relations_do_not_count():
    pair = between([model("A", to=foreign_key("shop.a"))], [model("B", to=foreign_key("shop.b"))])

    assert list(model_renames(pair)) == [ModelRename(("shop", "a"), ("shop", "b"))]


def test_models_of_different_apps_are_different():
    assert list(model_renames(between([model("A")], [model("A", app="depot")]))) == []


def test_fields_of_one_model_with_the_same_definition_may_be_one():
    pair = between([model("A", x=models.TextField())], [model("A", y=models.TextField())])

    (rename,) = field_renames(pair)

    assert rename == FieldRename(pair.kept_models[0], "x", "y")


def test_a_field_that_keeps_the_column_may_be_renamed():
    pair = between(
        [model("A", x=foreign_key("shop.a"))],
        [model("A", y=foreign_key("shop.a", db_column="x_id"))],
    )

    assert [rename[1:] for rename in field_renames(pair)] == [("x", "y")]


def test_a_field_with_another_definition_was_not_renamed():
    pair = between([model("A", x=models.TextField())], [model("A", y=models.TextField(null=True))])

    assert list(field_renames(pair)) == []


def test_relations_are_compared_by_the_new_names_of_their_targets():
    pair = between(
        [model("A"), model("B", x=foreign_key("shop.a"))],
        [model("C"), model("B", y=foreign_key("shop.c"))],
    )

    renamed = pair.with_model_renames({("shop", "c"): "a"})

    assert list(field_renames(pair)) == []
    assert [rename[1:] for rename in field_renames(renamed)] == [("x", "y")]


def questions(before, after):
    return list(missing_defaults(between([model("A", **before)], [model("A", **after)])))


def test_a_column_that_takes_no_null_lacks_a_value():
    field = models.IntegerField()

    assert questions({}, {"x": field}) == [
        MissingDefault(Missing.ADDITION, ("shop", "a", "x"), field)
    ]


def test_a_moment_of_creation_is_asked_for_on_its_own():
    (question,) = questions({}, {"x": models.DateField(auto_now_add=True)})

    assert question.missing is Missing.NOW


def test_many_fields_need_no_default():
    assert (
        questions(
            {},
            {
                "a": models.IntegerField(null=True),
                "b": models.IntegerField(default=1),
                "c": models.IntegerField(db_default=1),
                "d": models.TextField(blank=True),
                "e": models.DateField(auto_now=True),
                "f": models.ManyToManyField("shop.a"),
            },
        )
        == []
    )


def test_one_default_for_a_unique_column_is_worth_a_warning():
    (question,) = questions({}, {"x": models.TextField(unique=True, default=str)})

    assert question.missing is Missing.NOTHING


def test_a_column_that_loses_its_null_lacks_a_value():
    (question,) = questions({"x": models.TextField(null=True)}, {"x": models.TextField()})

    assert question.missing is Missing.ALTERATION


def test_a_field_that_is_replaced_is_a_new_one():
    (question,) = questions({"x": models.ManyToManyField("shop.a")}, {"x": foreign_key("shop.a")})

    assert question.missing is Missing.ADDITION

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from migrations_core.state import ModelState
from tests.state.builders import foreign_key, model


def test_a_variation_leaves_the_original_as_it_was():
    original = model("Book", title=models.TextField())

    changed = original.with_field("pages", models.IntegerField())

    assert (list(original.fields), list(changed.fields)) == (
        ["id", "title"],
        ["id", "title", "pages"],
    )


def test_a_variation_shares_what_did_not_change():
    original = model("Book", title=models.TextField())

    changed = original.without_field("id")

    assert changed.fields["title"] is original.fields["title"]


def test_renaming_a_field_moves_it_to_the_end_and_renames_it_in_the_options():
    book = model(
        "Book",
        title=models.TextField(),
        isbn=models.TextField(),
        options={"unique_together": {("title", "isbn")}},
    )

    renamed = book.with_field_renamed("title", "name")

    assert list(renamed.fields) == ["id", "isbn", "name"]
    assert renamed.options["unique_together"] == {("name", "isbn")}


def test_renaming_a_field_renames_it_in_a_composite_primary_key():
    line = ModelState(
        "shop",
        "Line",
        [
            ("pk", models.CompositePrimaryKey("order_no", "position")),
            ("order_no", models.IntegerField()),
            ("position", models.IntegerField()),
        ],
    )

    renamed = line.with_field_renamed("position", "place")

    assert renamed.fields["pk"].field_names == ("order_no", "place")
    assert line.fields["pk"].field_names == ("order_no", "position")


@pytest.mark.parametrize("change", ["without_field", "with_field_renamed"])
def test_a_field_that_is_not_there_is_refused_by_name(change):
    arguments = ["missing", "other"] if change == "with_field_renamed" else ["missing"]

    with pytest.raises(FieldDoesNotExist, match=r"^shop\.book has no field named 'missing'$"):
        getattr(model("Book"), change)(*arguments)


def test_models_are_equal_by_content():
    assert model("Book", title=models.TextField()) == model("Book", title=models.TextField())
    assert model("Book", title=models.TextField()) != model(
        "Book", title=models.TextField(null=True)
    )
    assert model("Book") != model("Book", options={"db_table": "books"})


def test_bound_fields_are_refused():
    from django.contrib.auth.models import User

    with pytest.raises(ValueError, match='cannot be bound to a model - "username" is'):
        ModelState("shop", "Book", [("username", User._meta.get_field("username"))])


def test_relations_to_classes_are_refused():
    from django.contrib.auth.models import User

    with pytest.raises(ValueError, match=r'"shop\.Book\.owner\.to" does. Use a string reference'):
        model("Book", owner=foreign_key(User))


def test_an_index_without_a_name_is_refused():
    with pytest.raises(ValueError, match="require a name attribute"):
        model("Book", options={"indexes": [models.Index(fields=["id"])]})


def test_the_order_field_stands_for_what_it_orders_by():
    line = model(
        "Line", order=foreign_key("shop.Order"), options={"order_with_respect_to": "order"}
    )

    assert line.get_field("_order") is line.fields["order"]


def test_mentions_are_the_models_that_fields_and_bases_name():
    child = model(
        "Child",
        owner=foreign_key("auth.User"),
        siblings=models.ManyToManyField("self", through="Kinship"),
        bases=("shop.parent",),
    )

    assert child.mentions == {
        ("auth", "user"),
        ("shop", "child"),
        ("shop", "kinship"),
        ("shop", "parent"),
    }

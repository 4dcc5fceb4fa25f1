"""Fields of models for editors are bound when somebody looks, and nobody can tell."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from migrations_core.rendering.lazy_fields import LazyFieldOptions, column_names
from tests.state.builders import foreign_key, model, project


class Priced(models.IntegerField):
    """A field of another package that brings a second one with it."""

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        models.CharField(max_length=3).contribute_to_class(cls, f"{name}_currency")


def book(**fields):
    state = project(
        model("Author"),
        model("Book", title=models.TextField(), author=foreign_key("shop.Author"), **fields),
    )
    return state.schema_model("shop", "book")


def waiting(cls):
    assert isinstance(cls._meta, LazyFieldOptions)
    return [*cls._meta._waiting]


def test_the_key_is_bound_when_somebody_asks_for_it():
    cls = book()
    before = waiting(cls)

    key = cls._meta.pk

    assert (key.column, key.model, cls._meta.auto_field) == ("id", cls, key)
    assert (before, waiting(cls)) == (["id", "title", "author"], ["title", "author"])


def test_keys_beside_each_other_are_bound_once():
    cls = book(pk=models.CompositePrimaryKey("id", "author_id"))

    key = cls._meta.pk

    assert (type(key), cls._meta.auto_field.column) == (models.CompositePrimaryKey, "id")
    assert waiting(cls) == ["title", "author"]


def test_a_reference_to_the_model_itself_finds_the_key():
    cls = book(sequel_of=foreign_key("self"))

    sequel_of = cls._meta.get_field("sequel_of")

    assert sequel_of.foreign_related_fields == (cls._meta.pk,)
    assert waiting(cls) == ["title", "author"]


def test_options_are_the_same_for_every_class_of_a_model_but_nothing_is_shared():
    state = project(model("Book", options={"db_table": "b", "ordering": ["id"]}))
    before = state.schema_model("shop", "book")
    assert [field.name for field in before._meta.fields] == ["id"]
    state.add_field("shop", "book", "title", models.TextField())

    after = state.schema_model("shop", "book")

    assert after._meta.db_table == "b"
    assert after._meta.original_attrs == before._meta.original_attrs
    assert after._meta.ordering == before._meta.ordering
    assert after._meta.ordering is not before._meta.ordering
    assert [field.name for field in before._meta.fields] == ["id"]
    assert [field.name for field in after._meta.fields] == ["id", "title"]


def test_options_that_change_are_made_anew():
    state = project(model("Book"))
    state.schema_model("shop", "book")
    state.alter_model_options("shop", "book", {"db_table": "b"})

    assert state.schema_model("shop", "book")._meta.db_table == "b"


def test_a_field_asked_for_by_name_is_bound_alone():
    cls = book()

    author = cls._meta.get_field("author")

    assert (author.column, author.model, waiting(cls)) == ("author_id", cls, ["id", "title"])
    assert cls._meta.get_field("author") is author


@pytest.mark.parametrize("first", ["author", "title", "pages"])
def test_lists_are_complete_and_in_order_whatever_was_asked_for_before(first):
    cls = book(pages=models.IntegerField(), editors=models.ManyToManyField("shop.Author"))

    cls._meta.get_field(first)

    assert [field.name for field in cls._meta.fields] == ["id", "title", "author", "pages"]
    assert [field.name for field in cls._meta.local_many_to_many] == ["editors"]
    assert [*cls._meta._forward_fields_map] == [
        *("id", "title", "author", "author_id", "pages", "editors")
    ]


def test_a_key_among_the_fields_keeps_its_place():
    state = project(
        model("Book", title=models.TextField(), isbn=models.TextField(primary_key=True))
    )
    del state.models["shop", "book"].fields["id"]
    state.check_in()

    cls = state.schema_model("shop", "book")

    assert cls._meta.pk.name == "isbn"
    assert waiting(cls) == ["title"]
    assert [field.name for field in cls._meta.fields] == ["title", "isbn"]


def test_a_list_that_was_looked_at_while_a_field_was_bound_is_forgotten(monkeypatch):
    seen = []

    def looking(field, cls, name, private_only=False):
        ordinary(field, cls, name, private_only)
        seen.append([other.name for other in cls._meta.fields])

    ordinary = models.TextField.contribute_to_class
    looking.__module__ = ordinary.__module__
    monkeypatch.setattr(models.TextField, "contribute_to_class", looking)
    cls = book()

    cls._meta.get_field("title")

    assert seen == [["title"]]
    assert [field.name for field in cls._meta.fields] == ["id", "title", "author"]


def test_columns_are_told_without_binding():
    cls = book(editors=models.ManyToManyField("shop.Author"), isbn=models.TextField(db_column="i"))
    cls._meta.get_field("author")

    assert column_names(cls) == ["id", "title", "author_id", "i"]
    assert waiting(cls) == ["id", "title", "editors", "isbn"]


def test_columns_of_an_ordinary_model_are_told_too():
    assert column_names(ContentType) == ["id", "app_label", "model"]


def test_a_field_may_be_asked_for_by_its_attribute():
    assert book()._meta.get_field("author_id").name == "author"


def test_a_field_that_is_not_there_is_refused_as_by_django():
    with pytest.raises(FieldDoesNotExist, match="Book has no field named 'publisher'"):
        book()._meta.get_field("publisher")


def test_fields_that_bring_others_are_bound_at_once_in_the_order_of_the_state():
    cls = book(price=Priced(), pages=models.IntegerField())

    assert waiting(cls) == []
    assert [field.name for field in cls._meta.fields] == [
        *("id", "title", "author", "price", "price_currency", "pages")
    ]


def test_many_to_many_fields_wait_for_those_who_look_at_them():
    cls = book(editors=models.ManyToManyField("shop.Author"))

    assert [field.name for field in cls._meta.local_fields] == ["id", "title", "author"]
    assert waiting(cls) == ["editors"]
    assert [field.name for field in cls._meta.many_to_many] == ["editors"]


def test_the_registry_knows_through_models_of_fields_that_nobody_asked_for():
    cls = book(editors=models.ManyToManyField("shop.Author"))

    registered = cls._meta.apps.get_models(include_auto_created=True)

    assert [other.__name__ for other in registered] == ["Book", "Book_editors"]


def test_a_generated_field_finds_the_fields_it_is_made_of():
    total = models.GeneratedField(
        expression=models.F("pages") * 2, output_field=models.IntegerField(), db_persist=True
    )
    cls = book(total=total, pages=models.IntegerField())

    sql, parameters = cls._meta.get_field("total").generated_sql(connection)

    assert (sql, [*parameters]) == ('("pages" * %s)', [2])


def test_what_somebody_may_change_in_place_does_not_wait():
    state = project(model("Book", title=models.TextField()))
    state.models["shop", "book"].fields["pages"] = models.IntegerField()

    cls = state.schema_model("shop", "book")

    assert waiting(cls) == []
    assert [field.name for field in cls._meta.fields] == ["id", "title", "pages"]

"""The classes of a registry get their fields when somebody looks, and are then like any others."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.base import ModelBase

from migrations_core.rendering.lazy_classes import is_bound
from tests.state.builders import foreign_key, model, project


class Chosen(models.Manager):
    use_in_migrations = True


def library():
    return project(
        model("Author", name=models.CharField(max_length=20, choices=[("a", "A")])),
        model(
            "Book",
            author=foreign_key("shop.Author"),
            tags=models.ManyToManyField("shop.Tag"),
            managers=[("chosen", Chosen())],
        ),
        model("Tag"),
    ).apps


def bound(apps):
    return {found._meta.model_name for found in apps.get_models() if is_bound(found)}


def test_a_list_of_models_and_their_names_and_managers_give_none_its_fields():
    apps = library()

    told = [
        (m.__name__, m._meta.label, m._meta.pk.name, m._default_manager.name)
        for m in apps.get_models()
    ]

    assert told == [
        ("Author", "shop.Author", "id", "objects"),
        ("Book", "shop.Book", "id", "chosen"),
        ("Tag", "shop.Tag", "id", "objects"),
    ]
    assert bound(apps) == set()


@pytest.mark.parametrize(
    "look",
    [
        lambda author: author.name,
        lambda author: author.get_name_display,
        lambda author: author.DoesNotExist,
        lambda author: author(),
        lambda author: author._meta.fields,
        lambda author: author._meta.get_field("name"),
        lambda author: dir(author),
        lambda author: hasattr(author, "nothing"),
        lambda author: str(author.objects.filter(name="a").query),
        lambda author: type("Child", (author,), {"__module__": "x", "Meta": author_meta(author)}),
    ],
)
def test_who_looks_closer_gives_a_model_its_fields(look):
    apps = library()

    look(apps.get_model("shop.Author"))

    assert "author" in bound(apps)


def author_meta(author):
    return type("Meta", (), {"apps": author._meta.apps, "app_label": "shop", "proxy": True})


def test_a_class_with_its_fields_is_an_ordinary_one():
    author = library().get_model("shop.Author")
    author._meta.get_fields()

    assert type(author) is ModelBase
    assert author.__doc__ == "Author(id, name)"
    assert author(name="a").get_name_display() == "A"


class TreeBase(ModelBase):
    """Such as packages for trees and for polymorphic models have."""


class Tree(models.Model, metaclass=TreeBase):
    class Meta:
        abstract = True
        app_label = "shop"


def test_a_class_with_a_metaclass_can_be_derived_from_a_model():
    author = library().get_model("shop.Author")

    child = TreeBase("Child", (Tree, author), {"__module__": "x", "Meta": author_meta(author)})

    assert type(child) is TreeBase
    assert child(name="a").get_name_display() == "A"


def test_each_model_has_exceptions_of_its_own():
    apps = library()
    author, tag = apps.get_model("shop.Author"), apps.get_model("shop.Tag")

    assert issubclass(author.DoesNotExist, ObjectDoesNotExist)
    assert not issubclass(author.DoesNotExist, tag.DoesNotExist)
    assert author.DoesNotExist.__qualname__ == "Author.DoesNotExist"


def test_the_model_of_a_link_is_found_before_anybody_has_seen_the_field():
    apps = library()

    assert apps.get_model("shop.Book_tags") is apps.get_model("shop.Book").tags.through


def test_the_models_of_links_are_listed_when_they_are_asked_for():
    names = [found.__name__ for found in library().get_models(include_auto_created=True)]

    assert sorted(names) == ["Author", "Book", "Book_tags", "Tag"]


def test_a_reverse_accessor_is_there_though_the_other_model_has_no_fields_yet():
    apps = library()
    author = apps.get_model("shop.Author")
    apps.get_models()

    assert author(pk=1).book_set.model is apps.get_model("shop.Book")
    assert "book" in bound(apps)


def test_what_is_not_there_is_missed_as_in_any_class():
    author = library().get_model("shop.Author")

    with pytest.raises(AttributeError, match="type object 'Author' has no attribute 'nothing'"):
        author.nothing  # noqa: B018


def test_a_model_with_a_base_or_an_order_of_its_own_is_made_at_once():
    apps = project(
        model("Shelf"),
        model("Board", shelf=foreign_key("shop.Shelf"), options={"order_with_respect_to": "shelf"}),
        model("Special", options={"proxy": True}, bases=("shop.shelf",)),
    ).apps
    apps.get_models()

    assert bound(apps) >= {"board", "special"}
    assert apps.get_model("shop.Shelf").get_board_order


def test_a_base_that_gets_its_fields_for_a_child_has_the_targets_of_its_links():
    link = models.OneToOneField("shop.Book", models.CASCADE, parent_link=True, primary_key=True)
    apps = project(
        model("Book", tags=models.ManyToManyField("shop.Tag")),
        model("Novel", book_ptr=link, bases=("shop.book",)),
        model("Tag"),
    ).apps

    through = apps.get_model("shop.Novel").tags.through

    assert through._meta.get_field("tag").related_model is apps.get_model("shop.Tag")

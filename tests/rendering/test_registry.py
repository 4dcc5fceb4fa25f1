"""The complete registry renders on demand, and nobody can tell."""

import copy

import pytest
from django.db import models

from migrations_core.state import ProjectState
from tests.state.builders import foreign_key, model, project


def library():
    return project(
        model("Author"),
        model("Book", author=foreign_key("shop.Author")),
        model(
            "Review",
            book=foreign_key("shop.Book"),
            by=foreign_key("shop.Author", related_name="%(class)ss"),
        ),
        model("Shelf", books=models.ManyToManyField("shop.Book", related_name="+")),
        model("Person"),
        model("Hero", options={"proxy": True}, bases=("shop.person",)),
        model("Poem", about=foreign_key("shop.Hero")),
        model(
            "Novel",
            book_ptr=models.OneToOneField("shop.Book", models.CASCADE, parent_link=True),
            bases=("shop.book",),
        ),
    )


def rendered(apps):
    return {name for names in apps.registered.values() for name in names}


def test_nothing_is_rendered_before_somebody_asks():
    assert rendered(library().apps) == set()


def test_a_model_comes_alone():
    apps = library().apps

    apps.get_model("shop.Review")

    assert rendered(apps) == {"review"}


def test_a_model_comes_with_what_it_inherits_from():
    apps = library().apps

    apps.get_model("shop.Novel")

    assert rendered(apps) == {"novel", "book"}


def test_the_targets_of_many_to_many_relations_come_with_the_fields_of_a_model():
    apps = library().apps
    apps.get_models()
    assert "shelf_books" not in rendered(apps)

    shelf = apps.get_model("shop.Shelf")

    assert "shelf_books" in rendered(apps)
    assert shelf.books.through is apps.get_model("shop.Shelf_books")


@pytest.mark.parametrize(
    "look",
    [
        lambda relation: relation.model,
        lambda relation: relation.field_name,
        lambda relation: relation.get_related_field(),
        lambda relation: relation.field.related_model,
        lambda relation: relation.field.target_field,
        lambda relation: relation.field.deconstruct(),
        copy.copy,
        lambda relation: copy.deepcopy(relation.field),
    ],
)
def test_a_target_is_rendered_when_somebody_looks_at_the_relation(look):
    apps = library().apps
    relation = apps.get_model("shop.Review")._meta.get_field("book").remote_field

    look(relation)

    assert rendered(apps) == {"review", "book"}
    assert relation.model is apps.get_model("shop", "book")
    assert relation.field_name == "id"
    assert type(relation) is models.ManyToOneRel


def test_a_copy_of_a_relation_has_the_target_too():
    apps = library().apps
    relation = apps.get_model("shop.Review")._meta.get_field("book").remote_field

    assert copy.copy(relation).model is apps.get_model("shop", "book")


def test_a_target_that_is_asked_for_elsewhere_arrives_at_the_relation():
    apps = library().apps
    review = apps.get_model("shop", "review")

    book = apps.get_model("shop", "book")

    assert vars(review._meta.get_field("book").remote_field)["model"] is book
    assert review(book=book(id=3)).book_id == 3


def test_queries_follow_targets_that_are_not_rendered_yet():
    review = library().apps.get_model("shop", "review")

    assert str(review.objects.filter(book__author__id__gt=1).query).count("JOIN") == 1
    assert str(review.objects.select_related("book__author").query).count("JOIN") == 2


def test_the_list_of_models_is_complete_and_in_the_order_of_the_state():
    apps = library().apps
    apps.get_model("shop", "poem")

    assert [found.__name__ for found in apps.get_models()] == [
        "Author", "Book", "Review", "Shelf", "Person", "Hero", "Poem", "Novel",
    ]  # fmt: skip
    assert [found.__name__ for found in apps.get_app_config("shop").get_models()] == [
        found.__name__ for found in apps.get_models()
    ]


@pytest.mark.parametrize(
    ("name", "accessor", "related"),
    [
        ("author", "book_set", "Book"),
        ("author", "reviews", "Review"),
        ("book", "review_set", "Review"),
        ("person", "poem_set", "Poem"),
        ("book", "novel", "Novel"),
    ],
)
def test_reverse_accessors_are_there_when_they_are_touched(name, accessor, related):
    apps = library().apps
    found = apps.get_model("shop", name)

    descriptor = getattr(found, accessor)

    relation = getattr(descriptor, "rel", None) or descriptor.related
    assert relation.related_model is apps.get_model("shop", related)


def test_a_reverse_accessor_works_on_an_instance():
    author = library().apps.get_model("shop", "author")(id=1)

    assert author.book_set.model.__name__ == "Book"


def test_reverse_relations_are_complete_when_they_are_listed():
    author = library().apps.get_model("shop", "author")

    assert [relation.name for relation in author._meta.related_objects] == ["book", "reviews"]


def test_queries_follow_reverse_relations_that_are_not_rendered_yet():
    author = library().apps.get_model("shop", "author")

    assert str(author.objects.filter(book__review__id=1).query).count("JOIN") == 2


def test_a_hidden_relation_promises_nothing():
    book = library().apps.get_model("shop", "book")

    assert not hasattr(book, "shelf_set")


def test_the_promise_of_a_relation_that_does_not_come_is_withdrawn(settings):
    settings.SHOP_BOOK = "shop.Author"
    state = project(
        model("Author"),
        model("Book", author=foreign_key("shop.Author"), options={"swappable": "SHOP_BOOK"}),
    )
    author = state.apps.get_model("shop", "author")

    with pytest.raises(AttributeError, match="book_set"):
        _ = author.book_set


def test_handles_with_the_same_content_share_what_is_rendered():
    state = library()
    clone = state.clone()

    book = state.apps.get_model("shop", "book")
    review = clone.apps.get_model("shop", "review")

    assert review._meta.get_field("book").related_model is book
    assert len(clone.apps.get_models()) == len(state.apps.get_models()) == 8


def test_an_unknown_model_is_refused():
    with pytest.raises(LookupError, match="App 'shop' doesn't have a 'Letter' model"):
        library().apps.get_model("shop", "Letter")


def test_apps_without_migrations_bring_their_live_models():
    apps = ProjectState(real_apps={"contenttypes"}).apps

    assert [found._meta.label for found in apps.get_models()] == ["contenttypes.ContentType"]

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from migrations_core.exceptions import ModelNotInState
from migrations_core.state import ProjectState, Reference
from tests.state.builders import foreign_key, model, project


def test_renaming_a_model_repoints_relations_and_bases():
    state = project(
        model("Book", prequel=foreign_key("shop.Book")),
        model(
            "Page",
            book=foreign_key("shop.Book"),
            tags=models.ManyToManyField("shop.Tag", through="shop.Book"),
        ),
        model("Novel", bases=("shop.book",)),
        model("Tag"),
    )

    state.rename_model("shop", "Book", "Volume")

    assert state["shop", "volume"].fields["prequel"].remote_field.model == "shop.Volume"
    assert state["shop", "page"].fields["book"].remote_field.model == "shop.Volume"
    assert state["shop", "page"].fields["tags"].remote_field.through == "shop.Volume"
    assert state["shop", "novel"].bases == ("shop.volume",)
    assert ("shop", "book") not in state.model_states


def test_renaming_a_model_leaves_its_relation_to_itself():
    state = project(model("Book", sequel=foreign_key("self")))

    state.rename_model("shop", "Book", "Volume")

    assert state["shop", "volume"].fields["sequel"].remote_field.model == "self"


def test_renaming_a_model_to_another_case_keeps_it():
    state = project(model("book"))

    state.rename_model("shop", "book", "Book")

    assert [found.name for found in state.model_states.values()] == ["Book"]


def test_renaming_a_field_renames_it_in_what_refers_to_it():
    state = project(
        model("Book", isbn=models.TextField(unique=True)),
        model("Copy", book=foreign_key("shop.Book", to_field="isbn")),
    )

    state.rename_field("shop", "book", "isbn", "number")

    copy_field = state["shop", "copy"].fields["book"]
    assert copy_field.to_fields == ("number",)
    assert copy_field.remote_field.field_name == "number"


def test_renaming_a_field_renames_it_in_what_the_rows_are_ordered_by():
    state = project(
        model("Book"),
        model("Page", book=foreign_key("shop.Book"), options={"order_with_respect_to": "book"}),
    )

    state.rename_field("shop", "page", "book", "volume")

    assert state["shop", "page"].options["order_with_respect_to"] == "volume"


def test_altering_an_unknown_field_is_refused_by_name():
    state = project(model("Book"))

    with pytest.raises(FieldDoesNotExist, match=r"shop\.book has no field named 'title'"):
        state.alter_field("shop", "book", "title", models.TextField())


def test_renaming_a_field_of_a_through_model_renames_it_in_through_fields():
    state = project(
        model("Person"),
        model("Member", person=foreign_key("shop.Person"), group=foreign_key("shop.Group")),
        model(
            "Group",
            people=models.ManyToManyField(
                "shop.Person", through="shop.Member", through_fields=("group", "person")
            ),
        ),
    )

    state.rename_field("shop", "member", "person", "human")

    assert state["shop", "group"].fields["people"].remote_field.through_fields == ("group", "human")


def test_a_default_for_existing_rows_only_is_not_kept():
    state = project(model("Book"))
    given = models.IntegerField(default=7)

    state.add_field("shop", "book", "pages", given, preserve_default=False)

    assert not state["shop", "book"].fields["pages"].has_default()
    assert given.default == 7


def test_options_that_are_not_given_are_removed():
    state = project(model("Book", options={"ordering": ["id"], "db_table": "books"}))

    state.alter_model_options(
        "shop", "book", {"verbose_name": "tome"}, ["ordering", "verbose_name"]
    )

    assert state["shop", "book"].options == {
        "indexes": [],
        "constraints": [],
        "db_table": "books",
        "verbose_name": "tome",
    }


def test_indexes_are_added_renamed_and_removed():
    state = project(model("Book"))
    index = models.Index(fields=["id"], name="one")

    state.add_index("shop", "book", index)
    state.rename_index("shop", "book", "one", "two")
    assert state["shop", "book"].options["indexes"] == [models.Index(fields=["id"], name="two")]
    assert index.name == "one"

    state.remove_index("shop", "book", "two")
    assert state["shop", "book"].options["indexes"] == []


def test_constraints_are_replaced_by_name():
    positive = models.CheckConstraint(condition=models.Q(id__gt=0), name="sign")
    negative = models.CheckConstraint(condition=models.Q(id__lt=0), name="sign")
    state = project(model("Book", options={"constraints": [positive]}))

    state.alter_constraint("shop", "book", "sign", negative)

    assert state["shop", "book"].options["constraints"] == [negative]


def test_an_unknown_model_is_refused_by_name():
    with pytest.raises(ModelNotInState) as error:
        project().add_field("shop", "book", "pages", models.IntegerField(), preserve_default=True)

    assert str(error.value) == "There is no model 'shop.book' at this point of the migrations."


def test_relations_count_a_proxy_as_the_model_whose_table_it_shares():
    state = project(
        model("Person"),
        model("Hero", options={"proxy": True}, bases=("shop.person",)),
        model("Book", about=foreign_key("shop.Hero")),
    )
    field = state["shop", "book"].fields["about"]

    assert state.relations == {
        ("shop", "person"): {("shop", "book"): {"about": field}},
        ("shop", "hero"): {("shop", "book"): {"about": field}},
    }


def test_references_to_a_model_come_through_its_proxies_too():
    state = project(
        model("Person"),
        model("Hero", options={"proxy": True}, bases=("shop.person",)),
        model("Book", about=foreign_key("shop.Hero")),
    )

    assert list(state.references_to(("shop", "person"), "id")) == [
        Reference(("shop", "book"), "about", state["shop", "book"].fields["about"])
    ]


def test_references_to_another_field_are_left_out():
    state = project(
        model("Book", isbn=models.TextField(unique=True), title=models.TextField(unique=True)),
        model("Copy", book=foreign_key("shop.Book", to_field="isbn")),
    )

    assert [
        reference.field_name for reference in state.references_to(("shop", "book"), "isbn")
    ] == ["book"]
    assert list(state.references_to(("shop", "book"), "title")) == []


def test_capturing_what_was_rendered_gives_the_state_back():
    state = project(
        model("Author", options={"db_table": "writers", "ordering": ["id"]}),
        model(
            "Book",
            title=models.TextField(db_default="untitled"),
            author=foreign_key("shop.author", related_name="works"),
            tags=models.ManyToManyField("shop.tag"),
            options={
                "unique_together": {("title", "author")},
                "indexes": [models.Index(fields=["title"], name="by_title")],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(title=""), name="titled")
                ],
            },
        ),
        model("Tag", options={"order_with_respect_to": "parent"}, parent=foreign_key("shop.tag")),
        model("Alias", options={"proxy": True}, bases=("shop.author",)),
    )

    assert ProjectState.from_apps(state.apps) == state


def test_models_are_rendered_once_for_all_clones():
    state = project(model("Book"))

    assert state.clone().apps.get_model("shop", "book") is state.apps.get_model("shop", "book")


def test_every_clone_has_a_registry_of_its_own():
    state = project(model("Book"))

    assert state.clone().apps is not state.apps


def test_relations_that_somebody_holds_follow_the_changes():
    state = project(model("Author"), model("Book", author=foreign_key("shop.Author")))
    relations = state.relations

    state.add_field("shop", "book", "editor", foreign_key("shop.Author"), preserve_default=True)
    assert list(relations["shop", "author"]["shop", "book"]) == ["author", "editor"]

    state.remove_model("shop", "book")
    assert relations == {}


def test_a_change_makes_the_registry_anew():
    state = project(model("Book"))
    before = state.apps

    state.add_field("shop", "book", "pages", models.IntegerField(), preserve_default=True)

    assert state.apps.get_model("shop", "book")._meta.get_field("pages")
    assert before.get_model("shop", "book") is not state.apps.get_model("shop", "book")


def test_dangling_references_are_named_together():
    state = project(
        model("Book", author=foreign_key("shop.Author"), owner=foreign_key("auth.User"))
    )

    with pytest.raises(ValueError) as error:  # noqa: PT011 (the whole message is compared)
        _ = state.apps

    assert str(error.value) == (
        "The field shop.Book.author was declared with a lazy reference to 'shop.author', but app "
        "'shop' doesn't provide model 'author'.\n"
        "The field shop.Book.owner was declared with a lazy reference to 'auth.user', but app "
        "'auth' isn't installed."
    )

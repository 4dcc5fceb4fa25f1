"""States are cheap to copy and cannot reach each other."""

from django.db import models

from tests.state.builders import foreign_key, model, project


def test_a_clone_shares_the_model_states():
    state = project(model("Book"), model("Author"))

    clone = state.clone()

    assert clone["shop", "book"] is state["shop", "book"]
    assert clone == state


def test_a_change_to_a_clone_does_not_reach_the_original():
    state = project(model("Book"))
    clone = state.clone()

    clone.add_field("shop", "book", "title", models.TextField(), preserve_default=True)
    clone.remove_model("shop", "book")

    assert list(state.model_states) == [("shop", "book")]
    assert list(state["shop", "book"].fields) == ["id"]


def test_a_change_to_the_original_does_not_reach_a_clone():
    state = project(model("Book"))
    clone = state.clone()

    state.rename_model("shop", "Book", "Volume")

    assert list(clone.model_states) == [("shop", "book")]


def test_foreign_code_that_changes_a_model_state_in_place_changes_one_state_only():
    state = project(model("Book", options={"indexes": []}))
    clone = state.clone()

    checked_out = clone.models["shop", "book"]
    checked_out.fields["title"] = models.TextField()
    checked_out.options["indexes"].append(models.Index(fields=["title"], name="by_title"))

    assert list(clone["shop", "book"].fields) == ["id", "title"]
    assert list(state["shop", "book"].fields) == ["id"]
    assert state["shop", "book"].options["indexes"] == []


def test_what_was_lent_follows_later_changes_of_its_state():
    state = project(model("Book"))
    checked_out = state.models["shop", "book"]

    state.add_field("shop", "book", "title", models.TextField(), preserve_default=True)

    assert list(checked_out.fields) == ["id", "title"]


def test_a_clone_made_while_lending_keeps_what_was_changed_so_far():
    state = project(model("Book"))
    checked_out = state.models["shop", "book"]
    checked_out.options["db_table"] = "books"

    clone = state.clone()
    checked_out.options["db_table"] = "volumes"

    assert clone["shop", "book"].options["db_table"] == "books"


def test_settling_shares_again_what_was_only_read():
    book = model("Book")
    state = project(book)
    assert list(state.models["shop", "book"].fields) == ["id"]

    state.check_in()

    assert state["shop", "book"] is book


def test_settling_keeps_what_was_changed_and_lets_go_of_the_borrower():
    state = project(model("Book"))
    checked_out = state.models["shop", "book"]
    checked_out.options["db_table"] = "books"

    state.check_in()
    checked_out.options["db_table"] = "volumes"

    assert state["shop", "book"].options["db_table"] == "books"


def test_users_of_a_model_follow_every_change():
    state = project(model("Author"), model("Book", author=foreign_key("shop.Author")))
    assert state.users_of(("shop", "author")) == (("shop", "book"),)

    state.add_model(model("Letter", author=foreign_key("shop.Author")))
    assert state.users_of(("shop", "author")) == (("shop", "book"), ("shop", "letter"))

    state.remove_field("shop", "book", "author")
    assert state.users_of(("shop", "author")) == (("shop", "letter"),)


def test_models_reads_like_a_dict():
    state = project(model("Book"))

    assert ("shop", "book") in state.models
    assert list(state.models) == [("shop", "book")]
    assert state.models == {("shop", "book"): model("Book")}
    assert state.models.get(("shop", "author")) is None

    del state.models["shop", "book"]
    assert len(state.models) == 0

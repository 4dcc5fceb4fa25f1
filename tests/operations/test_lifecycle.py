import pytest
from django.contrib.auth.models import Group
from django.db import models

from migrations_core.exceptions import ModelNotInState
from migrations_core.operations import CreateModel, DeleteModel
from migrations_core.state import ModelState
from tests.operations.samples import APP, ID, bookshop, build
from tests.state.builders import foreign_key


def test_creating_a_model_adds_it_to_the_state():
    name = models.CharField(max_length=9)
    manager = models.Manager()
    state = bookshop()

    CreateModel(
        "Till", [ID, ("name", name)], {"ordering": ["name"]}, managers=[("all", manager)]
    ).state_forwards(APP, state)

    expected = ModelState(
        APP, "Till", [ID, ("name", name)], {"ordering": ["name"]}, managers=[("all", manager)]
    )
    assert state[APP, "till"] == expected
    assert {key: state[key] for key in bookshop().model_states} == bookshop().model_states


def test_the_state_does_not_share_the_operations_lists():
    operation = CreateModel("Till", [ID], {"ordering": ["id"]})
    state = bookshop()
    operation.state_forwards(APP, state)

    state.models[APP, "till"].fields["name"] = models.TextField()
    state.models[APP, "till"].options["ordering"] = []

    assert operation.fields == [ID]
    assert operation.options == {"ordering": ["id"]}


def test_deleting_a_model_takes_it_out_of_the_state():
    state = bookshop()

    DeleteModel("Novel").state_forwards(APP, state)

    assert state.model_states.keys() == bookshop().model_states.keys() - {(APP, "novel")}


def test_deleting_an_unknown_model_names_it():
    with pytest.raises(ModelNotInState, match=r"'shop\.scroll'"):
        DeleteModel("Scroll").state_forwards(APP, bookshop())


@pytest.mark.parametrize(
    ("argument", "values", "duplicate"),
    [
        ("fields", [("id", models.AutoField()), ("id", models.IntegerField())], "id"),
        ("bases", ("auth.Group", "auth.group"), "auth.group"),
        ("bases", (Group, "auth.group"), "auth.group"),
        ("bases", (object, object), "<class 'object'>"),
        ("managers", [("all", models.Manager()), ("all", models.Manager())], "all"),
    ],
)
def test_duplicates_are_refused(argument, values, duplicate):
    arguments = {"name": "Book", "fields": [], argument: values}

    with pytest.raises(ValueError, match="Found duplicate") as caught:
        CreateModel(**arguments)

    message = f"Found duplicate value {duplicate} in CreateModel {argument} argument."
    assert str(caught.value) == message


def test_creating_a_model_makes_all_its_tables_and_indexes(shop):
    after = shop.after(build("create a model"))

    assert after.tables() - shop_tables() == {"shop_shelf", "shop_shelf_books"}
    indexed = [facts["columns"] for facts in after.schema()["shop_shelf"]["constraints"].values()]
    assert sorted(indexed) == [
        ["number"],
        ["number", "room"],
        ["owner_id"],
        ["room", "number"],
    ]


def test_proxies_and_unmanaged_models_have_no_tables(shop):
    unmanaged = CreateModel("Ledger", [ID], {"managed": False})

    after = shop.after(build("create a proxy"), unmanaged, DeleteModel("Ledger"))

    assert after.tables() == shop_tables()


def test_swapped_models_have_no_tables(shop, settings):
    settings.SHOP_TILL_MODEL = "shop.Book"

    after = shop.after(CreateModel("Till", [ID], {"swappable": "SHOP_TILL_MODEL"}))

    assert after.tables() == shop_tables()


def test_a_child_references_its_parent_and_its_relations():
    operation = CreateModel(
        "Poem",
        [("place", foreign_key("geo.Place")), ("moods", models.ManyToManyField("Mood"))],
        bases=("shop.book", object),
    )

    referenced = [
        operation.references_model(name, app)
        for name, app in [
            ("Poem", APP),
            ("BOOK", APP),
            ("Mood", APP),
            ("Place", "geo"),
            ("Place", APP),
        ]
    ]

    assert referenced == [True, True, True, True, False]


def shop_tables():
    return {
        "shop_author",
        "shop_book",
        "shop_book_tags",
        "shop_novel",
        "shop_review",
        "shop_stock",
        "shop_tag",
    }

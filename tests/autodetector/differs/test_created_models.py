from django.db import models
from django.db.models.functions import Lower

from migrations_core import operations
from migrations_core.autodetector.differs.created_models import created_models
from migrations_core.autodetector.requirements import (
    Proposal,
    field_created,
    model_created,
    model_removed,
)
from tests.autodetector.builders import detect, pair_of, propose, written
from tests.state.builders import foreign_key, model

ID = models.BigAutoField(primary_key=True, serialize=False)


def requirements(proposals: list[Proposal]) -> list[tuple[str, set]]:
    return [(type(each.operation).__name__, set(each.requires)) for each in proposals]


def test_relations_are_added_after_the_model():
    book = model("Book", author=foreign_key("shop.author"))

    assert propose(created_models, [model("Author")], [model("Author"), book]) == written(
        [
            operations.CreateModel(
                "Book", fields=[("id", ID)], bases=book.bases, managers=book.managers
            ),
            operations.AddField("book", "author", foreign_key("shop.author")),
        ]
    )


def test_what_is_built_on_relations_waits_for_them():
    pair = pair_of(
        [model("Author")],
        [
            model("Author"),
            model(
                "Book",
                author=foreign_key("shop.author"),
                options={"indexes": [models.Index(fields=["author"], name="by_author")]},
            ),
        ],
    )

    book = ("shop", "book")
    assert requirements(created_models(pair, None)) == [
        ("CreateModel", {model_removed(book)}),
        ("AddField", {model_created(("shop", "author")), model_created(book)}),
        ("AddIndex", {field_created(book, "author"), model_created(book)}),
    ]


def test_a_column_of_a_composite_key_is_there_from_the_beginning():
    line = model(
        "Line",
        order=foreign_key("shop.order"),
        number=models.IntegerField(),
    )
    fields = {"pk": models.CompositePrimaryKey("order_id", "number"), **line.fields}
    del fields["id"]
    pair = pair_of([model("Order")], [model("Order"), line.with_fields(fields)])

    (creation,) = created_models(pair, None)

    assert [name for name, _ in creation.operation.fields] == ["pk", "number", "order"]
    assert model_created(("shop", "order")) in creation.requires


def test_a_generated_column_waits_for_the_relation_that_it_uses():
    book = model(
        "Book",
        key=models.GeneratedField(
            expression=Lower("author_id"), output_field=models.TextField(), db_persist=True
        ),
        author=foreign_key("shop.author"),
    )
    pair = pair_of([model("Author")], [model("Author"), book])

    creation, _author, key = created_models(pair, None)

    assert [name for name, _ in creation.operation.fields] == ["id"]
    assert field_created(("shop", "book"), "author") in key.requires


def test_unmanaged_models_are_created_in_the_state_alone():
    view = model("Report", author=foreign_key("shop.author"), options={"managed": False})

    assert propose(created_models, [model("Author")], [model("Author"), view]) == written(
        [operations.CreateModel("Report", [("id", ID)], {"managed": False}, view.bases, [])]
    )


def test_models_that_may_be_swapped_come_first():
    swappable = model("Zebra", options={"swappable": "ZEBRA_MODEL"})

    names = [operation[2]["name"] for operation in detect([], [model("Ape"), swappable])["shop"][0]]

    assert names == ["Zebra", "Ape"]


def test_a_proxy_that_becomes_a_model_gets_the_foreign_keys_that_led_to_it():
    person, book = model("Person"), model("Book", hero=foreign_key("shop.hero"))
    proxy = model("Hero", options={"proxy": True}, bases=("shop.person",)).with_fields({})

    proposed = propose(created_models, [person, proxy, book], [person, model("Hero"), book])

    assert proposed[1:] == written(
        [operations.AlterField("Book", "hero", foreign_key("shop.hero"))]
    )

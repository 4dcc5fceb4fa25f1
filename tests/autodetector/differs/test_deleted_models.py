from django.db import models

from migrations_core import operations
from migrations_core.autodetector.differs.deleted_models import deleted_models, deleted_proxies
from migrations_core.autodetector.requirements import field_altered, field_removed, model_removed
from tests.autodetector.builders import YES, detect, pair_of, propose, written
from tests.state.builders import foreign_key, model


def proxy(name: str, base: str):
    return model(name, options={"proxy": True}, bases=(base,)).with_fields({})


def test_options_and_relations_go_before_the_model():
    book = model(
        "Book",
        title=models.TextField(),
        author=foreign_key("shop.author"),
        options={
            "unique_together": {("title", "author")},
            "order_with_respect_to": "author",
            "indexes": [models.Index(fields=["title"], name="by_title")],
            "constraints": [models.UniqueConstraint(fields=["title"], name="once")],
        },
    )

    assert propose(deleted_models, [model("Author"), book], [model("Author")]) == written(
        [
            operations.AlterUniqueTogether("book", None),
            operations.AlterOrderWithRespectTo("book", None),
            operations.RemoveIndex("book", "by_title"),
            operations.RemoveConstraint("book", "once"),
            operations.RemoveField("book", "author"),
            operations.DeleteModel("Book"),
        ]
    )


def test_a_model_waits_for_everything_that_refers_to_it():
    before = [
        model("Author"),
        model("Book", author=foreign_key("shop.author")),
        model("Shelf", books=models.ManyToManyField("shop.book", through="shop.author")),
        proxy("Poet", "shop.author"),
    ]
    pair = pair_of(before, before[1:3])

    (deletion,) = deleted_models(pair, None)

    book, shelf = ("shop", "book"), ("shop", "shelf")
    assert set(deletion.requires) == {
        field_removed(book, "author"),
        field_altered(book, "author"),
        field_removed(shelf, "books"),
        model_removed(("shop", "poet")),
    }


def test_a_proxy_waits_for_the_foreign_keys_that_lead_to_it():
    before = [
        model("Author"),
        proxy("Poet", "shop.author"),
        model("Ode", by=foreign_key("shop.poet")),
    ]
    pair = pair_of(before, [model("Author"), model("Ode", by=foreign_key("shop.author"))])

    (deletion,) = deleted_proxies(pair, None)

    ode = ("shop", "ode")
    assert set(deletion.requires) == {field_removed(ode, "by"), field_altered(ode, "by")}


def test_models_that_refer_to_each_other_are_deleted():
    before = [
        model("Man", wife=foreign_key("shop.woman")),
        model("Woman", husband=foreign_key("shop.man")),
    ]

    assert detect(before, []) == {
        "shop": [
            written(
                [
                    operations.RemoveField("woman", "husband"),
                    operations.DeleteModel("Man"),
                    operations.DeleteModel("Woman"),
                ]
            )
        ]
    }


def test_a_model_waits_for_what_referred_to_it_under_any_name():
    box, van = "depot", model("Van", app="depot")
    before = [model("Author"), van, model("Box", app=box, x=foreign_key("shop.author"))]
    after = [van, model("Crate", app=box, x=foreign_key("depot.van"))]
    pair = pair_of(before, after, YES)

    (deletion,) = deleted_models(pair, None)

    assert field_altered(("depot", "crate"), "x") in deletion.requires

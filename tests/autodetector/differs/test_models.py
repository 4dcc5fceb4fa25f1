from migrations_core import operations
from migrations_core.autodetector.differs.models import created_proxies, renamed_models
from migrations_core.autodetector.requirements import model_created
from tests.autodetector.builders import YES, detect, pair_of, propose, written
from tests.state.builders import foreign_key, model


def test_a_model_with_the_same_fields_may_be_renamed():
    before, after = [model("Author")], [model("Writer")]

    assert propose(renamed_models, before, after, YES) == written(
        [operations.RenameModel("Author", "Writer")]
    )
    assert propose(renamed_models, before, after) == []


def test_a_renaming_waits_for_the_models_that_will_follow_it():
    pair = pair_of(
        [model("Author"), model("Box", app="depot", of=foreign_key("shop.author"))],
        [model("Writer"), model("Box", app="depot", of=foreign_key("shop.writer"))],
        YES,
    )

    (renaming,) = renamed_models(pair, None)

    assert renaming.requires == (model_created(("depot", "box")),)


def test_two_models_are_renamed_in_one_run():
    before = [model("Author"), model("Book", by=foreign_key("shop.author"))]
    after = [model("Writer"), model("Work", by=foreign_key("shop.writer"))]

    assert detect(before, after, YES) == {
        "shop": [
            written(
                [
                    operations.RenameModel("Book", "Work"),
                    operations.RenameModel("Author", "Writer"),
                ]
            )
        ]
    }


def test_what_is_said_of_a_model_by_its_new_name_comes_after_the_renaming():
    before = [model("Author"), model("Note")]
    after = [
        model("Writer", options={"ordering": ["id"]}),
        model("Note", of=foreign_key("shop.writer", null=True)),
    ]

    names = [operation[0] for operation in detect(before, after, YES)["shop"][0]]

    assert names == ["RenameModel", "AlterModelOptions", "AddField"]


def test_a_proxy_is_created_after_its_base():
    proxy = model("Poet", options={"proxy": True}, bases=("shop.author",)).with_fields({})

    (creation,) = created_proxies(pair_of([], [model("Author"), proxy]), None)

    assert written([creation.operation]) == written(
        [operations.CreateModel("Poet", [], proxy.options, ("shop.author",), [])]
    )
    assert model_created(("shop", "author")) in creation.requires

import pytest

from migrations_core import operations
from migrations_core.autodetector.requirements import (
    OperationDependency,
    field_removed,
    model_created,
)
from migrations_core.autodetector.splitting import split
from migrations_core.exceptions import UnorderableChangesError
from tests.autodetector.builders import detect, in_order
from tests.state.builders import foreign_key, model


def create(name, *requirements):
    operation = operations.CreateModel(name, [])
    operation._auto_deps = requirements
    return operation


def outline(migrations):
    return {
        app_label: [
            (each.name, [operation.name for operation in each.operations], each.dependencies)
            for each in of_app
        ]
        for app_label, of_app in migrations.items()
    }


def test_an_app_without_requirements_gets_one_migration():
    assert outline(split({"shop": [create("A"), create("B")]}, set())) == {
        "shop": [("auto_1", ["A", "B"], [])]
    }


def test_an_app_waits_for_the_one_that_it_requires():
    found = split(
        {"depot": [create("Box", model_created(("shop", "a")))], "shop": [create("A")]}, set()
    )

    assert outline(found) == {
        "shop": [("auto_1", ["A"], [])],
        "depot": [("auto_1", ["Box"], [("shop", "auto_1")])],
    }


def test_apps_that_require_each_other_are_cut():
    found = split(
        {
            "depot": [create("Box"), create("Van", model_created(("shop", "a")))],
            "shop": [create("A", model_created(("depot", "box")))],
        },
        set(),
    )

    assert outline(found) == {
        "depot": [
            ("auto_1", ["Box"], []),
            ("auto_2", ["Van"], [("shop", "auto_1"), ("depot", "auto_1")]),
        ],
        "shop": [("auto_1", ["A"], [("depot", "auto_1")])],
    }


def test_what_can_go_passes_what_has_to_wait():
    found = split(
        {
            "depot": [create("Box", model_created(("shop", "a"))), create("Van")],
            "shop": [create("B", model_created(("depot", "van"))), create("A")],
        },
        set(),
    )

    assert [(str(each), [op.name for op in each.operations]) for each in in_order(found)] == [
        ("depot.auto_1", ["Van"]),
        ("shop.auto_1", ["B", "A"]),
        ("depot.auto_2", ["Box"]),
    ]


def test_operations_on_one_model_stay_in_their_order():
    waiting = create("Box", model_created(("shop", "a")))
    following = operations.DeleteModel("Box")
    following._auto_deps = ()
    other = create("A", OperationDependency("depot", "box", None, OperationDependency.Type.REMOVE))

    with pytest.raises(UnorderableChangesError) as raised:
        split({"depot": [waiting, following], "shop": [other]}, set())
    assert raised.value.circle == (
        ("depot", "Delete model Box"),
        ("shop", "Create model A"),
        ("depot", "Create model Box"),
    )


def test_only_those_that_wait_for_each_other_are_named():
    box = create("Box", model_created(("shop", "a")))
    book = create("A", model_created(("depot", "box")))
    others = [create("B", model_created(("shop", "a"))), create("C")]

    with pytest.raises(UnorderableChangesError) as raised:
        split({"basement": others, "depot": [box], "shop": [book]}, set())
    assert raised.value.circle == (("depot", "Create model Box"), ("shop", "Create model A"))


def test_what_exists_already_is_depended_on_by_its_last_migration():
    found = split(
        {"shop": [create("A", model_created(("auth", "user")))]},
        {"shop"},
        {"auth": ("auth", "0012_last")}.get,
    )

    assert outline(found) == {"shop": [("auto_1", ["A"], [("auth", "0012_last")])]}
    assert not found["shop"][0].initial


def test_an_app_without_migrations_is_depended_on_by_its_first():
    found = split({"shop": [create("A", field_removed(("auth", "user"), "x"))]}, set())

    assert outline(found) == {"shop": [("auto_1", ["A"], [("auth", "__first__")])]}


def test_a_swappable_model_is_depended_on_by_its_setting():
    swappable = OperationDependency(
        "__setting__", "AUTH_USER_MODEL", None, OperationDependency.Type.CREATE
    )

    found = split({"shop": [create("A", swappable)]}, set())

    assert outline(found) == {"shop": [("auto_1", ["A"], [("__setting__", "AUTH_USER_MODEL")])]}


def test_models_of_two_apps_that_refer_to_each_other_are_created_and_deleted():
    both = [
        model("Box", app="depot", of=foreign_key("shop.book")),
        model("Book", in_=foreign_key("depot.box")),
    ]

    created, deleted = detect([], both), detect(both, [])

    assert {app: len(of_app) for app, of_app in created.items()} == {"depot": 2, "shop": 1}
    assert {app: len(of_app) for app, of_app in deleted.items()} == {"depot": 2, "shop": 1}

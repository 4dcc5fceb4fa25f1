"""Fields that move between models which share rows: the one is gone before the other comes, in whichever app."""

from __future__ import annotations

import pytest
from django.db import models

from migrations_core.autodetector import MigrationAutodetector
from tests.autodetector.builders import NO, YES, carry_out, in_order
from tests.state.builders import model, project


def child(name: str = "Child", base: str = "shop.parent", app: str = "depot", **fields):
    pointer = models.OneToOneField(base, models.CASCADE, parent_link=True, primary_key=True)
    return model(name, app=app, bases=(base,), **{f"{base.split('.')[1]}_ptr": pointer, **fields})


def number(default: int = 0) -> models.Field:
    return models.IntegerField(default=default)


def alias():
    return model("Alias", app="alias", bases=("shop.parent",), options={"proxy": True})


CASES = {
    "down": (
        [model("Parent", a=number()), child()],
        [model("Parent"), child(a=number())],
        ["Remove field a from parent", "Add field a to child"],
    ),
    "up": (
        [model("Parent"), child(a=number())],
        [model("Parent", a=number()), child()],
        ["Remove field a from child", "Add field a to parent"],
    ),
    "down to a new child": (
        [model("Parent", a=number())],
        [model("Parent"), child(a=number())],
        ["Remove field a from parent", "Create model Child"],
    ),
    "up from a child that goes": (
        [model("Parent"), child(a=number())],
        [model("Parent", a=number())],
        ["Delete model Child", "Add field a to parent"],
    ),
    "down past a proxy": (
        [model("Parent", a=number()), alias(), child(base="alias.alias")],
        [model("Parent"), alias(), child(base="alias.alias", a=number())],
        ["Remove field a from parent", "Add field a to child"],
    ),
    "down two steps": (
        [model("Parent", a=number()), child(), child("Grandchild", "depot.child", "far")],
        [model("Parent"), child(), child("Grandchild", "depot.child", "far", a=number())],
        ["Remove field a from parent", "Add field a to grandchild"],
    ),
    "a relation": (
        [model("Parent", a=models.ForeignKey("shop.parent", models.CASCADE, null=True)), child()],
        [model("Parent"), child(a=models.ForeignKey("shop.parent", models.CASCADE, null=True))],
        ["Remove field a from parent", "Add field a to child"],
    ),
}


def described(before, after, questioner) -> list[str]:
    changes = MigrationAutodetector(project(*before), project(*after), questioner)._detect_changes()
    reached = carry_out(changes, project(*before))  # renders after every operation
    assert MigrationAutodetector(reached, project(*after))._detect_changes() == {}
    return [each.describe() for migration in in_order(changes) for each in migration.operations]


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("apps_are_swapped", [False, True])
def test_the_field_goes_before_it_comes(before, after, expected, apps_are_swapped):
    if apps_are_swapped:  # so that neither order of the labels helps
        before, after = ([_in_other_apps(each) for each in states] for states in (before, after))

    assert described(before, after, NO) == expected


def test_a_name_that_a_parent_gives_up_by_a_renaming_can_be_taken():
    before = [model("Parent", a=number(1)), child()]
    after = [model("Parent", b=number(1)), child(a=models.TextField(default=""))]

    assert described(before, after, YES) == [
        "Rename field a on parent to b",
        "Add field a to child",
    ]


def test_a_name_that_a_child_gives_up_can_be_taken_by_a_renaming():
    before = [model("Parent", b=number(1)), child(a=models.TextField(default=""))]
    after = [model("Parent", a=number(1)), child()]

    assert described(before, after, YES) == [
        "Remove field a from child",
        "Rename field b on parent to a",
    ]


OTHERS = {"shop": "zoo", "depot": "ark", "far": "abc", "alias": "yak"}


def _in_other_apps(state):
    def moved(label: str) -> str:
        app_label, name = label.split(".")
        return f"{OTHERS[app_label]}.{name}"

    fields = {name: field.clone() for name, field in state.fields.items()}
    for field in fields.values():
        if field.remote_field:
            field.remote_field.model = moved(field.remote_field.model)
    bases = tuple(moved(base) if isinstance(base, str) else base for base in state.bases)
    return type(state)(OTHERS[state.app_label], state.name, fields, dict(state.options), bases)

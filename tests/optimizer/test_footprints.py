"""What can be known of a pair without asking it, and what cannot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models

from migrations_core import operations as ops
from migrations_core.operations import registry
from migrations_core.operations.base import Operation
from migrations_core.operations.footprint import ANY_FIELD, Footprint
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.optimizer.footprints import RENAMED, UNKNOWN, entry


def create(name: str, **fields: Any) -> ops.CreateModel:
    return ops.CreateModel(name, list(fields.items()))


def optimized(*operations: Any) -> list[Any]:
    return MigrationOptimizer().optimize(operations, "shop")


def test_a_class_that_overrides_reduce_is_asked_about_every_pair() -> None:
    asked = []

    class Curious(ops.RunSQL):
        def reduce(self, operation: Any, app_label: str) -> list[Any] | bool:
            asked.append(operation)
            return True

    others = [create("Apple"), ops.DeleteModel("Bear"), ops.RunSQL("SELECT 1")]
    optimized(Curious("SELECT 2"), *others)

    assert asked == others


@pytest.mark.parametrize("name", ops.OPERATIONS)
def test_every_operation_names_what_it_decides_pairs_by(name: str) -> None:
    assert ops.OPERATIONS[name].stands_by_footprint()


DECISIONS = ("reduce", "can_reduce_through", "references_model", "references_field", "footprint")


def decide(self: Any, *args: Any) -> bool:
    return True


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize(
    "base", [ops.AddField, ops.RenameField, ops.CreateModel, ops.AlterUniqueTogether, ops.AddIndex]
)
def test_what_a_class_names_is_not_believed_of_a_subclass_that_decides_otherwise(
    base: Any, decision: str
) -> None:
    mixin = type("Mixin", (), {decision: decide})

    assert not type("Derived", (mixin, base), {}).stands_by_footprint()
    if decision != "footprint":
        assert not type("Derived", (base,), {decision: decide}).stands_by_footprint()


@pytest.mark.parametrize(
    ("patched", "decision"),
    [
        *((ops.CreateModel, decision) for decision in DECISIONS[:4]),
        (Operation, "reduce"),
        (Operation, "references_model"),
    ],
)
def test_a_class_that_somebody_patched_is_asked_about_every_pair(
    patched: Any, decision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patched, decision, decide)

    assert entry(create("Apple"), "shop") == UNKNOWN
    monkeypatch.undo()
    assert entry(create("Apple"), "shop") != UNKNOWN


def test_a_subclass_may_say_what_it_names_and_decide_by_that() -> None:
    class AddWithTwin(ops.AddField):
        """Adds a field to a second model as well."""

        def footprint(self, app_label: str) -> Footprint:
            return Footprint(both := (("book", ANY_FIELD), ("twin", ANY_FIELD)), both)

        def can_reduce_through(self, operation: Any, app_label: str) -> bool:
            return not any(operation.references_model(name, app_label) for name in ("book", "twin"))

    add = AddWithTwin("Book", "pages", models.IntegerField())

    assert entry(add, "shop").subjects == {
        ("book",),
        ("twin",),
        ("book", RENAMED),
        ("twin", RENAMED),
    }
    assert add.references_model("Twin", "shop")
    assert add.references_field("Twin", "pages", "shop")
    assert not add.references_field("Other", "pages", "shop")


def test_what_a_subclass_says_of_a_model_decides_about_its_fields_where_it_does_in_django() -> None:
    def everywhere(base: Any) -> Any:
        return type("Everywhere", (base,), {"references_model": decide})

    pairs = [
        (ours("Book", *args), theirs("Book", *args))
        for name, args in {
            "CreateModel": ([],),
            "AlterUniqueTogether": ({("title", "isbn")},),
            "AddField": ("title", models.TextField()),
            "RenameField": ("title", "name"),
            "RemoveField": ("title",),
        }.items()
        for ours, theirs in [map(everywhere, (ops.OPERATIONS[name], getattr(migrations, name)))]
    ]
    places = [("Book", "title"), ("Book", "other")]

    assert [[ours.references_field(*place, "shop") for place in places] for ours, _ in pairs] == [
        [theirs.references_field(*place, "shop") for place in places] for _, theirs in pairs
    ]


@pytest.fixture
def _reduction_of_somebody() -> Iterator[None]:
    before = {pair: list(functions) for pair, functions in registry._reductions.items()}
    yield
    registry._reductions.clear()
    registry._reductions.update(before)
    registry._found.clear()
    registry._involving.clear()


@pytest.mark.usefixtures("_reduction_of_somebody")
def test_a_reduction_that_somebody_registers_may_be_about_any_two_models() -> None:
    class Note(ops.RunSQL):
        """A class of its own, of which nothing is remembered yet."""

    @registry.reduction(Note, ops.DeleteModel)
    def forget(note: Any, delete: Any, app_label: str) -> list[Any]:
        return [delete]

    delete = ops.DeleteModel("Bear")
    optimized(delete)

    assert optimized(Note("SELECT 1"), delete) == [delete]


def test_an_operation_names_the_models_that_its_field_refers_to() -> None:
    field = models.ForeignKey("shop.Author", models.CASCADE)

    assert entry(ops.AddField("Book", "author", field), "shop").references == {
        ("book",),
        ("book", "author"),
        ("author",),
        ("author", "*"),
    }


def test_models_of_other_apps_do_not_matter() -> None:
    field = models.ForeignKey("auth.User", models.CASCADE)

    assert entry(ops.AddField("Book", "owner", field), "shop").references == {
        ("book",),
        ("book", "owner"),
    }


def test_an_index_waits_until_its_name_is_free() -> None:
    index = models.Index(fields=["id"], name="by_id")
    operations = [
        create("Apple", id=models.AutoField(primary_key=True)),
        ops.RemoveIndex("Bear", "by_id"),
        ops.RunSQL("SELECT 1"),
        ops.AddIndex("Apple", index),
    ]

    assert optimized(*operations) == operations


def test_an_index_moves_across_other_models() -> None:
    index = models.Index(fields=["id"], name="by_id")
    bear = ops.AddIndex("Bear", models.Index(fields=["id"], name="bear_by_id"))

    result = optimized(create("Apple"), bear, ops.AddIndex("Apple", index))

    assert [repr(operation) for operation in result] == [
        repr(bear),
        repr(ops.CreateModel("Apple", [], options={"indexes": [index]})),
    ]


def long_history() -> list[Any]:
    """Give 5,000 operations: 500 models, 4,000 fields added to all in turn, each model changed in the end."""
    names = [f"Model{number}" for number in range(500)]
    parents = [None, *names]
    return [
        *(
            create(name, parent=models.ForeignKey(f"shop.{parent}", models.CASCADE))
            if parent
            else create(name)
            for name, parent in zip(names, parents, strict=False)
        ),
        *(
            ops.AddField(name, f"field{number}", models.IntegerField(default=0))
            for number in range(8)
            for name in names
        ),
        *(ops.AlterField(name, "field0", models.TextField()) for name in names),
    ]


def test_thousands_of_operations_take_seconds() -> None:
    history = long_history()
    start = time.process_time()

    result = optimized(*history)

    assert (len(history), len(result)) == (5000, 500)
    assert time.process_time() - start < 10

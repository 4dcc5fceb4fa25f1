"""Operations are taken apart as the installed Django's are, whatever they were made from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.operations import models as theirs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrations_core.operations import OPERATIONS, RunSQL
from migrations_core.operations import models as ours
from tests.operations.samples import BY_TITLE, ONE_TITLE, look_around

FIELD = models.IntegerField(default=1)
NAMES = st.sampled_from(["Book", "book", "title"])
FLAGS = st.sampled_from([None, True, False, 0, 1])
HINTS = st.sampled_from([None, {}, {"a": 1}])
CODE = st.sampled_from([look_around, migrations.RunPython.noop])
SCRIPTS = st.sampled_from(["", "SELECT 1", [], ["SELECT 1"], [("SELECT %s", [2])], ()])
NESTED = st.sampled_from([None, [], (), ["an operation"]])
TOGETHER = st.sampled_from([None, set(), [], ("title", "isbn"), [["title", "isbn"]]])

VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(["name", "model_name", "old_name", "new_name"], NAMES),
    **dict.fromkeys(["preserve_default", "atomic", "elidable"], FLAGS),
    **dict.fromkeys(["unique_together", "index_together"], TOGETHER),
    **dict.fromkeys(["database_operations", "state_operations"], NESTED),
    "fields": st.sampled_from([[], [("id", FIELD)], (("id", FIELD), ("pages", FIELD))]),
    "options": st.sampled_from([None, {}, {"ordering": ["title"]}]),
    "bases": st.sampled_from(
        [None, (), (models.Model,), [models.Model], ("shop.book",), (models.Model, "shop.book")]
    ),
    "managers": st.sampled_from(
        [None, [], (), [("objects", models.Manager())], [("books", models.Manager())]]
    ),
    "field": st.just(FIELD),
    "index": st.just(BY_TITLE),
    "constraint": st.just(ONE_TITLE),
    "old_fields": st.sampled_from([None, (), ["title"], ("title", "isbn")]),
    "table": st.sampled_from([None, "", "books"]),
    "table_comment": st.sampled_from([None, "", "All of them"]),
    "order_with_respect_to": st.sampled_from([None, "author"]),
    "sql": SCRIPTS,
    "reverse_sql": st.none() | SCRIPTS,
    "code": CODE,
    "reverse_code": st.none() | CODE,
    "hints": HINTS,
}

EVERY = sorted(set(OPERATIONS) & set(migrations.operations.__all__))
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def taken_apart(cls: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    try:
        return cls(*args, **kwargs).deconstruct()
    except ValueError as error:
        return str(error)


@st.composite
def calls(draw: st.DrawFn, name: str) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of a class: any of the optional ones, the first few by position."""
    parameters = OPERATIONS[name]._parameters or {}
    optional = [each for each, default in parameters.items() if default in (None, True, False)]
    left_out = draw(st.sets(st.sampled_from(optional))) if optional else set()
    # Django's RemoveField takes a field, and forgets it.
    chosen = {each: draw(VALUES[each]) for each in parameters if each not in left_out}
    unbroken = [each for each, other in zip(chosen, parameters, strict=False) if each == other]
    by_position = unbroken[: draw(st.integers(0, len(unbroken)))]
    args = [chosen.pop(each) for each in by_position]
    return args, chosen


@pytest.mark.parametrize("name", EVERY)
@given(st.data())
@MANY
def test_it_is_taken_apart_as_in_django(name: str, data: st.DataObject) -> None:
    args, kwargs = data.draw(calls(name))

    assert taken_apart(OPERATIONS[name], args, kwargs) == taken_apart(
        getattr(migrations, name), args, kwargs
    )


@pytest.mark.parametrize("name", EVERY)
@given(st.data())
@settings(max_examples=10, deadline=None)
def test_what_somebody_derives_from_it_is_taken_apart_as_in_django(
    name: str, data: st.DataObject
) -> None:
    """With a constructor of its own, and inside of something else."""
    args, kwargs = data.draw(calls(name))

    def derived(cls: Any) -> Any:
        class Derived(cls):
            def __init__(self, *args: Any, wait: bool = True, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)

        return Derived

    assert taken_apart(derived(OPERATIONS[name]), args, {"wait": False, **kwargs}) == taken_apart(
        derived(getattr(migrations, name)), args, {"wait": False, **kwargs}
    )


@pytest.mark.parametrize(
    "base",
    ["FieldOperation", "IndexOperation", "ModelOperation", "ModelOptionOperation"],
)
def test_what_is_derived_from_a_base_is_taken_apart_as_it_was_made(base: str) -> None:
    def derived(cls: Any) -> Any:
        class Derived(cls):
            def __init__(self, place: str, wait: bool = True) -> None:
                pass

        return Derived

    assert derived(getattr(ours, base))("attic", wait=False).deconstruct() == (
        derived(getattr(theirs, base))("attic", wait=False).deconstruct()
    )


def test_what_was_changed_later_is_written() -> None:
    operation = RunSQL("SELECT 1")
    operation.reverse_sql = ""

    assert operation.deconstruct() == ("RunSQL", [], {"sql": "SELECT 1", "reverse_sql": ""})

"""What is written into a file is found in the models again, whatever values they hold and whoever wrote the file."""

from __future__ import annotations

import datetime
import decimal
import os
import pathlib
import re
import sys
import types
import uuid
from collections import OrderedDict, UserList, deque
from functools import partial
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.writer import MigrationWriter as DjangosWriter
from django.db.models.functions import Coalesce, Lower
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import migrations_core
from migrations_core.autodetector import MigrationAutodetector
from migrations_core.state import ModelState, ProjectState
from migrations_core.writer import MigrationWriter
from tests.serializer.values import Access, Colour, Limit, Manager, Size, top_level

FRAMEWORKS = [
    pytest.param((migrations_core, MigrationWriter), id="our file"),
    pytest.param((migrations, DjangosWriter), id="Django's file"),
]
NAME = "tests.autodetector.test_written_values"
# Files name this module by the name under which it can be imported.
sys.modules.setdefault(NAME, sys.modules[__name__])


class Place(os.PathLike[str]):
    def __fspath__(self) -> str:
        return "/a/b"


class Plain(models.Choices):
    ONE = (1, 2), "One"


class Things(models.QuerySet[Any]):
    pass


class Filled(models.Manager[Any]):
    use_in_migrations = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()


class Holder(models.TextField):
    """A field of somebody's that takes anything."""

    def __init__(self, *args: Any, held: Any = None, **kwargs: Any) -> None:
        self.held = held
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "held": self.held}


# Hashable ones first: members of sets and keys of dictionaries.
simple = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300),
    st.text(max_size=3),
    st.binary(max_size=2),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False, places=2),
    st.dates(),
    st.timedeltas(),
    st.datetimes(timezones=st.just(datetime.UTC)),
    st.uuids(),
    st.sampled_from([Colour.RED, Access.READ | Access.WRITE, Size.SMALL, Plain.ONE]),
    st.sampled_from([pathlib.Path("/a"), pathlib.PurePosixPath("b"), uuid.UUID, top_level]),
    st.builds(gettext_lazy, st.just("Yes")),
    st.builds(range, st.integers(0, 2), st.integers(2, 5)),
)
odd = st.one_of(
    st.builds(Place),
    st.sampled_from([float("nan"), decimal.Decimal("NaN"), re.compile("a+", re.I)]),
    st.builds(partial, st.just(top_level), simple, key=simple),
    st.builds(Limit, simple, key=simple),
    st.builds(SimpleLazyObject, st.just(top_level)),
)


def collections(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(items, max_size=3)
    by_key = st.dictionaries(st.text(max_size=2), items, max_size=3)
    return st.one_of(
        lists,
        lists.map(tuple),
        lists.map(deque),
        lists.map(UserList),
        st.sets(simple, max_size=3),
        st.frozensets(simple, max_size=3),
        by_key,
        by_key.map(OrderedDict),
        by_key.map(lambda value: value.keys()),
        by_key.map(lambda value: value.values()),
        by_key.map(lambda value: value.items()),
        by_key.map(types.MappingProxyType),
    )


values = st.recursive(st.one_of(simple, odd), collections, max_leaves=5)
conditions = st.recursive(
    st.one_of(
        st.builds(lambda value: models.Q(a__in=value), collections(simple)),
        st.builds(lambda value: models.Q(("a", value)), values),
        st.builds(lambda value: models.Q(a=Coalesce("b", models.Value(value))), simple),
    ),
    lambda inner: st.builds(lambda one, other: one | ~other, inner, inner),
    max_leaves=3,
)


@st.composite
def models_with_values(draw: st.DrawFn) -> dict[str, Any]:
    """What CreateModel and ModelState take, with values wherever they may stand."""
    constraints: list[Any] = [
        models.CheckConstraint(
            condition=draw(conditions), name="c", violation_error_message=gettext_lazy("No")
        ),
        models.UniqueConstraint(Lower("a"), condition=draw(conditions), name="u"),
    ]
    return {
        "fields": [
            ("id", models.BigAutoField(primary_key=True)),
            ("a", Holder(held=draw(values), help_text=gettext_lazy("Help"))),
            ("b", models.JSONField(default=draw(values), validators=[Limit(draw(values))])),
            ("c", models.TextField(choices=draw(st.sampled_from([Size, {"s": "Small"}.items()])))),
            ("d", models.TextField(db_default=models.Value(draw(st.text(max_size=3))))),
            (
                "e",
                models.GeneratedField(
                    expression=models.Case(models.When(draw(conditions), then=models.Value(1))),
                    output_field=models.IntegerField(),
                    db_persist=True,
                ),
            ),
            (
                "f",
                models.ForeignKey("self", models.CASCADE, limit_choices_to=draw(conditions)),
            ),
        ],
        "options": {
            "verbose_name": gettext_lazy("Thing"),
            "permissions": draw(collections(simple)),
            "ordering": [models.F("a").desc(nulls_last=True), "b"],
            "indexes": [models.Index(fields=["a"], condition=draw(conditions), name="i")],
            "constraints": constraints,
        },
        "managers": [
            ("objects", Manager()),
            ("filled", Filled(draw(values), key=draw(values))),
            ("things", things_manager()),
        ],
    }


def things_manager() -> Any:
    manager: Any = Things.as_manager()
    manager.use_in_migrations = True
    return manager


def state_of_file(framework: Any, described: dict[str, Any]) -> ProjectState:
    """The state that a file gives which somebody wrote for a model."""
    namespace, writer = framework
    migration = type("Migration", (namespace.Migration,), {})("0001_initial", "shop")
    migration.operations = [namespace.CreateModel("Book", **described)]
    executed: dict[str, Any] = {}
    exec(writer(migration).as_string(), executed)
    state = ProjectState()
    for operation in executed["Migration"].operations:
        state.add_model(
            ModelState(
                "shop",
                operation.name,
                operation.fields,
                operation.options,
                operation.bases,
                operation.managers,
            )
        )
    return state


def state_of_models(described: dict[str, Any]) -> ProjectState:
    state = ProjectState()
    state.add_model(
        ModelState(
            "shop",
            "Book",
            described["fields"],
            described["options"],
            managers=described["managers"],
        )
    )
    return state


def changes(before: ProjectState, after: ProjectState) -> list[str]:
    detected = MigrationAutodetector(before, after)._detect_changes()
    return [each.describe() for found in detected.values() for m in found for each in m.operations]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(described=models_with_values())
def test_whatever_was_written_is_no_change(framework, described):
    assert changes(state_of_file(framework, described), state_of_models(described)) == []

"""Values are written as the code that stock Django writes for them."""

from __future__ import annotations

import datetime
import decimal
import functools
import pathlib
import random
import re
import uuid
import zoneinfo
from typing import Any

import django
import pytest
from django.conf import SettingsReference
from django.db import models
from django.db.migrations.serializer import serializer_factory as django_factory
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.serializer import serializer_factory
from tests.serializer.values import Access, Colour, Limit, Manager, Outer, Size, top_level

SOME_DAY = datetime.date(2026, 2, 3)

AS_IN_DJANGO: dict[str, Any] = {
    "numbers": [1, 1.5, float("inf"), float("nan"), True, None, decimal.Decimal("1.10")],
    "text": ["it's", "a\nb", b"bytes"],
    "sequences": [(), (1,), [1, (2, 3)], range(3)],
    "sets": [{3, 1, 2}, set(), frozenset("ba")],
    "dictionary": {"b": 1, "a": {"c": [2]}},
    "moments": [SOME_DAY, datetime.time(1, 2), datetime.timedelta(days=1)],
    "naive moment": datetime.datetime(2026, 2, 3, 4),
    "aware moment": datetime.datetime(2026, 2, 3, tzinfo=zoneinfo.ZoneInfo("Asia/Kolkata")),
    "lazy text": gettext_lazy("Yes"),
    "lazy object": SimpleLazyObject(lambda: "value"),
    "enum": Colour.RED,
    "flags": Access.READ | Access.WRITE,
    "choice": Size.SMALL,
    "setting": SettingsReference("auth.User", "AUTH_USER_MODEL"),
    "patterns": [re.compile("a"), re.compile(r"\d", re.IGNORECASE | re.DOTALL)],
    "uuid": uuid.UUID(int=1),
    "paths": [pathlib.PurePosixPath("/a/b"), pathlib.Path("a"), pathlib.PureWindowsPath("a")],
    "functions": [top_level, models.CASCADE, models.SET(1), Outer.greet, len],
    "class methods": [Outer.Inner.build, datetime.datetime.now],
    "classes": [int, models.Model, type(None), Outer, Outer.Inner],
    "expression": models.Q(a__gt=models.F("b")) | models.Q(c=1),
    "arguments": Limit(1, name="x"),
    "field": models.CharField("Name", max_length=3, choices=[("a", "A")], default=top_level),
    "foreign key": models.ForeignKey("auth.User", models.SET_NULL, null=True),
    "index": models.Index(models.F("a").desc(), name="by_a"),
    "constraint": models.CheckConstraint(condition=models.Q(a=1), name="a_is_1"),
    "manager": Manager(),
}
if django.VERSION >= (6, 0):
    AS_IN_DJANGO["partial call"] = functools.partial(top_level, 1, a=2)
    AS_IN_DJANGO["names that are no identifiers"] = Limit(**{"kebab-case": 1, "ok": 2})
    AS_IN_DJANGO["zone"] = zoneinfo.ZoneInfo("Europe/Paris")
if django.VERSION >= (6, 1):
    AS_IN_DJANGO["generic class"] = list[dict[str, int]]
    AS_IN_DJANGO["database's deletion"] = models.ForeignKey("a.B", models.DB_CASCADE)


@pytest.mark.parametrize("value", AS_IN_DJANGO.values(), ids=AS_IN_DJANGO)
def test_it_is_written_as_in_django(value: Any) -> None:
    assert serializer_factory(value).serialize() == django_factory(value).serialize()


def test_generators_are_written_as_tuples() -> None:
    assert serializer_factory(n for n in (1,)).serialize() == ("(1,)", set())


BETTER_THAN_IN_DJANGO = {
    "no flags": (Access(0), "tests.serializer.values.Access(0)", {"tests.serializer.values"}),
    "mixed keys": ({1: 2, "a": 3}, "{'a': 3, 1: 2}", set()),
    "method of a module": (random.randint, "random.randint", {"random"}),
    "class of any length": (tuple[int, ...], "tuple[int, ...]", set()),
}


@pytest.mark.parametrize(
    ("value", "text", "modules"), BETTER_THAN_IN_DJANGO.values(), ids=BETTER_THAN_IN_DJANGO
)
def test_it_is_written_where_django_fails_or_errs(value: Any, text: str, modules: set[str]) -> None:
    imports = {f"import {module}" for module in modules}

    assert serializer_factory(value).serialize() == (text, imports)


def test_the_module_of_a_zone_is_imported_for_a_time() -> None:
    time = datetime.time(1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))

    assert serializer_factory(time).serialize()[1] == {"import datetime", "import zoneinfo"}


literals = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.dates(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.frozensets(st.integers() | st.text())
    ),
    max_leaves=8,
)


@given(literals)
def test_what_is_written_evaluates_to_the_value(value: Any) -> None:
    text, imports = serializer_factory(value).serialize()
    names: dict[str, Any] = {}
    exec("\n".join(imports), names)

    assert eval(text, names) == value

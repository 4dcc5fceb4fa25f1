"""What cannot be written is refused with the way to it and with what to do."""

from __future__ import annotations

import enum
import functools
from typing import Any

import pytest
from django.db import models

from migrations_core import operations as ops
from migrations_core.exceptions import UnserializableError
from migrations_core.migration import Migration
from migrations_core.serializer import serializer_factory
from migrations_core.writer import MigrationWriter
from tests.serializer.values import Outer


def refusal(value: Any) -> str:
    with pytest.raises(UnserializableError) as raised:
        serializer_factory(value).serialize()
    return str(raised.value)


def local_function() -> Any:
    def inner() -> None: ...

    return inner


def local_enum() -> Any:
    return enum.Enum("Local", {"A": 1}, qualname="local_enum.<locals>.Local").A  # type: ignore[attr-defined]


def test_a_lambda() -> None:
    assert refusal(lambda: 1) == (
        "Cannot serialize function: lambda\n"
        "Write a function with a name (def) at the top level of a module, and use that."
    )


def test_a_function_in_a_function() -> None:
    assert refusal(local_function()) == (
        "Could not find function inner in tests.serializer.test_refusals.\n"
        "Move it to the top level of its module."
    )


def test_a_class_in_a_function() -> None:
    class Local:
        @classmethod
        def method(cls) -> None: ...

    expected = (
        "Could not find class Local in tests.serializer.test_refusals.\n"
        "Move it to the top level of its module."
    )

    assert [refusal(Local), refusal(Local.method), refusal(list[Local]).split("The value")[0]] == [
        expected,
        expected,
        expected.split("Move")[0],
    ]


def test_a_member_of_an_enum_in_a_function() -> None:
    assert refusal(local_enum()).startswith("Could not find class Local in ")


def test_a_bound_method() -> None:
    assert refusal(Outer().greet).splitlines()[1] == (
        "Its object cannot be written: use a function at the top level of a module."
    )


def test_an_object_of_which_nothing_is_known() -> None:
    lines = refusal(1 + 2j).splitlines()

    assert lines[:2] + lines[-1:] == [
        "Cannot serialize: (1+2j)",
        "There are some values Django cannot serialize into migration files.",
        "Give its class a deconstruct() method (django.utils.deconstruct.deconstructible adds one), "
        "or register a serializer for its type with MigrationWriter.register_serializer().",
    ]


class Strange:
    def deconstruct(self) -> Any:
        raise ValueError("Could not find object Strange in nowhere.")


WHERE = {
    "field of a new model": (
        ops.CreateModel("Book", [("title", models.CharField(default=lambda: 1))]),
        "CreateModel Book -> field title -> default",
    ),
    "option of a new model": (
        ops.CreateModel("Book", [], options={"permissions": [("a", 1j)]}),
        "CreateModel Book -> options permissions -> item 0 -> item 1",
    ),
    "field": (
        ops.AlterField("book", "title", models.CharField(validators=[1j])),
        "AlterField book.title -> field -> validators -> item 0",
    ),
    "code": (ops.RunPython(local_function()), "RunPython -> code"),
    "partial call": (
        ops.RunPython(functools.partial(lambda apps, editor: None)),
        "RunPython -> code -> argument 1",
    ),
    "nested operation": (
        ops.SeparateDatabaseAndState([ops.RunPython(local_function())]),
        "SeparateDatabaseAndState -> database_operations, item 0 -> RunPython -> code",
    ),
    "what a deconstruct() refuses": (
        ops.AddField("book", "title", models.CharField(default=Strange())),
        "AddField book.title -> field -> default",
    ),
}


@pytest.mark.parametrize(("operation", "path"), WHERE.values(), ids=WHERE)
def test_the_way_to_the_value_is_told(operation: Any, path: str) -> None:
    migration = Migration("0002_book", "shop")
    migration.operations = [operation]

    with pytest.raises(ValueError, match=r"Could|Cannot") as raised:
        MigrationWriter(migration).as_string()

    assert f"\nThe value is at: shop.0002_book -> {path}" in str(raised.value)

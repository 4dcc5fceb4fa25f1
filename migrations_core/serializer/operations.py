"""How an operation is written: one argument to a line, the lines of nested operations indented below it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Field

from migrations_core.deconstruction import taken_apart
from migrations_core.exceptions import UnserializableError
from migrations_core.interop.counterparts import shared_names
from migrations_core.serializer.base import BaseSerializer, Serialized, serialize_part

INDENT = "    "

FRAMEWORKS = ("migrations_core.operations", "django.db.migrations.operations")


class OperationWriter:
    """Write one operation; ``indentation`` counts levels of four spaces."""

    def __init__(self, operation: Any, indentation: int = 2) -> None:
        self.operation = operation
        self.buff: list[str] = []
        self.indentation = indentation

    def serialize(self) -> Serialized:
        """Give the lines of the operation, a comma at the end, and the imports that they need."""
        name, args, kwargs = taken_apart(self.operation)
        callee, imports = _callee(self.operation, name)
        operation_class: type = type(self.operation)
        names = _parameter_names(operation_class)
        given = dict(zip(names, args, strict=False))
        # In the order of the signature, whatever the order in which they were given.
        given |= {name: kwargs[name] for name in names[len(args) :] if name in kwargs}
        self.feed(f"{callee}(")
        self.indent()
        try:
            for argument, value in given.items():
                imports.update(self._argument(argument, value))
        except UnserializableError as error:
            raise error.within(_describe(self.operation)) from error.__cause__
        self.unindent()
        self.feed("),")
        return self.render(), imports

    def indent(self) -> None:
        self.indentation += 1

    def unindent(self) -> None:
        self.indentation -= 1

    def feed(self, line: str) -> None:
        self.buff.append(INDENT * self.indentation + line)

    def render(self) -> str:
        return "\n".join(self.buff)

    def _argument(self, name: str, value: Any) -> set[str]:
        expanded = name in self.operation.serialization_expand_args
        if expanded and isinstance(value, dict):
            return self._expanded_dictionary(name, value)
        if expanded and isinstance(value, (list, tuple)):
            return self._expanded_sequence(name, value)
        text, imports = serialize_part(value, name)
        self._feed_lines(f"{name}={text}")
        return imports

    def _expanded_dictionary(self, name: str, value: dict[Any, Any]) -> set[str]:
        imports: set[str] = set()
        self.feed(f"{name}={{")
        self.indent()
        for key, item in value.items():
            key_text, key_imports = serialize_part(key, f"{name}, key {key!r}")
            text, item_imports = serialize_part(item, f"{name} {key}")
            self._feed_lines(f"{key_text}: {text}")
            imports |= {*key_imports, *item_imports}
        self.unindent()
        self.feed("},")
        return imports

    def _expanded_sequence(self, name: str, value: Iterable[Any]) -> set[str]:
        imports: set[str] = set()
        self.feed(f"{name}=[")
        self.indent()
        for position, item in enumerate(value):
            text, item_imports = _serialize_item(item, name, position)
            self._feed_lines(text)
            imports.update(item_imports)
        self.unindent()
        self.feed("],")
        return imports

    def _feed_lines(self, text: str) -> None:
        for line in f"{text},".splitlines():
            self.feed(line)


class OperationSerializer(BaseSerializer):
    """For operations inside other values, which bring their own commas."""

    def serialize(self) -> Serialized:
        text, imports = OperationWriter(self.value, indentation=0).serialize()
        return text.removesuffix(","), imports


def _callee(operation: Any, name: str) -> Serialized:
    cls = type(operation)
    module = cls.__module__
    framework = any(module == root or module.startswith(f"{root}.") for root in FRAMEWORKS)
    if framework and name == cls.__name__ and name in shared_names():
        return f"migrations.{name}", set()
    if module.startswith(f"{FRAMEWORKS[0]}."):
        module = FRAMEWORKS[0]  # where all of ours can be found, whatever file they move to
    return f"{module}.{name}", {f"import {module}"}


@cache
def _parameter_names(operation_class: type) -> tuple[str, ...]:
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(operation_class.__init__).parameters.values()  # type: ignore[misc]  # a class's own
    return tuple(parameter.name for parameter in parameters if parameter.kind not in variable)[1:]


def _serialize_item(item: Any, name: str, position: int) -> Serialized:
    """Serialize an item of an expanded list; a failure in a (name, field) pair names the field."""
    match item:
        case (str() as field_name, Field() as field):
            text, imports = serialize_part(field, f"field {field_name}")
            return f"({serialize_part(field_name, name)[0]}, {text})", imports
    return serialize_part(item, f"{name}, item {position}")


def _describe(operation: Any) -> str:
    """Name an operation by its class and subject: ``AddField book.title``."""
    model = getattr(operation, "model_name", None)
    subject = [model] if model else []
    if name := getattr(operation, "name", None):
        subject.append(name)
    return f"{type(operation).__name__} {'.'.join(map(str, subject))}".rstrip()

"""Serializers of functions and classes: whatever is written as the dotted path that leads to it."""

from __future__ import annotations

import builtins
import functools
import sys
import types
from typing import Any

from django.db import models

from migrations_core.exceptions import UnserializableError
from migrations_core.names import readable
from migrations_core.serializer.base import BaseSerializer, Serialized, serialize_part

FUNCTION_TYPES: tuple[type, ...] = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    # A class of its own where CPython's C implementation is used, what functools.cache() makes included.
    type(functools.lru_cache(len)),
)

WRITE_A_FUNCTION = "Write a function with a name (def) at the top level of a module, and use that."
MOVE_TO_TOP_LEVEL = "Move it to the top level of its module."
UNBIND_METHOD = "Its object cannot be written: use a function at the top level of a module."

SPECIAL_TYPES: dict[type, Serialized] = {
    models.Model: ("models.Model", {"from django.db import models"}),
    types.NoneType: ("types.NoneType", {"import types"}),
}


class FunctionTypeSerializer(BaseSerializer):
    """Write functions, functions in classes and class methods."""

    def serialize(self) -> Serialized:
        function = self.value
        owner = getattr(function, "__self__", None)
        if isinstance(owner, type):
            refuse_local_class(owner)
            module = owner.__module__
            return f"{module}.{owner.__qualname__}.{function.__name__}", {f"import {module}"}
        if owner is not None and not isinstance(owner, types.ModuleType):
            return _serialize_bound_method(function)
        _refuse_unreachable(function)
        module = function.__module__
        return f"{module}.{function.__qualname__}", {f"import {module}"}


class TypeSerializer(BaseSerializer):
    """Write classes."""

    def serialize(self) -> Serialized:
        if special := SPECIAL_TYPES.get(self.value):
            return special[0], set(special[1])
        module = self.value.__module__
        if module == builtins.__name__:
            return self.value.__name__, set()
        refuse_local_class(self.value)
        return f"{module}.{self.value.__qualname__}", {f"import {module}"}


class GenericAliasSerializer(BaseSerializer):
    """Write classes with parameters, such as ``list[int]``."""

    def serialize(self) -> Serialized:
        imports = serialize_part(self.value.__origin__, "its class")[1]
        for parameter in self.value.__args__:
            if parameter is not ...:
                imports.update(serialize_part(parameter, f"parameter {parameter!r}")[1])
        return repr(self.value), imports


def refuse_local_class(cls: type) -> None:
    """Raise for a class that only the function that made it can reach."""
    if "<" in cls.__qualname__:
        raise UnserializableError(
            f"Could not find class {cls.__name__} in {cls.__module__}.\n", advice=MOVE_TO_TOP_LEVEL
        )


def _refuse_unreachable(function: Any) -> None:
    if function.__name__ == "<lambda>":
        raise UnserializableError("Cannot serialize function: lambda", advice=WRITE_A_FUNCTION)
    if function.__module__ is None:
        msg = f"Cannot serialize function {readable(function)}: No module"
        raise UnserializableError(msg, advice=WRITE_A_FUNCTION)
    if "<" in function.__qualname__:
        msg = f"Could not find function {function.__name__} in {function.__module__}.\n"
        raise UnserializableError(msg, advice=MOVE_TO_TOP_LEVEL)


def _serialize_bound_method(method: Any) -> Serialized:
    """Write a method that its module offers as a function, such as ``random.randint``; refuse any other."""
    module, name = method.__module__, method.__name__
    if getattr(sys.modules.get(module), name, None) == method:
        return f"{module}.{name}", {f"import {module}"}
    raise UnserializableError(
        f"Cannot serialize bound method {method.__qualname__} of {method.__self__!r}",
        advice=UNBIND_METHOD,
    )

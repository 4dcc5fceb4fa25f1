"""Values taken apart until only what can be compared is left: alike if one comes back from the file for the other."""

from __future__ import annotations

import enum
import inspect
import os
import re
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MappingView, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial, partialmethod
from typing import Any, NamedTuple

from django.db import models
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.manager import BaseManager
from django.utils.functional import Promise

from migrations_core.deconstruction import taken_apart

Inner = Callable[[Any], Any]


class Pattern(NamedTuple):
    """A compiled regular expression as a value that equals another one with the same text and flags."""

    pattern: str | bytes
    flags: int


class NotANumber(NamedTuple):
    """A number that does not even equal itself."""

    type: type
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """What stands in a set, or where any collection will do; two of which one has no order need the same members."""

    items: tuple[Any, ...]
    ordered: bool

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Members):
            return NotImplemented
        if self.ordered and other.ordered:
            return self.items == other.items
        # Parts of what was taken apart need have no hash.
        return all(item in other.items for item in self.items) and all(
            item in self.items for item in other.items
        )


def deep_deconstruct(value: Any, inner: Inner | None = None) -> Any:
    """Take a value apart; a field becomes ``(path, args, kwargs)``.

    ``inner`` is what parts of it are taken apart with, for those who extend this function.
    """
    inner = inner or deep_deconstruct
    match value:
        case type() | Promise():
            # A class whose instances have deconstruct() is an argument itself, not something to take apart.
            return value
        case models.Choices():
            return inner(value.value)
        case list():
            return [inner(item) for item in value]
        case tuple():
            return tuple(inner(item) for item in value)
        case dict():
            return {key: inner(item) for key, item in value.items()}
        case set() | frozenset():
            return Members(tuple(map(inner, value)), ordered=False)
        case partial() | partialmethod():
            return inner(value.func), inner(value.args), inner(value.keywords)
        case re.Pattern():
            return Pattern(value.pattern, value.flags)
    return _parts(value, inner) if hasattr(value, "deconstruct") else _leaf(value, inner)


def _parts(value: Any, inner: Inner) -> Any:
    if isinstance(value, (models.Q, BaseExpression, Combinable)):
        return _expression(value, inner)
    if isinstance(value, BaseManager):
        # Whether it is made from a query set, its path or that one's, and perhaps arguments.
        return tuple(map(inner, value.deconstruct()))
    path, args, kwargs = (
        taken_apart(value, 4)[1:] if isinstance(value, models.Field) else taken_apart(value)
    )
    return path, [inner(arg) for arg in args], {key: inner(arg) for key, arg in kwargs.items()}


def _leaf(value: Any, inner: Inner) -> Any:
    """Give what a migration file gives back for a value, where that is not equal to it."""
    if isinstance(value, (float, Decimal)):
        is_number = value == value if isinstance(value, float) else not value.is_nan()
        return value if is_number else NotANumber(type(value), str(value))
    if isinstance(value, os.PathLike) and not hasattr(value, "with_name"):
        # Not one of pathlib's, which are written as paths.
        return os.fspath(value)
    if _is_written_as_tuple(value):
        return tuple(inner(item) for item in value)
    return value


_SEQUENCES = (Sequence, MappingView, deque, types.MappingProxyType)
_WRITTEN_OTHERWISE = (
    *(str, bytes, range, Promise, enum.Enum, types.GenericAlias),
    # Whoever looks at these changes them, or asks a database.
    *(Iterator, models.QuerySet),
)


def _is_written_as_tuple(value: Any) -> bool:
    """Tell an iterable of a class of its own; some compare with what is in the file, none equals it."""
    if not isinstance(value, Iterable) or isinstance(value, _WRITTEN_OTHERWISE):
        return False
    return isinstance(value, _SEQUENCES) or type(value).__eq__ is object.__eq__


def _expression(value: Any, inner: Inner) -> Any:
    """Take a condition or an expression apart; to these, collections of the same members are the same."""
    path, args, kwargs = value.deconstruct()
    if isinstance(value, models.Q):
        args = [_child(child, inner) for child in args]
        return path, args, kwargs
    arguments = _arguments(type(value), args, kwargs)
    return path, [], {name: _operand(arg, inner) for name, arg in arguments.items()}


def _child(child: Any, inner: Inner) -> Any:
    if isinstance(child, tuple):
        name, operand = child
        return name, _operand(operand, inner)
    return inner(child)


def _operand(value: Any, inner: Inner) -> Any:
    if isinstance(value, models.Choices):
        value = value.value
    if isinstance(value, dict):
        return {name: _operand(item, inner) for name, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return Members(tuple(_operand(item, inner) for item in value), ordered=False)
    if isinstance(value, (list, tuple, range)) or _is_written_as_tuple(value):
        return Members(tuple(_operand(item, inner) for item in value), ordered=True)
    return inner(value)


def _arguments(cls: Any, args: Iterable[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Give arguments by name, whichever way they were passed, defaults included."""
    try:
        bound = _signature(cls).bind(None, *args, **kwargs)
    except TypeError:  # deconstruct() gives something that only another class takes
        return {"args": tuple(args), **kwargs}
    bound.apply_defaults()
    return dict([*bound.arguments.items()][1:])


@cache
def _signature(cls: Any) -> inspect.Signature:
    return inspect.signature(cls.__init__)

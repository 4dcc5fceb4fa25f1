"""Defaults that an answers file gives as Python: literals, dates, decimals and names. Nothing in it is run."""

from __future__ import annotations

import ast
import datetime
import decimal
import uuid
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils import timezone

NAMES: Mapping[str, Any] = {
    "datetime": datetime,
    "timezone": timezone,
    "decimal": decimal,
    "Decimal": decimal.Decimal,
    "uuid": uuid,
}
"""What a file may name without its module: what the prompt has, and what makes values."""

MAKERS: tuple[Callable[..., Any], ...] = (
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone),
    *(decimal.Decimal, uuid.UUID, timezone.now),
    *(bool, int, float, str, bytes, list, tuple, set, frozenset, dict),
)
"""What may be called, with such values."""

EXPECTED = (
    "expected a literal, a date, a decimal or a name such as timezone.now or shop.models.author"
)


class NotDataError(ValueError):
    """Code that would have to be run to know what it gives."""


def value_of(code: str) -> Any:
    """Return the value that stands in a file as Python code, which is read and not run."""
    try:
        tree = ast.parse(code.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise NotDataError(f"{EXPECTED}, not {code!r}.") from error
    try:
        return _value(tree)
    except NotDataError as error:
        raise NotDataError(
            f"{EXPECTED}, not {code!r}: an answer is data, no code is run."
        ) from error


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Call(func=function, args=args, keywords=keywords):
            made_by = _value(function)
            if not any(made_by is maker for maker in MAKERS):
                raise NotDataError
            arguments = {each.arg: _value(each.value) for each in keywords if each.arg}
            if len(arguments) != len(keywords):
                raise NotDataError
            return made_by(*map(_value, args), **arguments)
        case ast.List(elts=items):
            return [*map(_value, items)]
        case ast.Tuple(elts=items):
            return tuple(map(_value, items))
        case ast.Set(elts=items):
            return {*map(_value, items)}
        case ast.Dict(keys=keys, values=values) if None not in keys:
            return {
                _value(key): _value(value) for key, value in zip(keys, values, strict=True) if key
            }
        case ast.Name() | ast.Attribute():
            return _named(ast.unparse(node))
    try:
        return ast.literal_eval(node)
    except ValueError as error:
        raise NotDataError from error


def _named(dotted: str) -> Any:
    """Return what a name leads to: one of those that are there, a builtin type, or one to be imported."""
    first, *rest = dotted.split(".")
    if not all(part.isidentifier() and not part.startswith("_") for part in (first, *rest)):
        raise NotDataError
    builtin_types = {maker.__name__: maker for maker in MAKERS if maker.__module__ == "builtins"}
    known: dict[str, Any] = {**NAMES, **builtin_types}
    if first in known:
        found = known[first]
    elif rest:
        found, rest = _imported([first, *rest])
    else:
        raise NotDataError
    for name in rest:
        found = getattr(found, name)
    return found


def _imported(parts: list[str]) -> tuple[ModuleType, list[str]]:
    """Import the longest part of a dotted name that is a module; return it and what is left."""
    for length in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:length])
        try:
            return import_module(name), parts[length:]
        except ModuleNotFoundError as error:
            # Something that the module itself imports is missing.
            if not error.name or not f"{name}.".startswith(f"{error.name}."):
                raise
    raise NotDataError

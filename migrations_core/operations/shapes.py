"""What can be seen of an operation before anything is carried out: whether it is one, and what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models.constraints import BaseConstraint
from django.utils.functional import Promise

from migrations_core.names import in_short
from migrations_core.operations import OPERATIONS

METHODS = ("state_forwards", "database_forwards")
NESTED = ("state_operations", "database_operations")

Fits = Callable[[Any], bool]


def problem_of(operation: Any) -> str | None:
    """Say what is wrong with what stands in a list of operations; None if nothing is."""
    if isinstance(operation, type):
        return f"{operation.__name__} is a class: call it, {operation.__name__}(...)"
    if isinstance(operation, list | tuple):
        return f"{in_short(operation)} is a list in the list: take its brackets (or a comma) away"
    if not all(callable(getattr(operation, name, None)) for name in METHODS):
        return f"{in_short(operation)} is no operation"
    return next(_problems_of(operation), None)


def _problems_of(operation: Any) -> Iterator[str]:
    name = type(operation).__name__
    for attribute in NESTED:
        nested = getattr(operation, attribute, None) or ()
        if not isinstance(nested, Collection) or isinstance(nested, str | Mapping):
            yield f"{name} has {in_short(nested)} for {attribute}, which has to be a list of operations"
            return
        for each in nested:
            if problem := problem_of(each):
                yield f"in {attribute} of {name}, {problem}"
    # What somebody derived has arguments of its own.
    parameters = operation._parameters if type(operation) in _OURS else {}
    for attribute, default in parameters.items():
        fits, expected = EXPECTED.get(attribute, (None, ""))
        value = getattr(operation, attribute)
        if fits is None or fits(value) or (value is None and default is None):
            continue
        yield f"{name} has {in_short(value)} for {attribute}, which has to be {expected}"


def _is_pair(value: object, fits: Fits) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and isinstance(value[0], str)
        and fits(value[1])
    )


def _pairs_of(fits: Fits) -> Fits:
    return lambda value: (
        isinstance(value, Collection)
        and not isinstance(value, str | Mapping)
        and all(_is_pair(each, fits) for each in value)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str | Promise)


def _is_text_or_nothing(value: object) -> bool:
    return value is None or _is_text(value)


def _is_script(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return isinstance(value, str | bytes | Promise)
    return all(
        len(each) == 2 if isinstance(each, list | tuple) else _is_sql(each) for each in value
    )


def _is_sql(value: object) -> bool:
    # Drivers have types of their own for composed SQL.
    return value is not None and not isinstance(value, int | float | Mapping | type)


def _is_bases(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str | type) for each in value)


def _is_options(value: object) -> bool:
    return _is_keywords(value) and all(
        name not in OPTION_LISTS or _is_list_of(OPTION_LISTS[name], each)
        for name, each in value.items()  # type: ignore[attr-defined]  # just asked
    )


def _is_list_of(kind: type, value: object) -> bool:
    return (
        isinstance(value, Collection)
        and not isinstance(value, str | Mapping)
        and all(isinstance(each, kind) for each in value)
    )


def _is_together(value: object) -> bool:
    # Projects write None, which Django takes for no names at all.
    return not value or (
        isinstance(value, Collection)
        and all(
            isinstance(each, tuple) and all(isinstance(name, str) for name in each)
            for each in value
        )
    )


def _is_keywords(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


OPTION_LISTS: Mapping[str, type] = {"indexes": models.Index, "constraints": BaseConstraint}
"""The options that are lists, and of what."""

TOGETHER: tuple[Fits, str] = (_is_together, "a list of lists of names")
TEXT: tuple[Fits, str] = (_is_text, "a string")

EXPECTED: Mapping[str, tuple[Fits, str]] = {
    "name": TEXT,
    "model_name": TEXT,
    "old_name": TEXT,
    "new_name": TEXT,
    "field": (
        lambda value: isinstance(value, models.Field),
        "a field, made by calling its class",
    ),
    "index": (
        lambda value: isinstance(value, models.Index),
        "an index, made by calling its class",
    ),
    "constraint": (
        lambda value: isinstance(value, BaseConstraint),
        "a constraint, made by calling its class",
    ),
    "fields": (
        _pairs_of(lambda value: isinstance(value, models.Field)),
        "a list of pairs, each a name and a field",
    ),
    "managers": (_pairs_of(lambda value: True), "a list of pairs, each a name and a manager"),
    "options": (
        _is_options,
        "a dictionary with names of options; indexes and constraints are lists",
    ),
    "unique_together": TOGETHER,
    "index_together": TOGETHER,
    "bases": (_is_bases, "a tuple of classes and names of models"),
    "old_fields": (
        lambda value: isinstance(value, Collection) and not isinstance(value, str),
        "a list of names",
    ),
    "table": (_is_text_or_nothing, "a string or None"),
    "order_with_respect_to": (_is_text_or_nothing, "a string or None"),
    "sql": (_is_script, "a string, or a list of strings and of pairs (sql, params)"),
    "reverse_sql": (_is_script, "a string, or a list of strings and of pairs (sql, params)"),
    "hints": (_is_keywords, "a dictionary with strings for keys"),
}
"""What an argument of an operation of this package has to be, by its name, and how that is said."""

_OURS = frozenset(OPERATIONS.values())

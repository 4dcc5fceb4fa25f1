"""Reductions: for a pair of operation classes, the functions that know how to make less of the two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Reduction = Callable[[Any, Any, str], list[Any] | bool | None]
"""``(earlier, later, app_label)`` -> the operations that stand for both, a bool (may ``later`` move in front of
``earlier``?), or None: no opinion, ask the next one."""

R = TypeVar("R", bound=Reduction)

_reductions: dict[tuple[type, type], list[Reduction]] = {}
_found: dict[tuple[type, type], tuple[Reduction, ...]] = {}
_involving: dict[type, bool] = {}

OWN_MODULES = __package__ + "."


def reduction(earlier: type, later: type) -> Callable[[R], R]:
    """Register a function for operations of class ``earlier`` that one of class ``later`` follows, perhaps not at once.

    It also serves the subclasses of both, after what is registered for them.
    """

    def register(function: R) -> R:
        _reductions.setdefault((earlier, later), []).append(function)
        _found.clear()
        _involving.clear()
        return function

    return register


def reductions_for(earlier: type, later: type) -> tuple[Reduction, ...]:
    """Give the functions for two classes, the ones for the most specific classes first."""
    try:
        return _found[earlier, later]
    except KeyError:
        found = _found[earlier, later] = tuple(
            function
            for earlier_base in earlier.__mro__
            for later_base in later.__mro__
            for function in _reductions.get((earlier_base, later_base), ())
        )
        return found


def has_reductions_of_others(operation_class: type) -> bool:
    """Tell whether somebody registered something for a class, in either place of a pair, or for a base of it."""
    if operation_class not in _involving:
        _involving[operation_class] = any(
            not function.__module__.startswith(OWN_MODULES)
            for pair, functions in _reductions.items()
            if any(issubclass(operation_class, side) for side in pair)
            for function in functions
        )
    return _involving[operation_class]

"""Which operation of ours stands for which of Django's, and what an instance was made from.

Where ``django.db.migrations`` is answered by this very package (as the runner of Django's test suite arranges), every
class would be its own counterpart; such pairs are left out, so that converting becomes the identity.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

from django.db.migrations import operations as django_operations

from migrations_core import operations as our_operations


@functools.cache
def ours_by_django() -> dict[type, type]:
    """Return ``{Django's operation class: ours}`` for every public operation that both have."""
    pairs = (
        (getattr(django_operations, name), getattr(our_operations, name, None))
        for name in django_operations.__all__
    )
    return {theirs: ours for theirs, ours in pairs if ours is not None and ours is not theirs}


@functools.cache
def django_by_ours() -> dict[type, type]:
    """Return ``{our operation class: Django's}``."""
    return {ours: theirs for theirs, ours in ours_by_django().items()}


@functools.cache
def parameters(operation_class: type) -> dict[str, Any]:
    """Return {name: default} of what a core operation is made from; each name is an attribute of the instance, too."""
    # Of __init__ and not of the class: __new__ takes anything, and signature() would report that.
    signature = inspect.signature(operation_class.__init__)  # type: ignore[misc]  # a class's own
    _self, *own = signature.parameters.values()
    return {parameter.name: parameter.default for parameter in own}


def arguments(operation: Any, operation_class: type) -> dict[str, Any]:
    """Return what an operation would be made from today, without what it would have anyway.

    Read from the attributes and not from ``deconstruct()``: that forgets ``elidable`` before Django 6.1, and it knows
    nothing of attributes assigned after the construction.
    """
    values = (
        (name, getattr(operation, name), default)
        for name, default in parameters(operation_class).items()
    )
    return {name: value for name, value, default in values if not _follows_from(default, value)}


def _follows_from(default: Any, value: Any) -> bool:
    # A default of None stands for a list or a dict of the instance's own.
    return value is default or (default is None and isinstance(value, list | dict) and not value)

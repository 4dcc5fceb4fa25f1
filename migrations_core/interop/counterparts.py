"""Which operation of ours stands for which of Django's, and what an instance was made from.

Where ``django.db.migrations`` is answered by this very package (as the runner of Django's test suite arranges), every
class would be its own counterpart; such pairs are left out, so that converting becomes the identity.
"""

from __future__ import annotations

import functools
from typing import Any

from django.db.migrations import operations as django_operations

from migrations_core.operations import OPERATIONS


@functools.cache
def shared_names() -> frozenset[str]:
    """Name the operations that both have: a file that says ``migrations.X`` of one works without us."""
    return frozenset(django_operations.__all__) & OPERATIONS.keys()


@functools.cache
def ours_by_django() -> dict[type, type]:
    """Return ``{Django's operation class: ours}`` for every public operation that both have."""
    pairs = ((getattr(django_operations, name), OPERATIONS[name]) for name in shared_names())
    return {theirs: ours for theirs, ours in pairs if ours is not theirs}


@functools.cache
def django_by_ours() -> dict[type, type]:
    """Return ``{our operation class: Django's}``."""
    return {ours: theirs for theirs, ours in ours_by_django().items()}


def arguments(operation: Any, operation_class: Any) -> dict[str, Any]:
    """Return what an operation would be made from today, without what it would have anyway.

    Read from the attributes and not from ``deconstruct()``: that forgets ``elidable`` before Django 6.1, and it knows
    nothing of attributes assigned after the construction.
    """
    found: dict[str, Any] = operation_class.arguments_of(operation)
    return found

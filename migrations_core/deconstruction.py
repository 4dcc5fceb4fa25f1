"""Copies of fields: what a state or a rendered model gets, so that no field is ever shared with a bound
one."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from django.db.models import Field

    AnyField = Field[Any, Any]


def unbound_copy(field: AnyField) -> AnyField:
    """Copy an unbound field so that the copy can be changed or bound and the original never notices.

    For the field classes of ``django.db.models`` a shallow copy with its own ``remote_field`` is enough, and
    many times cheaper than taking the field apart and building it again; other people's classes may hold more
    (a ``base_field``), so they are rebuilt through ``deconstruct()`` as Django does.
    """
    if not type(field).__module__.startswith("django.db.models."):
        clone: AnyField = field.clone()
        clone.creation_counter = field.creation_counter
        return clone
    duplicate = copy.copy(field)
    cls: Any = type(field)
    for name in _cached_names(cls):
        duplicate.__dict__.pop(name, None)
    if field.remote_field:
        duplicate.remote_field = copy.copy(field.remote_field)
        duplicate.remote_field.field = duplicate
        remote_cls: Any = type(field.remote_field)
        for name in _cached_names(remote_cls):
            duplicate.remote_field.__dict__.pop(name, None)
    return duplicate


def field_for_class_body(field: AnyField) -> AnyField:
    """Copy a field as if it had just been written in the body of a model class: last in order, without a
    name."""
    duplicate = unbound_copy(field)
    duplicate.name = None  # type: ignore[assignment]  # unset until bound, whatever the stubs say
    if duplicate.auto_created:
        duplicate.creation_counter = models.Field.auto_creation_counter
        models.Field.auto_creation_counter -= 1
    else:
        duplicate.creation_counter = models.Field.creation_counter
        models.Field.creation_counter += 1
    return duplicate


def without_default(field: AnyField) -> AnyField:
    """Copy a field, leaving out the default that was given for one migration only."""
    duplicate = unbound_copy(field)
    duplicate.default = models.NOT_PROVIDED
    return duplicate


@cache
def _cached_names(cls: type) -> tuple[str, ...]:
    return tuple(name for name in dir(cls) if isinstance(getattr(cls, name, None), cached_property))

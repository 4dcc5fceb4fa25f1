"""Turn migrations and operations written against Django's classes into ours.

Only instances of exactly Django's operations are converted. What somebody derived from them (``contrib.postgres``,
``contrib.gis``, in-house operations) stays the object it is: its own methods are called with our state, our editor
and rendered models, which is all that Django's contract promises it. Whatever such an operation asks about *other*
operations with ``isinstance`` and Django's classes (in a ``reduce()``, say) is answered with no, because they are ours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from operator import is_
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.db.migrations import Migration as DjangoMigration
from django.db.migrations.state import ModelState as DjangoModelState
from django.db.migrations.state import ProjectState as DjangoProjectState

from migrations_core.interop.counterparts import arguments, django_by_ours, ours_by_django
from migrations_core.interop.descent import AdoptedType, adopted
from migrations_core.interop.states import project_state
from migrations_core.migration import Migration
from migrations_core.state import ModelState

NESTED_OPERATIONS = frozenset({"database_operations", "state_operations"})

OVERRIDABLE_ON_INSTANCES = frozenset(
    {"atomic", "elidable", "reversible", "reduces_to_sql", "category"}
)
"""Class attributes of an operation that some migrations set on one instance."""

METHODS_GIVING_STATES = ("mutate_state", "apply", "unapply")


def operation(op: Any) -> Any:
    """Return our operation for an instance of exactly one of Django's, and anything else as it is."""
    ours = ours_by_django().get(type(op))
    if ours is None:
        return op
    attributes = vars(op).copy()
    known = _converted.get(op)
    if known is None or known[0] != attributes:
        known = _converted[op] = (attributes, _convert(op, ours))
    return known[1]


_converted: WeakKeyDictionary[Any, tuple[dict[str, Any], Any]] = WeakKeyDictionary()
"""What operations were turned into, with the attributes that they had: every loader of a process needs the same."""


def _convert(op: Any, ours: Any) -> Any:
    kwargs = arguments(op, ours)
    for name in NESTED_OPERATIONS & kwargs.keys():
        kwargs[name] = [operation(nested) for nested in kwargs[name]]
    converted = ours(**kwargs)
    return _with_overrides(converted, op, kwargs)


def django_operation(op: Any) -> Any:
    """Return Django's operation for one that is exactly one of ours, and anything else as it is."""
    theirs = django_by_ours().get(type(op))
    if theirs is None:
        return op
    kwargs = arguments(op, type(op))
    for name in NESTED_OPERATIONS & kwargs.keys():
        kwargs[name] = [django_operation(nested) for nested in kwargs[name]]
    return _with_overrides(theirs(**kwargs), op, kwargs)


def _with_overrides(made: Any, op: Any, kwargs: Collection[str]) -> Any:
    for name in (op.__dict__.keys() & OVERRIDABLE_ON_INSTANCES) - set(kwargs):
        setattr(made, name, op.__dict__[name])
    return made


def taken_back(found: Any) -> Any:
    """Return what a method made for Django's classes gives, as ours would give it."""
    if isinstance(found, list):
        converted = [operation(each) for each in found]
        return found if all(map(is_, found, converted)) else converted
    if isinstance(found, DjangoModelState):
        return ModelState.accept(found)
    return project_state(found) if isinstance(found, DjangoProjectState) else found


class ConvertedMigrationType(AdoptedType):
    """The type of migration classes made from Django's."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # On the instance and not on the class: an author's __init__() may add to the operations.
        migration = super().__call__(*args, **kwargs)
        migration.operations = [operation(op) for op in migration.operations]
        return migration


def is_migration_class(cls: type) -> bool:
    """Tell whether a class descends from ours or Django's."""
    return issubclass(cls, Migration | DjangoMigration)


def migration_class(cls: type) -> type[Migration]:
    """Return our migration class for one that descends from Django's; one that descends from ours passes through."""
    if issubclass(cls, Migration):
        return cls
    namespace = {
        name: _giving_our_state(method)
        for name in METHODS_GIVING_STATES
        if (method := getattr(cls, name)) is not getattr(DjangoMigration, name)
    }
    return cast(type[Migration], adopted(cls, Migration, ConvertedMigrationType, **namespace))


def migration_instance(migration: Any) -> Migration:
    """Return our migration for one that somebody has made of a class of Django's, with all that was changed in it."""
    if isinstance(migration, Migration):
        return migration
    cls = migration_class(type(migration))
    ours = cls.__new__(cls)
    vars(ours).update(vars(migration))
    ours.operations = [operation(op) for op in migration.operations]
    return ours


def _giving_our_state(method: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap what an author overrode: the state that it returns may be one of Django's."""

    @functools.wraps(method)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return project_state(method(*args, **kwargs))

    return wrapper

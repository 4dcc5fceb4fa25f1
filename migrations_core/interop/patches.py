"""What projects have set on the classes of Django's framework, found again on ours.

Projects patch Django's classes: options are taken from ``AlterModelOptions.ALTER_OPTION_KEYS``, ``RunSQL`` or
``MigrationWriter.as_string`` is wrapped, ``check_consistent_history`` is switched off. ``follow()`` compares each of
Django's classes with what it was and gives our class of the same name what somebody has put there. A method that is
found this way is called with an object of Django's class that shares the attributes of ours; so it, and the original
that it most likely calls, work on what they were written for. Whatever is taken off Django's class again is taken off
ours by the next ``follow()``.

Django's own attributes are told from others by where their code comes from; values, by being other ones than ours.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.functional import cached_property, classproperty

from migrations_core.interop.convert import django_operation, taken_back

ABSENT: Any = object()

FRAMEWORK = "django.db.migrations"

Twin = Callable[[Any, type], Any]
"""Gives an object of Django's class for one of ours."""


@dataclass(slots=True)
class Counterpart:
    """One of our classes and the name of Django's that it stands for."""

    ours: Any
    module: str
    name: str
    twin: Twin
    only: Collection[str]
    """The attributes to follow; empty for all."""
    afterwards: Callable[[Any], None]
    """Called with an object of ours after a method of somebody's had its way with it."""
    pristine: dict[str, Any]
    """The values of ours, from before anything was followed."""
    replaced: dict[str, Any] = field(default_factory=dict)
    """What ours had in place of what it follows now."""

    @property
    def theirs(self) -> Any:
        """Django's class; None while nobody has imported it, and where its name leads to ours."""
        found = getattr(sys.modules.get(self.module), self.name, None)
        return None if found is self.ours else found


_counterparts: list[Counterpart] = []


def counterpart(
    ours: Any,
    module: str,
    *,
    twin: Twin | None = None,
    only: Collection[str] = (),
    afterwards: Callable[[Any], None] = lambda ours: None,
) -> None:
    """Let one of our classes follow the one of this name in ``django.db.migrations.<module>``."""
    values = {name: copy(value) for name, value in _attributes(ours) if not _is_code(value)}
    module, name = f"{FRAMEWORK}.{module}", ours.__name__
    _counterparts.append(Counterpart(ours, module, name, twin or sharing, only, afterwards, values))


def sharing(ours: Any, theirs: type) -> Any:
    """Give an object of Django's class with the very attributes of ours: what is set on one is set on the other."""
    if isinstance(ours, theirs):
        return ours
    twin: Any = object.__new__(theirs)
    twin.__dict__ = vars(ours)
    return twin


def calling_back(*names: str) -> Twin:
    """Give twins whose methods of these names are those of ours: what Django's code calls then is ours."""

    def twin(ours: Any, theirs: type) -> Any:
        methods = {name: staticmethod(getattr(ours, name)) for name in names}
        return sharing(ours, type(theirs.__name__, (theirs,), methods))

    return twin


def writing_migration(ours: Any, theirs: type) -> Any:
    """Give a writer of Django's class that writes the same migration, with Django's operations."""
    migration = ours.migration
    operations = [django_operation(op) for op in migration.operations]
    if isinstance(migration, type):
        migration = type(migration.__name__, (migration,), {"operations": operations})
    else:
        migration = copy(migration)
        migration.operations = operations
    twin = sharing(ours, theirs)
    twin.migration = migration
    return twin


def writing_operation(ours: Any, theirs: type) -> Any:
    """Give a writer of Django's class that writes the same operation, as one of Django's."""
    twin = sharing(ours, theirs)
    twin.operation = django_operation(ours.operation)
    return twin


def follow() -> None:
    """Give our classes what projects have set on Django's."""
    for each in _counterparts:
        theirs = each.theirs
        found = {} if theirs is None else dict(patches(theirs, each.pristine))
        if each.only:
            found = {name: value for name, value in found.items() if name in each.only}
        if found or each.replaced:
            _set(each, found)


def is_patched(module: str, name: str) -> bool:
    """Tell whether somebody has changed a class of Django's."""
    theirs = getattr(sys.modules.get(f"{FRAMEWORK}.{module}"), name, None)
    return theirs is not None and any(patches(theirs, {}))


def _set(each: Counterpart, found: dict[str, Any]) -> None:
    for name, before in each.replaced.items():
        _put(each.ours, name, before)
    each.replaced = {name: vars(each.ours).get(name, ABSENT) for name in found}
    for name, value in found.items():
        setattr(each.ours, name, _bridged(each, value))


def _put(cls: type, name: str, value: Any) -> None:
    if value is not ABSENT:
        setattr(cls, name, value)
        return
    with suppress(AttributeError):
        delattr(cls, name)


def patches(theirs: type, pristine: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what is not Django's own among the attributes of one of its classes."""
    for name, value in _attributes(theirs):
        if _is_code(value):
            if not _is_djangos(value):
                yield name, value
        elif name in pristine and _plain(value) != _plain(pristine[name]):
            yield name, value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _attributes(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield what a class has or inherits, but for what Python itself puts there."""
    seen: set[str] = set()
    for base in cls.__mro__[:-1]:
        for name, value in vars(base).items():
            if name not in seen and not (name.startswith("__") and name.endswith("__")):
                seen.add(name)
                yield name, value


def _is_code(value: Any) -> bool:
    return callable(value) or _function_of(value) is not value


def _function_of(value: Any) -> Any:
    """Give what runs when a method, a property or the like is used."""
    match value:
        case staticmethod() | classmethod():
            return value.__func__
        case property() | classproperty():
            return value.fget
        case functools.cached_property() | cached_property():
            return value.func
    return value


def _is_djangos(value: Any) -> bool:
    function = _function_of(value)
    # What contextmanager() and the like make comes from the standard library, and leads to what it was made from.
    while (inner := getattr(function, "__wrapped__", None)) and not _is_from_project(function):
        function = inner
    return isinstance(function, type) or _module_of(function).startswith("django.")


def _is_from_project(function: Any) -> bool:
    module = _module_of(function)
    return module.partition(".")[0] not in sys.stdlib_module_names and module != ""


def _module_of(function: Any) -> str:
    # Not __module__, which functools.wraps() copies.
    return str(getattr(function, "__globals__", {}).get("__name__", ""))


def _bridged(each: Counterpart, value: Any) -> Any:
    """Let what was made for Django's class run on ours."""
    function = _function_of(value)
    if not inspect.isfunction(function):
        return value
    if isinstance(value, staticmethod):
        return value

    @functools.wraps(function)
    def bridge(*args: Any, **kwargs: Any) -> Any:
        result = taken_back(function(*_twins(each, args), **kwargs))
        if args and isinstance(args[0], each.ours):
            each.afterwards(args[0])
        return result

    if isinstance(value, classmethod):
        return classmethod(bridge)
    return bridge if value is function else property(bridge)


def _twins(each: Counterpart, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put Django's class or an object of it in the place of ours, if that is the first argument."""
    match args:
        case [type() as cls, *others] if issubclass(cls, each.ours):
            return (each.theirs, *others)
        case [self, *others] if isinstance(self, each.ours):
            return (each.twin(self, each.theirs), *others)
    return args

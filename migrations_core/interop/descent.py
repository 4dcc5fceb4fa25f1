"""Classes whose authors derived them from Django's, with our behaviour below whatever the authors overrode."""

from __future__ import annotations

from typing import Any

from django.db.migrations import Migration as DjangoMigration
from django.db.migrations.state import ModelState as DjangoModelState
from django.db.migrations.state import ProjectState as DjangoProjectState

from migrations_core.migration import Migration
from migrations_core.state import ModelState, ProjectState
from migrations_core.state.handle import StateHandle

FRAMEWORK: tuple[type, ...] = (
    *(Migration, ModelState, ProjectState, StateHandle),
    *(DjangoMigration, DjangoModelState, DjangoProjectState),
)


class Announced:
    """Keeps ``__init_subclass__`` of the author's bases from being called again for a class that they know."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Do nothing."""


class AdoptedType(type):
    """The type of classes made from others' subclasses of Django's.

    The method resolution order runs through the author's class and mixins, then ours, then Django's. So an overridden
    method that calls ``super()`` arrives at ours, and the instance is still one of the author's class and of
    Django's for everybody who asks.
    """

    def mro(cls) -> list[type]:
        found = super().mro()
        apart = {object, Announced, *FRAMEWORK}
        author = [base for base in found[1:] if base not in apart]
        framework = [base for base in FRAMEWORK if base in found]
        return list(dict.fromkeys([cls, Announced, *author, *framework, object]))


def adopted(
    cls: type, ours: type, metaclass: type[AdoptedType] = AdoptedType, **attributes: Any
) -> Any:
    """Give the class that is made from an author's class and ours; the same one while somebody uses it."""
    subclass: Any
    for subclass in type.__subclasses__(cls):
        if isinstance(subclass, AdoptedType) and _is_named_as(subclass, cls):
            return subclass
    namespace = {
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        "__doc__": cls.__doc__,
        **attributes,
    }
    return _joined(metaclass, type(cls))(cls.__name__, (cls, ours), namespace)


def _joined(metaclass: type[AdoptedType], authors: type) -> type[AdoptedType]:
    """Give a metaclass for a class whose author has one, too (``ABCMeta``, say)."""
    if issubclass(metaclass, authors):
        return metaclass
    return type(metaclass.__name__, (metaclass, authors), {})


def _is_named_as(subclass: type, cls: type) -> bool:
    return (subclass.__module__, subclass.__qualname__) == (cls.__module__, cls.__qualname__)

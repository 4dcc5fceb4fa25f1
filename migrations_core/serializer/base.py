"""What a serializer is, which one serves a value, and how a failure deep inside a value says where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.functional import LazyObject, Promise
from django.utils.version import get_docs_version

from migrations_core.exceptions import UnserializableError
from migrations_core.interop.serializers import (
    foreign_serializer,
    foreign_serializers,
    is_foreign_serializer,
    is_unregistered,
)

Serialized = tuple[str, set[str]]
"""A Python expression and the import statements that it needs."""

TypeOrTypes = type | tuple[type, ...]

MAKE_IT_SERIALIZABLE = (
    "Give its class a deconstruct() method (django.utils.deconstruct.deconstructible adds one), "
    "or register a serializer for its type with MigrationWriter.register_serializer()."
)


class BaseSerializer:
    """The base of every serializer, built in or registered."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def serialize(self) -> Serialized:
        raise NotImplementedError(
            "Subclasses of BaseSerializer must implement the serialize() method."
        )


class Serializer:
    """The registry: the first type that a value is an instance of decides, so the order counts."""

    _registry: ClassVar[dict[TypeOrTypes, type[BaseSerializer]]] = {}

    kinds: ClassVar[list[tuple[Callable[[Any], bool], type[BaseSerializer]]]] = []
    """What is asked before the registry: serializers for values that are recognized by more than a type."""

    @classmethod
    def register(cls, type_: TypeOrTypes, serializer: type[Any]) -> None:
        """Let a subclass of BaseSerializer, ours or Django's, serve a type or several."""
        if not issubclass(serializer, BaseSerializer) and not is_foreign_serializer(serializer):
            msg = f"'{serializer.__name__}' must inherit from 'BaseSerializer'."
            raise ValueError(msg)
        cls._registry[type_] = serializer

    @classmethod
    def unregister(cls, type_: TypeOrTypes) -> None:
        cls._registry.pop(type_)


def serializer_factory(value: Any) -> BaseSerializer:
    """Give the serializer for a value; raises UnserializableError, a ValueError, when there is none."""
    value = _evaluated(value)
    for is_kind, kind_serializer in Serializer.kinds:
        if is_kind(value):
            return kind_serializer(value)
    if (found := _registered(value)) is not None:
        return found(value)  # type: ignore[no-any-return]  # of others, who may have typed nothing
    raise UnserializableError(
        f"Cannot serialize: {value!r}\n"
        "There are some values Django cannot serialize into migration files.\n"
        f"For more, see https://docs.djangoproject.com/en/{get_docs_version()}/"
        "topics/migrations/#migration-serializing",
        advice=MAKE_IT_SERIALIZABLE,
    )


def _registered(value: Any) -> Any:
    """Give the serializer class that is registered for a value, with us or with Django."""
    for type_, foreign in foreign_serializers(Serializer, first=True):
        if isinstance(value, type_):
            return foreign
    for type_, serializer in Serializer._registry.items():
        if isinstance(value, type_):
            replaced = foreign_serializer(type_, Serializer)
            if replaced or not is_unregistered(serializer, Serializer):
                return replaced or serializer
    for type_, foreign in foreign_serializers(Serializer, first=False):
        if isinstance(value, type_):
            return foreign
    return None


def serialize_part(value: Any, place: str) -> Serialized:
    """Serialize what stands inside another value; ``place`` says where, in the message of a failure."""
    try:
        return serializer_factory(value).serialize()
    except UnserializableError as error:
        raise error.within(place) from error.__cause__
    except ValueError as error:
        # What deconstruct() of other people's classes raises, Django's @deconstructible among them.
        raise UnserializableError(str(error), path=(place,)) from error


def _evaluated(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, LazyObject):
        return value.__reduce__()[1][0]  # what pickle would call unpickle() with: the real object
    return value

"""Serializers and operations that other people made from Django's classes, recognized without importing Django's.

``django.contrib.postgres`` and others register their serializers with ``django.db.migrations.writer.MigrationWriter``
when the project starts. Who did so has imported Django's module; where nobody has, there is nothing to find.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from typing import Any

SERIALIZER_MODULE = "django.db.migrations.serializer"
OPERATION_MODULE = "django.db.migrations.operations.base"


def foreign_serializers(ours: type, *, first: bool) -> list[tuple[Any, Any]]:
    """List what was registered with Django beyond what Django registers itself, as (type, serializer).

    ``first`` asks for what somebody put in front of all of Django's own, which decides before these, and otherwise
    for the rest. ``ours`` is our registry: nothing is foreign where Django's name leads to it.
    """
    entries = [(type_, _if_foreign(found)) for type_, found in _registry(ours).items()]
    in_front = len(list(takewhile(lambda entry: entry[1], entries)))
    chosen = entries[:in_front] if first else entries[in_front:]
    return [(type_, found) for type_, found in chosen if found]


def is_unregistered(serializer: type, ours: type) -> bool:
    """Tell whether somebody took the serializer of this name out of Django's registry."""
    theirs = _loaded(SERIALIZER_MODULE, serializer.__name__)
    registry = _registry(ours)
    return bool(registry) and theirs is not None and theirs not in registry.values()


def foreign_serializer(type_: Any, ours: type) -> Any:
    """Give what somebody registered with Django for a type, None if it is what Django itself registers."""
    return _if_foreign(_registry(ours).get(type_))


def _registry(ours: type) -> dict[Any, Any]:
    registry = _loaded(SERIALIZER_MODULE, "Serializer")
    return {} if registry is None or registry is ours else registry._registry


def _if_foreign(serializer: Any) -> Any:
    return None if getattr(serializer, "__module__", None) == SERIALIZER_MODULE else serializer


def is_foreign_serializer(serializer: type) -> bool:
    """Tell whether a class descends from Django's ``BaseSerializer``."""
    base = _loaded(SERIALIZER_MODULE, "BaseSerializer")
    return base is not None and issubclass(serializer, base)


def is_foreign_operation(value: object) -> bool:
    """Tell whether an object descends from Django's ``Operation``."""
    base = _loaded(OPERATION_MODULE, "Operation")
    return base is not None and isinstance(value, base)


def _loaded(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), name, None)

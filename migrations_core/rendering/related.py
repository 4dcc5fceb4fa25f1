"""Which rendered models hang together; kept for those who call these functions of Django's."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from django.db import models

from migrations_core.names import ModelKey, resolve_relation

if TYPE_CHECKING:
    from collections.abc import Iterator


def get_related_models_tuples(model: type[models.Model]) -> set[ModelKey]:
    """Give the keys of the models with a direct relation to or from a model, subclasses included."""
    return {resolve_relation(related) for related in _related_models(model)}


def get_related_models_recursive(model: type[models.Model]) -> set[ModelKey]:
    """Give the keys of all models that relations lead to, however many steps away.

    A subclass is related to its parents through its ``_ptr`` field, a parent to its subclasses by inheritance.
    """
    found: set[ModelKey] = set()
    queue = deque(_related_models(model))
    while queue:
        related = queue.popleft()
        if resolve_relation(related) not in found:
            found.add(resolve_relation(related))
            queue.extend(_related_models(related))
    return found - {resolve_relation(model)}


def _related_models(model: type[models.Model]) -> Iterator[type[models.Model]]:
    yield from (child for child in model.__subclasses__() if issubclass(child, models.Model))
    owners = set()
    for field in model._meta.get_fields(include_parents=True, include_hidden=True):
        related = field.related_model if field.is_relation else None
        if related is not None and not isinstance(related, str):
            owners.add(field.model)
            yield related
    # Reverse accessors of keys to a proxy are attached to the model whose table it shares.
    concrete = model._meta.concrete_model
    if model._meta.proxy and concrete is not None and model in owners:
        yield concrete

"""Which other tables follow when the type of a referenced column changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrations_core.backends.base.relations import references_to


def dependent_models(model: Any, field: Any) -> list[Any]:
    """Give the models with columns that copy the field's type.

    The field's own model is one of them as it is afterwards, if it refers to itself: Django's editor does not know it
    again, rebuilds its table once more, and thereby puts the columns into the model's order.
    """
    found: dict[str, Any] = {}
    referencing = (relation.related_model for relation in references_to(field))
    for candidate in (*referencing, *_link_models(model, field)):
        if candidate is not model:
            found.setdefault(candidate._meta.db_table, candidate)
    return list(found.values())


def _link_models(model: Any, field: Any) -> Iterator[Any]:
    if not field.primary_key:
        return
    for link in field.model._meta.many_to_many:
        if link.related_model is not model and link.remote_field.through._meta.auto_created:
            yield link.remote_field.through

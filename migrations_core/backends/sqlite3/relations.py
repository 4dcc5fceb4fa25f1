"""Which other tables follow when the type of a referenced column changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def dependent_models(model: Any, field: Any) -> list[Any]:
    """Give the models with columns that copy the field's type, without the field's own model."""
    found: dict[str, Any] = {}
    for candidate in (*_referencing(field), *_link_models(model, field)):
        table = candidate._meta.db_table
        if candidate is not model and table != model._meta.db_table:
            found.setdefault(table, candidate)
    return list(found.values())


def _referencing(field: Any) -> Iterator[Any]:
    relations = field.model._meta._get_fields(
        forward=False, reverse=True, include_hidden=True, include_parents=False
    )
    for relation in sorted(relations, key=lambda relation: str(relation.name)):
        if _targets(relation.field, field):
            yield relation.related_model
            if relation.field.unique and relation.related_model is not field.model:
                # A key that is itself a reference, as a child model's: others copy it further.
                yield from _referencing(relation.field)


def _targets(reference: Any, field: Any) -> bool:
    if reference.many_to_many or not getattr(reference, "to_fields", None):
        return False
    implicit = field.primary_key and reference.to_fields == [None]
    return bool(implicit or {field.name, field.attname} & set(reference.to_fields))


def _link_models(model: Any, field: Any) -> Iterator[Any]:
    if not field.primary_key:
        return
    for link in field.model._meta.many_to_many:
        if link.related_model is not model and link.remote_field.through._meta.auto_created:
            yield link.remote_field.through

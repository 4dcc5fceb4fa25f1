"""Which foreign keys point at a field, and which tables follow it or its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .models import Field, Model


def references_to(field: Field) -> Iterator[Any]:
    """Give the relations whose columns copy the field's type, in an order that never changes.

    A foreign key that is unique may be copied further: the key of a child model, for one.
    """
    relations = field.model._meta._get_fields(
        forward=False, reverse=True, include_hidden=True, include_parents=False
    )
    for relation in sorted(relations, key=lambda relation: str(relation.name)):
        if _targets(relation.field, field):
            yield relation
            if relation.field.unique and relation.related_model is not field.model:
                yield from references_to(relation.field)


def _targets(reference: Field, field: Field) -> bool:
    if reference.many_to_many or not getattr(reference, "to_fields", None):
        return False
    implicit = field.primary_key and None in reference.to_fields
    return bool(implicit or {field.name, field.attname} & set(reference.to_fields))


def paired_references(old_field: Field, new_field: Field) -> list[tuple[Field, Field]]:
    """Give the foreign keys to a field that changes, as they were and as they become.

    One that comes to point at it because it becomes the primary key is none of them: as with Django, its column stays.
    """
    old = {_key(relation, old_field): relation.field for relation in references_to(old_field)}
    new = {_key(relation, new_field): relation.field for relation in references_to(new_field)}
    return [(old[key], field) for key, field in new.items() if key in old]


def _key(relation: Any, target: Field) -> tuple[str, str]:
    # A model that refers to itself may be the one that is just being renamed.
    is_own = relation.related_model is target.model
    return "" if is_own else relation.related_model._meta.label_lower, relation.field.name


def owns_link_table(field: Field) -> bool:
    return bool(field.many_to_many and field.remote_field.through._meta.auto_created)


def own_link_models(model: Model) -> list[Model]:
    fields = model._meta.local_many_to_many
    return [field.remote_field.through for field in fields if owns_link_table(field)]


def link_fields(old_field: Field, new_field: Field) -> list[tuple[Field, Field]]:
    """Pair the fields of two link tables that lead to the same ends."""
    before, after = (field.remote_field.through._meta for field in (old_field, new_field))
    names = (
        (old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()),
        (old_field.m2m_field_name(), new_field.m2m_field_name()),
    )
    return [(before.get_field(old), after.get_field(new)) for old, new in names]


def dependent_models(model: Model, field: Field) -> list[Model]:
    """Give the models with columns that copy the field's type.

    The field's own model is one of them as it is afterwards, if it refers to itself: Django's editor does not know it
    again, rebuilds its table once more, and thereby puts the columns into the model's order.
    """
    found: dict[str, Model] = {}
    referencing = (relation.related_model for relation in references_to(field))
    for candidate in (*referencing, *_link_models(model, field)):
        if candidate is not model:
            found.setdefault(candidate._meta.db_table, candidate)
    return list(found.values())


def _link_models(model: Model, field: Field) -> Iterator[Model]:
    if not field.primary_key:
        return
    for link in field.model._meta.many_to_many:
        if link.related_model is not model and link.remote_field.through._meta.auto_created:
            yield link.remote_field.through

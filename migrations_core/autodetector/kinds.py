"""What kind of values a column holds, as far as databases cast one kind to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.autodetector.relations import model_bases
from migrations_core.rendering.relations import is_relation, target_of

if TYPE_CHECKING:
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState, ProjectState

TEXT = "text"

_KINDS = {
    "UUID": ("UUIDField",),
    "date": ("DateField",),
    "moment": ("DateTimeField",),
    "time of day": ("TimeField",),
    "duration": ("DurationField",),
    "string of bytes": ("BinaryField",),
    "JSON document": ("JSONField",),
    TEXT: ("CharField", "FileField", "FilePathField", "SlugField", "TextField"),
    "number": (
        "AutoField",
        "BigAutoField",
        "BigIntegerField",
        "BooleanField",
        "DecimalField",
        "FloatField",
        "IntegerField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "SmallAutoField",
        "SmallIntegerField",
    ),
}
KIND_OF_TYPE = {type_: kind for kind, types in _KINDS.items() for type_ in types}
"""By ``Field.get_internal_type()``; other people's types are in no kind."""

_CAST = {
    ("date", "moment"),
    ("moment", "date"),
    ("moment", "time of day"),
    ("JSON document", "number"),
}


def can_be_cast(before: str | None, after: str | None) -> bool:
    """Tell whether values may survive; text may say anything, and kinds that we do not know anything, too."""
    return (
        before == after
        or not before
        or not after
        or TEXT in (before, after)
        or (before, after) in _CAST
    )


def kind_of(state: ProjectState, key: ModelKey, field: AnyField) -> str | None:
    """Give the kind of a field that stands on the model ``key``; a foreign key has that of what it refers to."""
    seen: set[ModelKey] = set()
    while is_relation(field) and not field.many_to_many:
        key = target_of(field, key)
        named = getattr(field, "to_fields", None) or (None,)
        found = _field_of(state, key, named[0])
        if key in seen or found is None:
            return None
        seen.add(key)
        field = found
    return KIND_OF_TYPE.get(field.get_internal_type())


def _field_of(state: ProjectState, key: ModelKey, name: str | None) -> AnyField | None:
    """Find a field, by default the primary key, on a model or on those that it is derived from."""
    model = state.model_states.get(key)
    if model is None:
        return None
    own = model.fields.get(name) if name else _key_of(model)
    if own is not None:
        return own
    found = (_field_of(state, base, name) for base in model_bases(model))
    return next((field for field in found if field is not None), None)


def primary_key_of(model: ModelState) -> str | None:
    """Give the name of the field that is a model's primary key, if it is the model's own."""
    return next((name for name, field in model.fields.items() if field.primary_key), None)


def _key_of(model: ModelState) -> AnyField | None:
    name = primary_key_of(model)
    return model.fields[name] if name else None

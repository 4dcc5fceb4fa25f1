"""Which field refers to which model, read from unbound fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core.deconstruction import is_key
from migrations_core.names import ModelKey, models_among, resolve_relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migrations_core.deconstruction import AnyField
    from migrations_core.rendering.descriptions import ModelDescription


class FieldReference(NamedTuple):
    """How a field refers to a model: ``(remote_field, to_fields)`` and ``(remote_field, through_fields)``, or None."""

    to: tuple[Any, Iterable[str | None] | None] | None
    through: tuple[Any, Iterable[str] | None] | None


class Reference(NamedTuple):
    """One field of one model that refers to the model in question."""

    model_key: ModelKey
    field_name: str
    field: AnyField


def field_references(
    model_key: ModelKey,
    field: AnyField,
    target_key: ModelKey,
    target_field_name: str | None = None,
    target_field: AnyField | None = None,
) -> FieldReference | None:
    """Tell how ``field``, which stands on ``model_key``, refers to a model or to one field of it; None if it does not.

    With a field's name but not the field itself the answer may be a false yes (is it the primary key that an implicit
    reference means?): safe for whoever asks in order to leave operations where they are.
    """
    remote_field: Any = field.remote_field
    if not remote_field:
        return None
    references_to = references_through = None
    if resolve_relation(remote_field.model, *model_key) == target_key:
        to_fields = getattr(field, "to_fields", None)
        if _means_field(to_fields, target_field_name, target_field):
            references_to = (remote_field, to_fields)
    through = getattr(remote_field, "through", None)
    if through and resolve_relation(through, *model_key) == target_key:
        through_fields = remote_field.through_fields
        if (
            target_field_name is None
            or through_fields is None
            or target_field_name in through_fields
        ):
            references_through = (remote_field, through_fields)
    if references_to is None and references_through is None:
        return None
    return FieldReference(references_to, references_through)


def _means_field(
    to_fields: Iterable[str | None] | None, name: str | None, field: AnyField | None
) -> bool:
    if name is None or to_fields is None:
        return True
    if None in to_fields and (field is None or is_key(field)):
        return True
    return name in to_fields or (field is not None and attname(name, field) in to_fields)


def attname(name: str, field: AnyField) -> str:
    """Give the name of the attribute with the value: for a foreign key another than the field's, and ``to_field`` may
    use either."""
    is_foreign_key = field.remote_field is not None and not field.many_to_many
    return f"{name}_id" if is_foreign_key else name


def mentioned_models(model_state: ModelDescription) -> frozenset[ModelKey]:
    """Give the keys of all models that a model's fields and bases name."""
    here = model_state.key
    keys = {resolve_relation(base, *here) for base in model_state.bases if isinstance(base, str)}
    for field in model_state.fields.values():
        keys.update(resolve_relation(model, *here) for model in related_models(field))
    return frozenset(keys)


def is_relation(field: AnyField) -> bool:
    """Tell whether a field names another model."""
    return bool(field.remote_field and field.remote_field.model)


def target_of(field: AnyField, key: ModelKey) -> ModelKey:
    """Give the model that a relation, which stands on ``key``, leads to."""
    return resolve_relation(field.remote_field.model, *key)  # type: ignore[union-attr]  # a relation has one


def through_of(field: AnyField, key: ModelKey) -> ModelKey | None:
    """Give the intermediary model that a many-to-many field names, if it names one."""
    through: Any = getattr(field.remote_field, "through", None)
    return resolve_relation(through, *key) if through else None


def related_models(field: AnyField) -> Iterator[Any]:
    """Yield what a field names as its target and its intermediary model, unresolved."""
    if field.remote_field:
        if field.remote_field.model:
            yield field.remote_field.model
        if through := getattr(field.remote_field, "through", None):
            yield through


def concrete_model_key(states: Mapping[ModelKey, ModelDescription], key: ModelKey) -> ModelKey:
    """Follow a proxy model to the model whose table it shares."""
    while (state := states.get(key)) is not None and state.options.get("proxy"):
        base = next(models_among(state.bases, *key), None)
        if base is None:
            break
        key = base
    return key


def mentioned_by(states: Iterable[ModelDescription]) -> dict[ModelKey, tuple[ModelKey, ...]]:
    """Turn ``mentioned_models`` round: for each model the keys of those that name it, in the states' order."""
    index: dict[ModelKey, list[ModelKey]] = {}
    for state in states:
        for key in state.mentions:
            index.setdefault(key, []).append(state.key)
    return {key: tuple(users) for key, users in index.items()}


Relations = dict[ModelKey, dict[ModelKey, dict[str, "AnyField"]]]
"""``{target model: {model: {field name: field}}}``; a proxy counts as the model whose table it shares."""


def relations_of(states: Mapping[ModelKey, ModelDescription], real_apps: set[str]) -> Relations:
    """Collect the relations of all models."""
    relations: Relations = {}
    for key, state in states.items():
        if not state.options.get("proxy"):
            for name, field in state.fields.items():
                for target in _targets(states, real_apps, key, field):
                    relations.setdefault(target, {}).setdefault(key, {})[name] = field
    for key, state in states.items():
        concrete = concrete_model_key(states, key)
        if state.options.get("proxy") and concrete in relations:
            relations[key] = relations[concrete]
    return relations


def follow_change(
    relations: Relations,
    states: Mapping[ModelKey, ModelDescription],
    real_apps: set[str],
    before: ModelDescription | None,
    after: ModelDescription | None,
) -> None:
    """Carry relations over the change of one model, in place: whoever holds them sees them change, as with Django."""
    old_fields = before.fields if before else {}
    new_fields = after.fields if after else {}
    for name, field in old_fields.items():
        if before and new_fields.get(name) is not field:
            for target in _targets(states, real_apps, before.key, field):
                users = relations.get(target, {})
                users.get(before.key, {}).pop(name, None)
                if not users.get(before.key, True):
                    del users[before.key]
    for name, field in new_fields.items():
        if after and old_fields.get(name) is not field:
            for target in _targets(states, real_apps, after.key, field):
                relations.setdefault(target, {}).setdefault(after.key, {})[name] = field
    if before and not after:
        for key in [key for key, users in relations.items() if key == before.key or not users]:
            del relations[key]


def _targets(
    states: Mapping[ModelKey, ModelDescription], real_apps: set[str], key: ModelKey, field: AnyField
) -> Iterator[ModelKey]:
    for model in related_models(field):
        target = resolve_relation(model, *key)
        yield target if target[0] in real_apps else concrete_model_key(states, target)


Owner = tuple["ModelKey", str]
"""A model and its many-to-many field that has an automatic table."""


def automatic_owner(states: Mapping[ModelKey, ModelDescription], key: ModelKey) -> Owner | None:
    """Tell which field makes a model that is in no state, because it is made along with its table."""
    app_label, name = key
    if key in states:
        return None
    for position in (place for place, character in enumerate(name) if character == "_"):
        owner = states.get((app_label, name[:position]))
        for field_name, field in owner.fields.items() if owner else ():
            if field_name.lower() == name[position + 1 :] and _makes_a_table(field):
                return (app_label, name[:position]), field_name
    return None


def _makes_a_table(field: AnyField) -> bool:
    return bool(field.many_to_many and not getattr(field.remote_field, "through", None))

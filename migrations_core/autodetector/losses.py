"""Columns whose values mean nothing afterwards, or that the rows at hand cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    NOT_PROVIDED,
    CompositePrimaryKey,
    DateField,
    TimeField,
    UniqueConstraint,
    Value,
)

from migrations_core.autodetector.kinds import can_be_cast, kind_of, primary_key_of
from migrations_core.autodetector.reasons import Reason, Refusal, about, label_of, table_of, type_of
from migrations_core.autodetector.relations import model_bases
from migrations_core.rendering.relations import is_relation, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migrations_core.autodetector.comparison import FieldChange, ModelPair
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState, ProjectState

_NEW_KEY = (
    "Add the new key as a field of its own (null=True), and beside every foreign key one that follows it; fill them "
    "with RunPython, and let them take the places of the old ones: each in a migration of its own."
)


def foreign_key_refusals(pair: Pair, change: FieldChange) -> Iterator[Refusal]:
    """Refuse to let the values of a foreign key mean the rows of another table, or another column of it."""
    before, after = change.field.before, change.field.after
    if _are_without_column(before, after):
        return
    old_key, key = target_of(before, change.model.before.key), target_of(after, change.model.key)
    if old_key not in pair.before.model_states or key not in pair.after.model_states:
        return
    if _is_parent_link(before) and _is_parent_link(after):
        return  # Refused for the other bases.
    if not _has_rows_of(pair, old_key, key):
        said = (
            f"It pointed at {label_of(old_key)} and points at {label_of(key)} now.",
            "Its values are keys of the former: altering the field fails, or the rows mean other objects.",
        )
        yield about(pair, change, Reason.FOREIGN_KEY, said=said)
    elif pair.old_key(key) == old_key and _named_field(pair, before, old_key) != _named_field(
        pair, after, key
    ):
        said = (
            "It refers to another field of the same model now.",
            "Its values are those of the former field: altering the field fails, or the rows mean nothing.",
        )
        yield about(pair, change, Reason.FOREIGN_KEY, said=said)


def _are_without_column(*fields: AnyField) -> bool:
    """Tell a ForeignObject: its values are those of other fields, whose changes are looked at by themselves."""
    return all(is_relation(field) and field.get_attname_column()[1] is None for field in fields)


def _is_parent_link(field: AnyField) -> bool:
    return bool(getattr(field.remote_field, "parent_link", False))


def _has_rows_of(pair: Pair, old_key: ModelKey, key: ModelKey) -> bool:
    """Tell whether each row of the one model is one of the other: it has the same table, or is derived from it."""
    concrete = pair.after.get_concrete_model_key(".".join(key))
    of_old = _lineage(pair.before, old_key)
    if pair.old_key(concrete) in of_old:
        return True
    tables = {table_of(pair.before[each]) for each in of_old}
    return table_of(pair.after[concrete]) in tables


def _lineage(state: ProjectState, key: ModelKey) -> set[ModelKey]:
    """Give a model and all that it is derived from."""
    found: set[ModelKey] = set()
    left = [key]
    while left:
        each = left.pop()
        if each not in found and each in state.model_states:
            found.add(each)
            left += model_bases(state[each])
    return found


def _named_field(pair: Pair, field: AnyField, key: ModelKey) -> str | None:
    """Give the field that a foreign key to the model ``key`` refers to, by the name that it has afterwards."""
    name = (getattr(field, "to_fields", None) or (None,))[0]
    state = pair.before if key in pair.before.model_states else pair.after
    name = name or primary_key_of(state[key])
    return name and pair.new_field_name(pair.new_key(key), name)


def cast_refusals(pair: Pair, change: FieldChange) -> Iterator[Refusal]:
    """Refuse to alter a column to a type that no database casts its values to."""
    before, after = change.field.before, change.field.after
    kinds = (
        kind_of(pair.before, change.model.before.key, before),
        kind_of(pair.after, change.model.key, after),
    )
    if before.generated or after.generated or can_be_cast(*kinds):
        return
    if _are_without_column(before, after):
        return
    said = (
        f"It was {type_of(before)} and is {type_of(after)} now.",
        f"No database makes a {kinds[1]} of a {kinds[0]}: altering the field fails, or leaves values that nobody can "
        "read.",
    )
    referenced = any(pair.before.references_to(change.model.before.key, change.field.old_name))
    yield about(
        pair,
        change,
        Reason.KEY if after.primary_key else Reason.TYPE,
        said=said,
        **({"recipe": _NEW_KEY} if referenced else {}),
    )


def key_refusals(pair: Pair) -> Iterator[Refusal]:
    """Refuse to give a model that others refer to another field for its primary key."""
    changed = {change.model.key for change in pair.field_changes}
    for model in pair.kept_models:
        if not (model.added or model.removed or model.key in changed):
            continue
        old, new = primary_key_of(model.before), primary_key_of(model.after)
        if not old or not new or pair.new_field_name(model.key, old) == new:
            continue
        users = sorted(set(_users_of_key(pair, model)))
        if users:
            yield Refusal(
                Reason.KEY,
                *model.key,
                new,
                what=f"It is the primary key now, instead of {old}.",
                why=f"{' and '.join(users)} would go on with the values of the former key.",
                recipe=_NEW_KEY,
            )


def composite_key_refusals(pair: Pair) -> Iterator[Refusal]:
    """Refuse to make the primary key of a table of other columns, which no operation does."""
    for model in pair.kept_models:
        old, new = _composite_key(model.before), _composite_key(model.after)
        if not old and not new:
            continue
        names = tuple(pair.new_field_name(model.key, name) for name in old)
        if names != new:
            yield Refusal(
                Reason.COMPOSITE_KEY,
                *model.key,
                "pk",
                what=f"Its primary key was made of {_listed(names)} and is made of {_listed(new)} now.",
                why="No operation changes a composite primary key: the table would go on with the one that it has.",
                recipe="Create a model with the new key under another name, copy the rows with RunPython, remove the "
                "old model, and rename the new one: each in a migration of its own.",
            )


def _composite_key(state: ModelState) -> tuple[str, ...]:
    field: Any = state.fields.get("pk")  # Django lets it bear no other name.
    return tuple(field.field_names) if isinstance(field, CompositePrimaryKey) else ()


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names) or "one column"


def _users_of_key(pair: Pair, model: ModelPair) -> Iterator[str]:
    """Name the fields that hold a model's primary key, before and afterwards."""
    for own in model.kept:
        if own.before.many_to_many and own.after.many_to_many:
            yield f"{label_of(model.key)}.{own.name}"
    for user, old_name, field in pair.before.references_to(model.before.key):
        key = pair.new_key(user)
        if (getattr(field, "to_fields", None) or (None,))[0] or key not in pair.after.model_states:
            continue
        name = pair.new_field_name(key, old_name)
        after = pair.after[key].fields.get(name)
        if after and is_relation(after) and target_of(after, key) == model.key:
            yield f"{label_of(key)}.{name}"


def unique_constants(pair: Pair, defaults: Mapping[FieldKey, Any]) -> Iterator[Refusal]:
    """Refuse new columns that may not hold a value twice and give all existing rows the same.

    ``defaults`` are the answers to what existing rows get.
    """
    for model in pair.kept_models:
        constants = {
            name
            for name in pair.new_fields(model)
            if _is_constant(
                model.after.fields[name], defaults.get((*model.key, name), NOT_PROVIDED)
            )
        }
        for name in sorted(constants):
            if model.after.fields[name].unique:
                yield _about_constant(model, name, "It is new and unique")
        for group in _unique_groups(model) if constants else ():
            if group and constants.issuperset(group):
                names = " and ".join(group)
                yield _about_constant(model, group[0], f"A constraint is to keep {names} unique")


def _about_constant(model: ModelPair, name: str, what: str) -> Refusal:
    return Refusal(
        Reason.UNIQUE,
        *model.key,
        name,
        what=f"{what}, and all existing rows would get the same value.",
        why="As soon as there are two rows the migration fails.",
        recipe="Add the field with null=True, give each row a value of its own with RunPython, and alter the field to "
        "what it is to be: each in a migration of its own.",
    )


def _unique_groups(model: ModelPair) -> Iterator[tuple[str, ...]]:
    for group in model.new_option("unique_together") or ():
        yield tuple(group)
    for constraint in model.new_option("constraints") or ():
        if type(constraint) is UniqueConstraint and constraint.condition is None:
            yield tuple(constraint.fields)


def _is_constant(field: AnyField, answer: Any) -> bool:
    """Tell whether existing rows get one value, other than NULL, in a new column."""
    if field.many_to_many or field.generated:
        return False
    if answer is not NOT_PROVIDED:
        return answer is not None and not callable(answer)
    if field.has_default():
        return field.default is not None and not callable(field.default)
    if field.has_db_default():
        default: Any = field.db_default
        return not hasattr(default, "resolve_expression") or isinstance(default, Value)
    if field.null:
        return False
    is_now = isinstance(field, (DateField, TimeField)) and field.auto_now
    return is_now or bool(field.blank and field.empty_strings_allowed)

"""Fields as values: copies that share nothing with a bound field, and whether two are certainly alike."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.fields import AutoFieldMixin
from django.utils.functional import Promise, cached_property

from migrations_core.exceptions import BrokenDeconstructionError, UnimportableDeconstructionError
from migrations_core.names import in_short, said, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import Field

    AnyField = Field[Any, Any]


def taken_apart(value: Any, count: int = 3) -> tuple[Any, ...]:
    """Return what ``deconstruct()`` gives, which ends in a path, arguments and keyword arguments, or refuse it."""
    try:
        parts = tuple(value.deconstruct())
    except (
        ValueError
    ) as error:  # the classes of @deconstructible say by it why they cannot be written
        raise BrokenDeconstructionError(text_of(error)) from error
    except (Exception, SystemExit) as error:
        is_import = isinstance(error, ImportError)
        broken = UnimportableDeconstructionError if is_import else BrokenDeconstructionError
        raise broken(f"{_deconstruct_of(value)} raises {said(error)}") from error
    if len(parts) == count:
        path, args, kwargs = parts[-3:]
        is_call = isinstance(args, list | tuple) and isinstance(kwargs, Mapping)
        if is_call and isinstance(path, str) and all(isinstance(key, str) for key in kwargs):
            return parts
    raise BrokenDeconstructionError(
        f"{_deconstruct_of(value)} gives {in_short(parts)}, which has to be {EXPECTED_PARTS[count]}."
    )


EXPECTED_PARTS = {
    3: "(path, args, kwargs)",
    4: "(name, path, args, kwargs)",
}


def _deconstruct_of(value: object) -> str:
    cls = type(value)
    return f"deconstruct() of {cls.__module__}.{cls.__qualname__}"


def unbound_copy(field: AnyField) -> AnyField:
    """Copy an unbound field so that the copy can be changed or bound and the original never notices.

    For the field classes of ``django.db.models`` a shallow copy with its own ``remote_field`` is enough, and
    many times cheaper than taking the field apart and building it again; other people's classes may hold more
    (a ``base_field``), so they are rebuilt through ``deconstruct()`` as Django does.
    """
    if not _is_own_class_of_django(field):
        clone: AnyField = field.clone()
        clone.creation_counter = field.creation_counter
        return clone
    duplicate: AnyField = _without_cached(copy.copy(field))
    if "validators" in vars(duplicate):
        duplicate.validators = [*duplicate.validators]
    if field.remote_field:
        duplicate.remote_field = _without_cached(copy.copy(field.remote_field))
        duplicate.remote_field.field = duplicate
    return duplicate


def _without_cached(part: Any) -> Any:
    attributes = vars(part)
    cls: Any = type(part)
    for name in _cached_names(cls) & attributes.keys():
        del attributes[name]
    return part


def is_key(field: AnyField) -> bool:
    """Tell a primary key: ``deconstruct()`` makes one of every automatic field, whatever was written."""
    return field.primary_key or isinstance(field, AutoFieldMixin)


def field_for_class_body(field: AnyField, counter: int | None = None) -> AnyField:
    """Copy a field as if it had just been written in the body of a model class: last in order, without a
    name.

    ``counter`` is its place where that was given out before, by ``next_counters()`` or ``next_automatic_counter()``.
    """
    duplicate = unbound_copy(field)
    duplicate.name = None  # type: ignore[assignment]  # unset until bound, whatever the stubs say
    duplicate.primary_key = is_key(field)
    if counter is not None:
        duplicate.creation_counter = counter
    elif duplicate.auto_created:
        duplicate.creation_counter = next_automatic_counter()
    else:
        (duplicate.creation_counter,) = next_counters(1)
    return duplicate


def next_counters(number: int) -> range:
    """Give the next places in the order of fields, each of which ``Field.__init__()`` would take."""
    first: int = models.Field.creation_counter
    models.Field.creation_counter += number
    return range(first, first + number)


def next_automatic_counter() -> int:
    """Give the next place of a field that nobody wrote, before all others."""
    place: int = models.Field.auto_creation_counter
    models.Field.auto_creation_counter -= 1
    return place


def unbound_from_model(field: AnyField) -> AnyField:
    """Copy the field of a model class as it was before it got its place there.

    What a relation or an expression is bound to goes deeper; those are rebuilt, as are other people's fields.
    """
    if not _is_own_class_of_django(field) or field.remote_field or _is_computed(field):
        clone: AnyField = field.clone()
        return clone
    duplicate: Any = unbound_copy(field)
    for name in _GOT_FROM_A_MODEL:
        duplicate.__dict__.pop(name, None)
    duplicate.name = None
    duplicate.verbose_name = duplicate._verbose_name
    if not _has_added_validators(duplicate):
        vars(duplicate).pop("validators", None)
    return duplicate  # type: ignore[no-any-return]  # Any for the sake of the attributes


def _has_added_validators(field: Any) -> bool:
    """Tell whether ``__init__()`` added some to those that are computed when they are asked for."""
    is_plain = type(field).validators is models.Field.validators
    return is_plain and field.validators != [*field.default_validators, *field._validators]


_GOT_FROM_A_MODEL = ("model", "attname", "column", "concrete")


def _is_computed(field: AnyField) -> bool:
    return field.generated or isinstance(field, models.CompositePrimaryKey)


def without_default(field: AnyField) -> AnyField:
    """Copy a field, leaving out the default that was given for one migration only."""
    duplicate = unbound_copy(field)
    duplicate.default = models.NOT_PROVIDED
    return duplicate


def column_of(field: AnyField, name: str) -> str | None:
    """Give the column that an unbound field has under a name; a many-to-many field answers too, but has none."""
    if field.db_column:
        return field.db_column
    duplicate = unbound_copy(field)
    duplicate.set_attributes_from_name(name)
    return duplicate.get_attname_column()[1]


@cache
def _cached_names(cls: Any) -> frozenset[str]:
    return frozenset(
        name
        for name in dir(cls)
        # Validators are computed once and added to by __init__().
        if name != "validators" and isinstance(getattr(cls, name, None), cached_property)
    )


def same_attributes(before: AnyField, after: AnyField) -> bool:
    """Tell whether two fields are certainly defined alike, without taking them apart; False when in doubt.

    What ``deconstruct()`` of a field class of ``django.db.models`` gives follows from the class and the attributes.
    """
    if type(before) is not type(after) or not _is_own_class_of_django(before):
        return False
    if bool(before.remote_field) != bool(after.remote_field):
        return False
    cls: Any = type(before)
    return _same_vars(before, after, _beside_definition(cls)) and (
        not before.remote_field or _same_relation(before.remote_field, after.remote_field)
    )


def same_indexes(before: Sequence[models.Index], after: Sequence[models.Index]) -> bool:
    """Tell the same of a model's indexes, which are compared in their order."""
    return len(before) == len(after) and all(
        type(one) is type(other) is models.Index and _same_vars(one, other)
        for one, other in zip(before, after, strict=True)
    )


def _same_relation(before: Any, after: Any) -> bool:
    cls: Any = type(before)
    return _same_target(before.model, after.model) and _same_vars(
        before, after, _beside_definition(cls)
    )


def _same_target(one: object, other: object) -> bool:
    # A model's name means the same in any case; a reference to a setting is another type of string.
    if not (type(one) is type(other) is str):
        return False
    (app_label, _, name), (other_app_label, _, other_name) = (
        one.partition("."),
        other.partition("."),
    )
    return app_label == other_app_label and name.lower() == other_name.lower()


_PLACE_IN_A_MODEL = frozenset(
    {"creation_counter", "remote_field", "field", "name", "attname", "column", "verbose_name"}
)
"""What a field gets from its place, and ``verbose_name``, whose written value is in ``_verbose_name``."""

_COMPARED_OTHERWISE = frozenset({"model", "validators"})
"""The target of a relation by its meaning, validators as they were written."""


@cache
def _beside_definition(cls: Any) -> frozenset[str]:
    return _PLACE_IN_A_MODEL | _COMPARED_OTHERWISE | _cached_names(cls)


def _same_vars(before: object, after: object, ignored: Collection[str] = ()) -> bool:
    ours, theirs = vars(before), vars(after)
    if list(ours) != list(theirs):
        return False
    # A plain loop: this runs for every field of a project, and most values are the same objects.
    for name, one, other in zip(ours, ours.values(), theirs.values(), strict=True):
        if one is other or name in ignored:
            continue
        if not _is_plain(one) or one != other:
            return False
    return True


def _is_plain(value: object) -> bool:
    """Tell whether ``==`` on a value compares all of it; validators, say, overlook what ``deconstruct()`` gives."""
    if value is None or isinstance(value, (str, int, float, type, Promise)):
        return True
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return isinstance(value, (list, tuple)) and all(map(_is_plain, value))


def _is_own_class_of_django(field: AnyField) -> bool:
    return type(field).__module__.startswith("django.db.models.")

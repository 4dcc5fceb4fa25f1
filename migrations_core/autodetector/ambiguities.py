"""What two states leave open: was it renamed, what do existing rows get? Found as data; nobody is asked here."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models

from migrations_core.deconstruction import column_of
from migrations_core.rendering.relations import is_relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState


class Missing(Enum):
    """What a field lacks for the rows that exist."""

    ADDITION = "a value for the new column"
    NOW = "a moment for the new column, which is filled when a row is created"
    ALTERATION = "a value in place of NULL"
    NOTHING = "nothing, but one default for all rows of a unique column may not do"


class ModelRename(NamedTuple):
    """A model that may be one that disappeared: the same fields, apart from what relations lead to."""

    old_key: ModelKey
    key: ModelKey


class FieldRename(NamedTuple):
    """A field that may be one that disappeared: the same definition, or one that keeps the column."""

    model: ModelPair
    old_name: str
    name: str


class MissingDefault(NamedTuple):
    """A field about which somebody has to be asked because of the rows that exist."""

    missing: Missing
    key: FieldKey
    field: AnyField

    @property
    def model_name(self) -> str:
        return self.key[1]

    @property
    def name(self) -> str:
        return self.key[2]


def model_renames(pair: Pair) -> Iterator[ModelRename]:
    """Yield every possible renaming of a model."""
    removed: dict[str, list[ModelKey]] = {}
    for old_key in pair.removed_models:
        removed.setdefault(old_key[0], []).append(old_key)
    for key in pair.added_models:
        for old_key in removed.get(key[0], ()):
            before, after = pair.before[old_key], pair.after[key]
            if len(before.fields) == len(after.fields) and _outline(pair, before) == _outline(
                pair, after
            ):
                yield ModelRename(old_key, key)


def _outline(pair: Pair, state: ModelState) -> list[Any]:
    """Describe a model's fields in the order of their names, without names and targets."""
    outline = []
    for _, field in sorted(state.fields.items()):
        path, args, kwargs = pair.definition(field)
        if is_relation(field):
            kwargs = {name: value for name, value in kwargs.items() if name != "to"}
        outline.append((path, args, kwargs))
    return outline


def field_renames(pair: Pair) -> Iterator[FieldRename]:
    """Yield every possible renaming of a field, given which models were renamed."""
    targets = {
        f"{app_label}.{old_name}": f"{app_label}.{name}"
        for (app_label, name), old_name in pair.model_renames.items()
    }
    for model in pair.kept_models:
        for name in model.added:
            for old_name in model.removed:
                if _may_be_renamed(pair, model, old_name, name, targets=targets):
                    yield FieldRename(model, old_name, name)


def _may_be_renamed(
    pair: Pair, model: ModelPair, old_name: str, name: str, *, targets: dict[str, str]
) -> bool:
    before, after = model.before.fields[old_name], model.after.fields[name]
    path, args, kwargs = pair.definition(before)
    if is_relation(after) and kwargs.get("to") in targets:
        kwargs = {**kwargs, "to": targets[kwargs["to"]]}
    new_path, new_args, new_kwargs = pair.definition(after)
    if (path, args) != (new_path, new_args):
        return False
    return bool(
        kwargs == new_kwargs or {**kwargs, "db_column": column_of(before, old_name)} == new_kwargs
    )


def missing_defaults(pair: Pair) -> Iterator[MissingDefault]:
    """Yield the questions about existing rows in the order in which they are asked."""
    for model in pair.kept_models:
        for name in model.added:
            yield from _of_added(model, name)
    for change in pair.field_changes:
        if change.replaced:
            yield from _of_added(change.model, change.field.name)
        elif loses_null(change.field.before, change.field.after):
            key = (*change.model.key, change.field.name)
            yield MissingDefault(Missing.ALTERATION, key, change.field.after)


def _of_added(model: ModelPair, name: str) -> Iterator[MissingDefault]:
    field = model.after.fields[name]
    key = (*model.key, name)
    if not _fills_existing_rows(field):
        now = isinstance(field, _TIME_FIELDS) and field.auto_now_add
        yield MissingDefault(Missing.NOW if now else Missing.ADDITION, key, field)
    elif field.unique and field.has_default() and callable(field.default):
        yield MissingDefault(Missing.NOTHING, key, field)


_TIME_FIELDS = (models.DateField, models.DateTimeField, models.TimeField)
_AUTO_FIELDS = (models.AutoField, models.SmallAutoField, models.BigAutoField)


def _fills_existing_rows(field: AnyField) -> bool:
    return bool(
        field.null
        or _has_any_default(field)
        or field.many_to_many
        or (field.blank and field.empty_strings_allowed)
        or (isinstance(field, _TIME_FIELDS) and field.auto_now)
        or isinstance(field, _AUTO_FIELDS)
    )


def loses_null(before: AnyField, after: AnyField) -> bool:
    """Tell whether rows may hold NULL in a column that will take none, and there is no default for them."""
    return bool(
        before.null and not after.null and not _has_any_default(after) and not after.many_to_many
    )


def _has_any_default(field: AnyField) -> bool:
    return bool(field.has_default() or field.has_db_default())

"""What may have been renamed and changed in the same go: models and fields that resemble some that are gone."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import AutoField

from migrations_core.autodetector.ambiguities import (
    FieldRename,
    ModelRename,
    field_renames,
    model_renames,
)
from migrations_core.autodetector.kinds import KIND_OF_TYPE, TEXT
from migrations_core.deconstruction import column_of
from migrations_core.rendering.relations import is_relation, target_of, through_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState

ENOUGH_FIELDS = 0.5
"""The share of fields that two models must have in common."""

CHANGED = 0.75
"""What a field of the same name counts that changed within its family of types."""

ALIKE = 0.5
"""How much the names of two fields must have in common where their classes have little."""

_FRACTIONS = {"DecimalField", "FloatField"}
_DAYS = {"DateField", "DateTimeField"}


def similar_models(pair: Pair) -> Iterator[ModelRename]:
    """Yield renamings of models whose fields changed, too; for each new model the most similar first."""
    exact = set(model_renames(pair))
    for key in pair.added_models:
        found = []
        for old_key in pair.removed_models:
            rename = ModelRename(old_key, key)
            if old_key[0] == key[0] and rename not in exact:
                overlap = field_overlap(pair, pair.before[old_key], pair.after[key])
                found.append((-overlap - _alike(old_key[1], key[1]) / 100, rename))
        yield from (rename for score, rename in sorted(found) if -score >= ENOUGH_FIELDS)


def field_overlap(pair: Pair, before: ModelState, after: ModelState) -> float:
    """Give the share of fields, keys that count by themselves aside, that two models have in common."""
    ours, theirs = _outlines(pair, before), _outlines(pair, after)
    if not ours or not theirs:
        return float(not ours and not theirs)
    common = sum(
        1
        if ours[name] == theirs[name]
        else CHANGED
        if ours[name].family == theirs[name].family
        else 0
        for name in ours.keys() & theirs.keys()
    )
    return 2 * common / (len(ours) + len(theirs))


class _Outline(NamedTuple):
    family: str
    definition: tuple[Any, ...]
    """Without what a relation leads to, which may have been renamed."""


def _outlines(pair: Pair, state: ModelState) -> dict[str, _Outline]:
    outlines = {}
    for name, field in state.fields.items():
        if not (field.primary_key and isinstance(field, AutoField)):
            path, args, kwargs = pair.definition(field)
            kept = {key: kwargs[key] for key in kwargs.keys() - {"to"}}
            outlines[name] = _Outline(_family(field), (path, args, kept))
    return outlines


def similar_fields(pair: Pair) -> Iterator[FieldRename]:
    """Yield renamings of fields that changed, too, given which models were renamed; the most similar first."""
    exact = {(rename.model.key, *rename[1:]) for rename in field_renames(pair)}
    for model in pair.kept_models:
        found = [
            (-_similarity(pair, model, old_name, name), name, old_name)
            for name in model.added
            for old_name in model.removed
            if (model.key, old_name, name) not in exact
        ]
        for score, name, old_name in sorted(found):
            if score < 0:
                yield FieldRename(model, old_name, name)


def _similarity(pair: Pair, model: ModelPair, old_name: str, name: str) -> float:
    """Weigh what two fields have in common; 0 if one can hardly be the other."""
    before, after = model.before.fields[old_name], model.after.fields[name]
    if bool(before.many_to_many) != bool(after.many_to_many) or before.generated or after.generated:
        return 0
    names = _alike(old_name, name)
    if not before.many_to_many and column_of(before, old_name) == column_of(after, name):
        return 3 + names
    if is_relation(before) or is_relation(after):
        return 2 + names if _leads_to_the_same(pair, model, before, after) else 0
    if type(before) is type(after):
        return 1 + names
    if _family(before) == _family(after):
        return names + 1 / 100
    return names if names >= ALIKE and _is_of_same_kind(before, after) else 0


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _leads_to_the_same(pair: Pair, model: ModelPair, before: AnyField, after: AnyField) -> bool:
    if not (is_relation(before) and is_relation(after)):
        return False
    through = through_of(after, model.key)
    return target_of(before, model.before.key) == pair.old_key(
        target_of(after, model.key)
    ) and through_of(before, model.before.key) == (through and pair.old_key(through))


def _family(field: AnyField) -> str:
    """Name the types that one is easily changed for another of."""
    type_ = field.get_internal_type()
    for family in (_FRACTIONS, _DAYS):
        if type_ in family:
            return min(family)
    if type_.endswith(("IntegerField", "AutoField")):
        return "IntegerField"
    return TEXT if KIND_OF_TYPE.get(type_) == TEXT else type_


def _is_of_same_kind(before: AnyField, after: AnyField) -> bool:
    one, other = before.get_internal_type(), after.get_internal_type()
    return KIND_OF_TYPE.get(one, one) == KIND_OF_TYPE.get(other, other)

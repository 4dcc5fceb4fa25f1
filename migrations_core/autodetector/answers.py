"""Ask what the states leave open, once, and keep the answers as values."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import NOT_PROVIDED

from migrations_core.autodetector.ambiguities import (
    Missing,
    field_renames,
    missing_defaults,
    model_renames,
)
from migrations_core.autodetector.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrations_core.autodetector.ambiguities import MissingDefault
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.names import ModelKey


@dataclass(frozen=True, slots=True)
class Answers:
    """What existing rows get where the new definition has nothing for them."""

    defaults: Mapping[FieldKey, Any] = MappingProxyType({})


def settle(pair: Pair, questioner: Any) -> tuple[Pair, Answers]:
    """Ask every question; give the pair with what was renamed, and the other answers."""
    pair = pair.with_model_renames(_renamed_models(pair, questioner))
    pair = pair.with_field_renames(_renamed_fields(pair, questioner))
    return pair, Answers(_defaults(pair, questioner))


def _renamed_models(pair: Pair, questioner: Any) -> dict[ModelKey, str]:
    renamed: dict[ModelKey, str] = {}
    taken: set[ModelKey] = set()
    for old_key, key in model_renames(pair):
        if key in renamed or old_key in taken:
            continue
        questioner.app_label = key[0]
        if questioner.ask_rename_model(pair.before[old_key], pair.after[key]):
            renamed[key] = old_key[1]
            taken.add(old_key)
    return renamed


def _renamed_fields(pair: Pair, questioner: Any) -> dict[FieldKey, str]:
    renamed: dict[FieldKey, str] = {}
    taken: set[FieldKey] = set()
    for model, old_name, name in field_renames(pair):
        if (*model.key, name) in renamed or (*model.key, old_name) in taken:
            continue
        questioner.app_label = model.key[0]
        if questioner.ask_rename(model.name, old_name, name, model.after.fields[name]):
            renamed[*model.key, name] = old_name
            taken.add((*model.key, old_name))
    return renamed


def _defaults(pair: Pair, questioner: Any) -> dict[FieldKey, Any]:
    answers = {}
    # Whatever the rows were given, the change would be refused.
    refused = {(each.app_label, each.model_name, each.field_name) for each in refusals(pair)}
    for question in missing_defaults(pair):
        if question.key in refused:
            continue
        questioner.app_label = question.key[0]
        default = _default(question, questioner)
        if default is not NOT_PROVIDED:
            answers[question.key] = default
        if question.missing is Missing.ALTERATION:
            continue
        given = question.field.default if default is NOT_PROVIDED else default
        if question.field.unique and given is not NOT_PROVIDED and callable(given):
            questioner.ask_unique_callable_default_addition(question.name, question.model_name)
    return answers


def _default(question: MissingDefault, questioner: Any) -> Any:
    match question.missing:
        case Missing.ALTERATION:
            return questioner.ask_not_null_alteration(question.name, question.model_name)
        case Missing.NOW:
            return questioner.ask_auto_now_add_addition(question.name, question.model_name)
        case Missing.ADDITION:
            return questioner.ask_not_null_addition(question.name, question.model_name)
        case Missing.NOTHING:
            return NOT_PROVIDED

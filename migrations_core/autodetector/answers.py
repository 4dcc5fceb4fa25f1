"""Ask what the states leave open, once, and keep the answers as values."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import NOT_PROVIDED

from migrations_core.autodetector.ambiguities import (
    Missing,
    field_renames,
    missing_defaults,
    model_renames,
)
from migrations_core.autodetector.binding import stated_fields, stated_models
from migrations_core.autodetector.losses import unique_constants
from migrations_core.autodetector.refusals import refusals
from migrations_core.autodetector.similarity import similar_fields, similar_models
from migrations_core.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from migrations_core.autodetector.ambiguities import (
        FieldRename,
        MissingDefault,
        ModelRename,
    )
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.autodetector.refusals import Refusal
    from migrations_core.names import ModelKey


@frozen
class Answers:
    """What existing rows get where the new definition has nothing for them, and what is written at all costs."""

    defaults: Mapping[FieldKey, Any] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    """The places of changes that are written although they can only fail or lose data."""


def resolve(pair: Pair, questioner: Any) -> tuple[Pair, Answers]:
    """Ask every question; give the pair with what was renamed, and the other answers."""
    pair = pair.with_model_renames(_renamed_models(pair, questioner))
    pair = pair.with_field_renames(_renamed_fields(pair, questioner))
    found = refusals(pair)
    accepted = frozenset(each.place for each in found if _accepts(questioner, each.place))
    answers = Answers(
        _defaults(pair, questioner, [each for each in found if each.place not in accepted]),
        accepted,
    )
    constants = {
        each.place
        for each in unique_constants(pair, answers.defaults)
        if _accepts_constant(questioner, each)
    }
    return pair, replace(answers, accepted=accepted | constants)


def _accepts(questioner: Any, place: str) -> bool:
    # Questioners of other people need not know the method.
    accepts = getattr(questioner, "accepts", None)
    return accepts is not None and bool(accepts(place))


def _accepts_constant(questioner: Any, refusal: Refusal) -> bool:
    questioner.app_label = refusal.app_label
    ask = getattr(questioner, "ask_unique_constant_default_addition", None)
    return _accepts(questioner, refusal.place) or (
        ask is not None and bool(ask(refusal.field_name, refusal.model_name))
    )


def _renamed_models(pair: Pair, questioner: Any) -> dict[ModelKey, str]:
    renamed = stated_models(pair, questioner)
    taken = {(key[0], old_name) for key, old_name in renamed.items()}

    def ask_about(candidates: Iterable[ModelRename], ask: Callable[..., bool]) -> None:
        for old_key, key in candidates:
            if key in renamed or old_key in taken:
                continue
            questioner.app_label = key[0]
            if ask(pair.before[old_key], pair.after[key]):
                renamed[key] = old_key[1]
                taken.add(old_key)

    ask_about(model_renames(pair), questioner.ask_rename_model)
    # After all of Django's questions, which come in Django's order.
    if _asks_about_similar(questioner):
        ask_about(similar_models(pair), questioner.ask_similar_rename_model)
    return renamed


def _renamed_fields(pair: Pair, questioner: Any) -> dict[FieldKey, str]:
    renamed = stated_fields(pair, questioner)
    taken = {(*key[:2], old_name) for key, old_name in renamed.items()}

    def ask_about(candidates: Iterable[FieldRename], ask: Callable[..., bool]) -> None:
        for model, old_name, name in candidates:
            if (*model.key, name) in renamed or (*model.key, old_name) in taken:
                continue
            questioner.app_label = model.key[0]
            if ask(model.name, old_name, name, model.after.fields[name]):
                renamed[*model.key, name] = old_name
                taken.add((*model.key, old_name))

    ask_about(field_renames(pair), questioner.ask_rename)
    if _asks_about_similar(questioner):
        ask_about(similar_fields(pair), questioner.ask_similar_rename)
    return renamed


def _asks_about_similar(questioner: Any) -> bool:
    # Questioners of other people need not know it.
    return getattr(questioner, "asks_about_similar", False) is True


def _defaults(pair: Pair, questioner: Any, refused: Iterable[Refusal]) -> dict[FieldKey, Any]:
    answers = {}
    # Whatever the rows were given, the change would be refused.
    places = {(each.app_label, each.model_name, each.field_name) for each in refused}
    for question in missing_defaults(pair):
        if question.key in places:
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

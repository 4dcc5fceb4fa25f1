"""Answers that hold although nobody asked: what a file says was renamed, against the names that there are."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.names import ModelKey
    from migrations_core.state import ProjectState

RENAMED_MODELS = "renamed_models"
RENAMED_FIELDS = "renamed_fields"

_OF_FIELDS_AFTERWARDS = ("defaults", "unique_callable_defaults")


class UnfitError(Exception):
    """Why an answer does not fit the project."""


def stated_models(pair: Pair, questioner: Any) -> dict[ModelKey, str]:
    """Give the models that the questioner says were renamed, by their new keys."""
    renamed: dict[ModelKey, str] = {}
    for key, new_name in _stated(questioner, RENAMED_MODELS):
        try:
            old_key = _gone_model(pair, key)
            if new_name is not False:
                new_key = _new_model(pair, old_key, new_name)
                if new_key in renamed:
                    raise UnfitError(f"another model was renamed to {new_name}, too.")
                renamed[new_key] = old_key[1]
        except UnfitError as problem:
            questioner.object_to(RENAMED_MODELS, key, str(problem))
        else:
            questioner.heed(RENAMED_MODELS, key)
    return renamed


def stated_fields(pair: Pair, questioner: Any) -> dict[FieldKey, str]:
    """Give the fields that the questioner says were renamed, by their new keys."""
    renamed: dict[FieldKey, str] = {}
    for key, new_name in _stated(questioner, RENAMED_FIELDS):
        try:
            model, old_name = _gone_field(pair, key)
            if new_name is not False:
                name = _new_field(model, new_name)
                if (*model.key, name) in renamed:
                    raise UnfitError(f"another field was renamed to {new_name}, too.")
                renamed[*model.key, name] = old_name
        except UnfitError as problem:
            questioner.object_to(RENAMED_FIELDS, key, str(problem))
        else:
            questioner.heed(RENAMED_FIELDS, key)
    return renamed


def object_to_unheeded(pair: Pair, questioner: Any) -> None:
    """Object to every answer that nothing asked for, with the name that it may have meant."""
    names = {
        **dict.fromkeys(_OF_FIELDS_AFTERWARDS, _field_names(pair.after)),
        "accepted": {**_field_names(pair.after), **_model_names(pair.after)},
        "initial": {label: label for label, _ in pair.after.model_states},
    }
    for section, key in questioner.unheeded():
        if section in names:
            known = names[section]
            problem = f"there is no such name in the project{_nearest(key, known)}."
            if _find(known, key):
                problem = "nothing asked for this answer."
            questioner.object_to(section, key, problem)


def _stated(questioner: Any, section: str) -> list[tuple[str, Any]]:
    stated = getattr(questioner, "stated", None)
    return stated(section) if stated else []


def _gone_model(pair: Pair, key: str) -> ModelKey:
    names = _model_names(pair.before)
    found = _find(names, key)
    gone = [_key(names[each]) for each in found]
    gone = [each for each in gone if each in pair.removed_models]
    if len(gone) == 1:
        return gone[0]
    if len(gone) > 1:
        raise UnfitError("this could be a model of several apps: give the app's label.")
    if not found:
        removed = {
            label: name for label, name in names.items() if _key(name) in pair.removed_models
        }
        near = _nearest(key, removed) or _nearest(key, names)
        raise UnfitError(f"the migrations have no model of this name{near}.")
    if any(_key(names[each]) in pair.after.model_states for each in found):
        raise UnfitError("this model is still there, under this name.")
    raise UnfitError("it has no table that migrations made, so that there is nothing to rename.")


def _new_model(pair: Pair, old_key: ModelKey, new_name: str) -> ModelKey:
    key = old_key[0], new_name.lower()
    if key in pair.added_models:
        return key
    if key in pair.before.model_states:
        raise UnfitError(f"there was a model {new_name} already.")
    if key in pair.after.model_states:
        raise UnfitError(f"{new_name} is a model without a table that migrations make.")
    added = {
        name.lower(): name
        for name in (pair.after[each].name for each in pair.added_models if each[0] == old_key[0])
    }
    raise UnfitError(f"there is no new model {new_name} in the app{_nearest(new_name, added)}.")


def _gone_field(pair: Pair, key: str) -> tuple[ModelPair, str]:
    found = {
        (model.key, name): model
        for model in pair.kept_models
        for name in model.before.fields
        for label in _labels_of(pair, model)
        if _find([f"{label}.{name}".lower()], key)
    }
    gone = [(model, name) for (_, name), model in found.items() if name in model.removed]
    if len(gone) == 1:
        return gone[0]
    if len(gone) > 1:
        raise UnfitError("this could be a field of several models: give the app's label.")
    if found:
        raise UnfitError("this field is still there, under this name.")
    removed = {
        f"{label}.{name}".lower(): f"{label}.{name}"
        for model in pair.kept_models
        for name in model.removed
        for label in _labels_of(pair, model)
    }
    near = _nearest(key, removed) or _nearest(key, _field_names(pair.before))
    raise UnfitError(f"the migrations have no field of this name{near}.")


def _labels_of(pair: Pair, model: ModelPair) -> set[str]:
    """Give the names of a model, which may be called by its old one, too."""
    return {f"{model.app_label}.{state.name}" for state in (model.before, model.after)}


def _new_field(model: ModelPair, new_name: str) -> str:
    names = {name.lower(): name for name in model.after.fields}
    name = names.get(new_name.lower())
    if name in model.added:
        return name
    if name is not None:
        raise UnfitError(f"there was a field {name} already.")
    added = {each.lower(): each for each in model.added}
    raise UnfitError(f"the model has no new field {new_name}{_nearest(new_name, added)}.")


# Names


def _key(label: str) -> ModelKey:
    app_label, _, name = label.lower().rpartition(".")
    return app_label, name


def _model_names(state: ProjectState) -> dict[str, str]:
    labels = (f"{key[0]}.{model.name}" for key, model in state.model_states.items())
    return {label.lower(): label for label in labels}


def _field_names(state: ProjectState) -> dict[str, str]:
    labels = (
        f"{key[0]}.{model.name}.{name}"
        for key, model in state.model_states.items()
        for name in model.fields
    )
    return {label.lower(): label for label in labels}


def _find(names: Iterable[str], key: str) -> list[str]:
    """Find names in lower case; the key may leave out the app."""
    wanted = key.lower()
    return [name for name in names if wanted in (name, name.partition(".")[2])]


def _nearest(key: str, names: Mapping[str, str]) -> str:
    """Say which of the names, given in lower case with their spelling, a key resembles most."""
    wanted = key.lower()
    # A key may leave the app out.
    keys = {
        name.partition(".")[2] if wanted.count(".") < name.count(".") else name: name
        for name in names
    }
    near = get_close_matches(wanted, keys, n=1, cutoff=0.5)
    return f"; the nearest is {names[keys[near[0]]]}" if near else ""

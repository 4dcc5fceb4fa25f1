"""Find the model that another one names: in the state, beside it, among the removed, or behind a many-to-many field."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.apps.registry import apps as global_apps
from django.db import models

from migrations_core.state.model_state import ModelState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrations_core.names import ModelKey
    from migrations_core.state.project_state import ProjectState

Owner = tuple["ModelKey", str]
"""A model and its many-to-many field that has an automatic table."""


def named_by(state: ProjectState, user: ModelKey, key: ModelKey) -> ModelState | None:
    """Give the model that a user means by a key; None if it has no ModelState."""
    if key in state.model_states:
        return state.model_states[key]
    if key[0] in state.real_apps:
        return _unmigrated(key)
    return state.gone.known_to(user, key)


def automatic_owner(states: Mapping[ModelKey, ModelState], key: ModelKey) -> Owner | None:
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


def _makes_a_table(field: models.Field) -> bool:  # type: ignore[type-arg]  # of any kind
    return bool(field.many_to_many and not getattr(field.remote_field, "through", None))


_unmigrated_states: WeakKeyDictionary[type[models.Model], ModelState] = WeakKeyDictionary()


def _unmigrated(key: ModelKey) -> ModelState:
    """Describe a model of an app without migrations; a class of the live registry does not change."""
    model = global_apps.get_model(*key)
    if model not in _unmigrated_states:
        _unmigrated_states[model] = ModelState.from_model(model, exclude_rels=True)
    return _unmigrated_states[model]

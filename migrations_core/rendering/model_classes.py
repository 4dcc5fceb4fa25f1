"""Make one model class from one ModelDescription."""

from __future__ import annotations

import typing
from operator import is_
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.apps.registry import Apps
from django.db import models
from django.db.models.base import ModelBase
from django.db.models.signals import class_prepared

from migrations_core.deconstruction import field_for_class_body, is_key
from migrations_core.exceptions import InvalidBasesError
from migrations_core.rendering.lazy_classes import MODULE, can_be_lazy, exceptions, lazy_class
from migrations_core.rendering.lazy_fields import LazyFieldOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrations_core.rendering.descriptions import ModelDescription

# An option of old migrations that Meta no longer accepts; only the schema editor reads it, from the state.
_RETIRED_OPTIONS = frozenset({"index_together"})
# Django copies them, and their expressions with them, for each class; editors only read them.
_COPIED_OPTIONS = ("indexes", "constraints")
_MANAGER_OPTIONS = frozenset({"base_manager_name", "default_manager_name"})


class LazyModels:
    """What a registry says of itself that lets fields be lazy."""


def model_class(state: ModelDescription, apps: Apps) -> type[models.Model]:
    """Make the complete model class. Raises InvalidBasesError unless its bases are in the registry."""
    managers = dict(state.construct_managers())
    if isinstance(apps, LazyModels) and can_be_lazy(state):
        return lazy_class(state, _meta(state, apps, state.options), managers)
    return _build(state, apps, state.options, managers)


def schema_model_class(
    state: ModelDescription, apps: Apps, known: dict[object, Any] | None = None
) -> type[models.Model]:
    """Make the model class as far as tables know of it: fields and options, no managers, no exceptions of its own.

    ``known`` is where options are kept for the next class of the same model.
    """
    options = {name: value for name, value in state.options.items() if name not in _MANAGER_OPTIONS}
    given = {name: options.pop(name) for name in _COPIED_OPTIONS if _is_settled(options.get(name))}
    if state.bases == (models.Model,):
        model = _build_alone(state, apps, options, {} if known is None else known)
    else:
        model = _build(state, apps, options)
    for name, value in given.items():
        setattr(model._meta, name, list(value))
        model._meta.original_attrs[name] = value
    return model


def _is_settled(parts: Any) -> bool:
    """Tell whether no name of an index or a constraint is yet to be filled with the names of the model."""
    return parts is not None and not any("%" in part.name for part in parts)


def _build(
    state: ModelDescription,
    apps: Apps,
    options: Mapping[str, Any],
    managers: Mapping[str, Any] | None = None,
) -> type[models.Model]:
    body = {
        **{name: field_for_class_body(field) for name, field in state.fields.items()},
        "Meta": type("Meta", (), _meta(state, apps, options)),
        "__module__": MODULE,
        **(managers or {}),
    }
    return type(state.name, _resolved_bases(state, apps), body)


def _build_alone(
    state: ModelDescription, apps: Apps, options: Mapping[str, Any], known: dict[object, Any]
) -> type[models.Model]:
    """Make a class that inherits nothing, in a fraction of the time that ``ModelBase`` takes to make all of it.

    Every change of a model gives one. Most of what a class costs are its fields, which wait to be looked at,
    and three exceptions of its own.
    """
    model: Any = type.__new__(ModelBase, state.name, (models.Model,), {"__module__": MODULE})
    for name, exception in exceptions().items():
        setattr(
            model, name, exception
        )  # in the body, Django would compare each with those of the bases
    made_from = [state.app_label, state.name, *options.values()]
    before, description = known.get(("options", *options), ((), None))
    if len(before) == len(made_from) and all(map(is_, before, made_from)):
        LazyFieldOptions.described(description, model, apps)
    else:
        meta = SimpleNamespace(**_meta(state, apps, options))
        LazyFieldOptions(meta, state.app_label).contribute_to_class(model, "_meta")
        if not model._meta.swappable:  # which listens for a setting
            known["options", *options] = made_from, model._meta.description()
    model._meta.expect(state.fields)
    model._meta.concrete_model = model
    if model._meta.order_with_respect_to or not any(map(is_key, state.fields.values())):
        model._meta._prepare(model)  # brings a field
    class_prepared.send(sender=model)
    apps.register_model(state.app_label, model)
    return model  # type: ignore[no-any-return]  # Any for the sake of what the stubs do not know


def _meta(state: ModelDescription, apps: Apps, options: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in options.items() if name not in _RETIRED_OPTIONS}
    return {"app_label": state.app_label, "apps": apps, **kept}


def _resolved_bases(state: ModelDescription, apps: Apps) -> tuple[type, ...]:
    try:
        return tuple(
            apps.get_registered_model(*base.split(".", 1)) if isinstance(base, str) else base
            for base in state.bases
            if base
            is not typing.Generic  # only subscripted, which a state does not keep, may it be a base
        )
    except LookupError as error:
        msg = f"Cannot resolve one or more bases from {state.bases!r}"
        raise InvalidBasesError(msg) from error

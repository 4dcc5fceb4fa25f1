"""Make one model class from one ModelState."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from migrations_core.deconstruction import field_for_class_body
from migrations_core.exceptions import InvalidBasesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.apps.registry import Apps
    from django.db import models

    from migrations_core.state.model_state import ModelState

# An option of old migrations that Meta no longer accepts; only the schema editor reads it, from the state.
_RETIRED_OPTIONS = frozenset({"index_together"})
# Django copies them, and their expressions with them, for each class; editors only read them.
_COPIED_OPTIONS = ("indexes", "constraints")
_MANAGER_OPTIONS = frozenset({"base_manager_name", "default_manager_name"})


def model_class(state: ModelState, apps: Apps) -> type[models.Model]:
    """Make the complete model class. Raises InvalidBasesError unless its bases are in the registry."""
    return _build(state, apps, state.options, dict(state.construct_managers()))


def schema_model_class(state: ModelState, apps: Apps) -> type[models.Model]:
    """Make the model class without its managers, which no table knows of."""
    options = {name: value for name, value in state.options.items() if name not in _MANAGER_OPTIONS}
    given = {name: options.pop(name) for name in _COPIED_OPTIONS if _is_settled(options.get(name))}
    model = _build(state, apps, options, {})
    for name, value in given.items():
        setattr(model._meta, name, list(value))
        model._meta.original_attrs[name] = value
    return model


def _is_settled(parts: Any) -> bool:
    """Tell whether no name of an index or a constraint is yet to be filled with the names of the model."""
    return parts is not None and not any("%" in part.name for part in parts)


def _build(
    state: ModelState, apps: Apps, options: Mapping[str, Any], managers: Mapping[str, Any]
) -> type[models.Model]:
    meta = {name: value for name, value in options.items() if name not in _RETIRED_OPTIONS}
    body = {
        **{name: field_for_class_body(field) for name, field in state.fields.items()},
        "Meta": type("Meta", (), {"app_label": state.app_label, "apps": apps, **meta}),
        "__module__": "__fake__",
        **managers,
    }
    return type(state.name, _resolved_bases(state, apps), body)


def _resolved_bases(state: ModelState, apps: Apps) -> tuple[type, ...]:
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

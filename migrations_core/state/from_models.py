"""Read a live model class into the arguments of a ModelState."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import options
from django.db.models.options import normalize_together

from migrations_core.deconstruction import unbound_from_model
from migrations_core.exceptions import BrokenDeconstructionError
from migrations_core.names import said, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from migrations_core.deconstruction import AnyField

Managers = list[tuple[str, models.Manager[Any]]]

_NOT_OPTIONS = frozenset({"apps", "app_label"})
_FIELD_LISTING_OPTIONS = frozenset({"unique_together", "order_with_respect_to"})


def _option_names() -> Iterable[str]:
    return options.DEFAULT_NAMES


option_names: Callable[[], Iterable[str]] = _option_names
"""Give the names that are options in ``class Meta``; projects add their own.

Who knows Django's own framework (``interop``) puts another function here.
"""


def model_description(model: type[models.Model], *, exclude_rels: bool = False) -> dict[str, Any]:
    """Give ModelState's arguments for a model class.

    ``exclude_rels`` leaves out relations and the options that list fields: enough for others to point at the model.
    Raises BrokenDeconstructionError, a TypeError, for a field whose ``deconstruct()`` does not give what its class
    accepts.
    """
    return {
        "app_label": model._meta.app_label,
        "name": model._meta.object_name,
        "fields": list(_fields(model, exclude_rels=exclude_rels)),
        "options": _options(model, exclude_rels=exclude_rels),
        "bases": _bases(model),
        "managers": _managers(model),
    }


def _fields(model: type[models.Model], *, exclude_rels: bool) -> Iterator[tuple[str, AnyField]]:
    for field in model._meta.local_fields:
        if (exclude_rels and field.remote_field) or isinstance(field, models.OrderWrt):
            continue
        yield field.name, _unbound(field, "field", model._meta.label)
    if not exclude_rels:
        for field in model._meta.local_many_to_many:
            yield field.name, _unbound(field, "m2m field", model._meta.object_name)


def _unbound(field: AnyField, kind: str, model_name: str | None) -> AnyField:
    try:
        return unbound_from_model(field)
    except (Exception, SystemExit) as error:
        text = text_of(error) if isinstance(error, TypeError) else said(error)
        raise BrokenDeconstructionError(
            f"Couldn't reconstruct {kind} {field.name} on {model_name}: {text}"
        ) from error


def _options(model: type[models.Model], *, exclude_rels: bool) -> dict[str, Any]:
    written = model._meta.original_attrs
    found = {
        name: _option(model, name)
        for name in option_names()
        if name in written and name not in _NOT_OPTIONS
    }
    if exclude_rels:
        return {name: value for name, value in found.items() if name not in _FIELD_LISTING_OPTIONS}
    # A generic foreign key is not a field of the state, so nothing in the state may be ordered by one.
    if found.get("order_with_respect_to") in {field.name for field in model._meta.private_fields}:
        del found["order_with_respect_to"]
    return found


def _option(model: type[models.Model], name: str) -> Any:
    match name:
        case "unique_together":
            return set(normalize_together(model._meta.original_attrs[name]))
        case "indexes":
            return [_named_index(index.clone(), model) for index in model._meta.indexes]
        case "constraints":
            return [constraint.clone() for constraint in model._meta.constraints]
        case _:
            return model._meta.original_attrs[name]


def _named_index(index: models.Index, model: type[models.Model]) -> models.Index:
    if not index.name:
        index.set_name_with_model(model)
    return index


def _bases(model: type[models.Model]) -> tuple[str | type, ...]:
    """Give the bases with abstract models replaced by what they derive from, each once, in the order of the MRO."""
    found = dict.fromkeys(_without_abstract(model))
    ordered = sorted(found, key=model.__mro__.index)
    bases = tuple(base._meta.label_lower if hasattr(base, "_meta") else base for base in ordered)
    if any(isinstance(base, str) or issubclass(base, models.Model) for base in bases):
        return bases
    return (models.Model,)


def _without_abstract(model: type) -> Iterator[Any]:
    for base in model.__bases__:
        if hasattr(base, "_meta") and base._meta.abstract:
            yield from _without_abstract(base)
        else:
            yield base


def _managers(model: type[models.Model]) -> Managers:
    """Give the managers that migrations use, with plain ones standing in for other default and base managers."""
    managers: dict[str, models.Manager[Any]] = {}
    only_default_shim = True
    for manager in model._meta.managers:
        if manager.use_in_migrations:
            copied: Any = copy.copy(manager)
            copied._set_creation_counter()
            managers[manager.name] = copied
            only_default_shim = False
        elif manager is model._base_manager or manager is model._default_manager:
            managers[manager.name] = _plain_manager(manager)
            only_default_shim = only_default_shim and manager is model._default_manager
    if only_default_shim and list(managers) == ["objects"]:
        return []  # what every model has anyway
    return list(managers.items())


def _plain_manager(manager: models.Manager[Any]) -> models.Manager[Any]:
    plain: models.Manager[Any] = models.Manager()
    plain.model = manager.model
    plain.name = manager.name
    return plain

"""Complete model classes whose fields are made when somebody looks: most models of a registry are only listed."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.apps.registry import Apps
from django.conf import settings
from django.db import models
from django.db.models.base import ModelBase, subclass_exception
from django.db.models.signals import class_prepared

from migrations_core.rendering.lazy_fields import LazyFieldOptions, may_bring_more
from migrations_core.rendering.lazy_relations import AmongLazyModels
from migrations_core.rendering.lazy_targets import let_targets_be_lazy, targets_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migrations_core.deconstruction import AnyField
    from migrations_core.rendering.descriptions import ModelDescription

    Model = type[models.Model]

MODULE = "__fake__"
"""Where historical models say that they are defined."""


class LazyClass(ModelBase):
    """The type of a class that has no fields yet. What it does not have may come with them, and ends this."""

    def __getattr__(cls, name: str) -> Any:
        if not name.startswith("__") and bind(cls):
            return getattr(cls, name)
        msg = f"type object {cls.__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)

    def __dir__(cls) -> list[str]:
        bind(cls)
        return list(type.__dir__(cls))  # it may be no LazyClass any more


class LazyModelOptions(AmongLazyModels, LazyFieldOptions):
    """The ``_meta`` of such a class: whoever looks at one field has all of them made."""

    is_waiting = True

    def get_field(self, field_name: str) -> Any:
        if field_name in self._waiting:
            bind(self.model)
        return super().get_field(field_name)

    def _bind_those(self, are_asked_for: Callable[[AnyField], object]) -> None:
        if not self._is_binding:
            bind(self.model)

    def make_fields(self) -> None:
        """Make the fields that are missing, in the registry that others may be made in at the same time."""
        self.is_waiting = False
        registry: Any = self.apps
        here = self.app_label, str(self.model_name)
        fields = list(self._waiting.values())
        registry.need(*(key for field in fields for key in targets_at_once(field, here)))
        with registry.making():
            super()._bind_those(lambda field: True)
            let_targets_be_lazy(self.model)
        registry.is_bound_now(here)


def can_be_lazy(state: ModelDescription) -> bool:
    """Tell whether a model can be put together from its fields and managers, without inheriting anything.

    The key is there at once, so its target must not be lazy.
    """
    return (
        state.bases == (models.Model,)
        and "objects" not in state.fields
        and "order_with_respect_to" not in state.options
        and not any(field.primary_key and field.remote_field for field in state.fields.values())
        and not any(map(may_bring_more, map(type, state.fields.values())))
        and f"{state.app_label}.{state.name_lower}" not in settings.ABSOLUTE_URL_OVERRIDES
    )


def lazy_class(
    state: ModelDescription, meta: Mapping[str, Any], managers: Mapping[str, Any]
) -> Model:
    """Make the class and register it; its fields wait, except for the key."""
    model: Any = type.__new__(LazyClass, state.name, (models.Model,), {"__module__": MODULE})
    options = LazyModelOptions(SimpleNamespace(**meta), state.app_label)
    options.contribute_to_class(model, "_meta")
    options.indexes = [index.clone() for index in options.indexes]
    options.expect(state.fields)
    options.concrete_model = model
    options._prepare(model)  # type: ignore[attr-defined]  # not in the stubs
    for name, manager in (managers or {"objects": _default_manager()}).items():
        model.add_to_class(name, manager)
    class_prepared.send(sender=model)
    options.apps.register_model(state.app_label, model)
    return model  # type: ignore[no-any-return]  # Any for the sake of what the stubs do not know


def bind(model: Any) -> bool:
    """Give a class what it waits for, and make it a class like any other; tell whether it was none."""
    options = vars(model).get("_meta")
    if not isinstance(options, LazyModelOptions) or not options.is_waiting:
        return False
    for name, shared in exceptions().items():
        own = subclass_exception(name, shared.__bases__, MODULE, attached_to=model)
        setattr(model, name, own)
    options.make_fields()
    names = ", ".join(field.name for field in options.fields)
    model.__doc__ = f"{model.__name__}({names})"
    model.__class__ = ModelBase
    return True


@cache
def exceptions() -> dict[str, type[Exception]]:
    """Give the exceptions that model classes have as attributes; the names and the bases are everywhere the same."""
    meta = type("Meta", (), {"app_label": "any", "apps": Apps()})
    any_model = type("Any", (models.Model,), {"Meta": meta, "__module__": MODULE})
    return {
        name: value
        for name, value in vars(any_model).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }


def is_bound(model: Model) -> bool:
    """Tell whether a class has all that it will have."""
    return not getattr(model._meta, "is_waiting", False)


def _default_manager() -> models.Manager[Any]:
    manager: Any = models.Manager()
    manager.auto_created = True
    return manager  # type: ignore[no-any-return]  # Any for the attribute that the stubs do not know

"""The ``apps`` that signal receivers get: a registry of historical models that is rendered when somebody looks closely.

Almost every project has receivers that only ask whether a model exists and may be migrated (contenttypes does,
before each ``migrate``). For them the model states know the answer; the complete registry is rendered for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.migrations.state import StateApps as DjangoStateApps
from django.db.models.base import ModelBase

from migrations_core.state import ModelState, ProjectState, StateApps


class LazyApps:
    """Stands for ``state.apps`` and passes for it, and for Django's.

    With ``unmigrated_relations``, models of apps without migrations have their relations. A state leaves these out
    while migrations run, because what they point at may not be there yet.
    """

    def __init__(
        self, make_state: Callable[[], ProjectState], *, unmigrated_relations: bool = False
    ) -> None:
        self._make_state = make_state
        self._unmigrated_relations = unmigrated_relations

    @property  # type: ignore[misc]  # object.__class__ is declared as an attribute
    def __class__(self) -> type:
        return _passes_for()

    @cached_property
    def _state(self) -> ProjectState:
        return self._make_state()

    @cached_property
    def _rendered(self) -> StateApps:
        registry = self._state.apps
        if self._unmigrated_relations and registry.real_models:
            _render_again_with_relations(registry)
        return registry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rendered, name)

    def get_model(
        self, app_label: str, model_name: str | None = None, require_ready: bool = True
    ) -> Any:
        """Return the historical model, in the first instance as something that knows its name."""
        if model_name is None:
            app_label, _, model_name = app_label.partition(".")
        model_state = self._state.model_states.get((app_label, model_name.lower()))
        if model_state is None or model_state.options.get("swappable"):
            # The registry says best what is wrong, or what stands in for a swapped model.
            return self._rendered.get_model(app_label, model_name, require_ready)
        return LazyModel(self, model_state)


@cache
def _passes_for() -> type:
    # One class where this package answers for Django's, as in runs of Django's test suite.
    return type("StateApps", tuple(dict.fromkeys((StateApps, DjangoStateApps))), {})


def _render_again_with_relations(registry: StateApps) -> None:
    keys = [(state.app_label, state.name_lower) for state in registry.real_models]
    with registry.bulk_update():
        for key in keys:
            registry.unregister_model(*key)
    registry.render_multiple([ModelState.from_model(apps.get_model(*key)) for key in keys])


class LazyModel:
    """Stands for a historical model class; becomes it when asked for more than names."""

    def __init__(self, apps: LazyApps, model_state: ModelState) -> None:
        self._apps = apps
        self._model_state = model_state
        self._meta = LazyOptions(self, model_state)

    @property  # type: ignore[misc]  # object.__class__ is declared as an attribute
    def __class__(self) -> type:
        return ModelBase

    @cached_property
    def _rendered(self) -> Any:
        state = self._model_state
        return self._apps._rendered.get_model(state.app_label, state.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rendered, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._rendered(*args, **kwargs)

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self._rendered,)  # somebody derives a class from it

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._rendered)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self._rendered)

    def __eq__(self, other: object) -> bool:
        if type(other) is LazyModel:
            other = other._rendered
        return bool(self._rendered == other)

    def __hash__(self) -> int:
        return hash(self._rendered)

    def __repr__(self) -> str:
        return repr(self._rendered)


class LazyOptions:
    """Stands for the ``_meta`` of a historical model: what routers ask for is known without rendering."""

    def __init__(self, model: LazyModel, model_state: ModelState) -> None:
        self._model = model
        self.app_label = model_state.app_label
        self.object_name = model_state.name
        self.model_name = model_state.name.lower()
        self.label = f"{self.app_label}.{self.object_name}"
        self.label_lower = f"{self.app_label}.{self.model_name}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model._rendered._meta, name)

    def __str__(self) -> str:
        return self.label_lower

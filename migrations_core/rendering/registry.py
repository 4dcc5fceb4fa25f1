"""The registry of a state's models with all their relations: what RunPython and foreign code get."""

from __future__ import annotations

from collections import defaultdict, deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as global_apps
from django.conf import settings
from django.core.checks.model_checks import (  # type: ignore[attr-defined]  # private, but exactly the check
    _check_lazy_references,
)
from django.db.models.utils import make_model_tuple
from django.utils.version import get_docs_version

from migrations_core.exceptions import InvalidBasesError
from migrations_core.names import resolve_relation
from migrations_core.rendering.lazy_accessors import LazyAccessor, reverse_accessors
from migrations_core.rendering.lazy_classes import bind, can_be_lazy, is_bound
from migrations_core.rendering.lazy_relations import let_others_be_lazy
from migrations_core.rendering.lazy_targets import let_targets_be_lazy, needed_at_once
from migrations_core.rendering.model_classes import LazyModels
from migrations_core.rendering.relations import automatic_owner, mentioned_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Self

    from django.db.models import Model

    from migrations_core.names import ModelKey
    from migrations_core.rendering.descriptions import ModelDescription


class AppConfigStub(AppConfig):
    """An app of a state: a label and its models."""

    def __init__(self, label: str) -> None:
        self.apps: Any = None  # the registry, set by whoever adds the stub to one
        # The state does not know an app's dotted name; the label is as unique.
        self.label = label
        self.name = label

    @property
    def models(self) -> dict[str, type[Model]]:  # type: ignore[override]  # an attribute in Django
        registered = self.apps.all_models[self.label]
        if not self.apps.hidden:
            return registered  # type: ignore[no-any-return]  # apps is set by others
        seen = registered.items()
        return {name: model for name, model in seen if (self.label, name) not in self.apps.hidden}

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> Iterator[type[Model]]:
        yield from self.apps.models_of((self.label,), include_auto_created, include_swapped)

    def import_models(self) -> None:
        """Do nothing: the models are rendered when somebody asks for them."""

    def get_model(self, model_name: str, require_ready: bool = True) -> type[Model]:
        key = (self.label, model_name.lower())
        self.apps.render(key)
        try:
            if key not in self.apps.hidden:
                model: type[Model] = self.apps.get_registered_model(*key)
                if not self.apps.is_rendering:
                    bind(model)  # somebody may derive a class with a metaclass from it
                return model
        except LookupError:
            pass
        msg = f"App '{self.label}' doesn't have a '{model_name}' model."
        raise LookupError(msg)


class Registry(LazyModels, Apps):
    """The registry of a state: Django's own, filled with models as they are asked for.

    A model is rendered together with what it inherits from. What it refers to is rendered when somebody looks at
    the foreign key's target, and what refers to it when somebody looks at the model's reverse relations, or at an
    accessor such as ``author.book_set``, in whose place a ``LazyAccessor`` stands until then. Lists of models have
    the rest rendered. To whoever uses it the registry is complete.
    """

    def __init__(
        self,
        real_apps: Iterable[str],
        models: Mapping[ModelKey, ModelDescription],
        ignore_swappable: bool = False,
        gone: Mapping[ModelKey, ModelDescription] | None = None,
    ) -> None:
        self.registered: dict[str, dict[str, type[Model]]] = defaultdict(dict)
        """The models rendered so far, which is what ``all_models`` is to an ordinary registry."""
        self._waiting: dict[ModelKey, ModelDescription] = {}
        self._unbound: dict[ModelKey, ModelDescription] = {}
        self._needed: list[ModelKey] = []
        self._states: dict[ModelKey, ModelDescription] = {}
        """All models, rendered or not, in their order."""
        self._ignore_swappable = ignore_swappable
        self.real_models = [
            self.describe(model)
            for app_label in real_apps
            for model in global_apps.get_app_config(app_label).get_models()
        ]
        labels = {*real_apps, *(state.app_label for state in models.values())}
        super().__init__([AppConfigStub(label) for label in sorted(labels)])
        # Nobody populates this registry a second time, and locks cannot be copied.
        self._lock: Any = None
        self.ready_event: Any = None
        self._waiting = {state.key: state for state in (*models.values(), *self.real_models)}
        self.hidden = (gone or {}).keys() - self._waiting.keys()
        """Removed models: what names them is rendered with them, nobody else gets to see them."""
        self._waiting |= {key: state for key, state in (gone or {}).items() if key in self.hidden}
        self._states = dict(self._waiting)
        self._unbound = dict(self._waiting)
        self._users = mentioned_by(self._waiting.values())
        if any(target not in self._waiting for target in self._users):
            # Something is missing. Django's own check says best what.
            self.complete()
            self.bind_fields()
            self._refuse_dangling_references()

    def describe(self, model: type[Model]) -> ModelDescription:
        """Describe a model of an app without migrations, its relations left out."""
        raise NotImplementedError("Who knows how to describe a model derives a registry that does.")

    # Rendering on demand

    @property
    def all_models(self) -> dict[str, dict[str, type[Model]]]:
        self.bind_fields()
        return self.registered

    @all_models.setter
    def all_models(self, value: object) -> None:
        """Leave the registry as it is when Apps sets out with an empty one."""

    def complete(self) -> None:
        """Render all models that are not rendered yet. Raises ValueError for references that lead nowhere."""
        if not self._waiting:
            return
        waiting = list(self._waiting.values())
        # Emptied, not replaced: handles of one state share it.
        self._waiting.clear()
        self.render_multiple(waiting)
        self._restore_order()
        for state in waiting:
            self._add_lazy_accessors(state.key)

    def bind_fields(self) -> None:
        """Render all models with all their fields, which may bring models of links."""
        self.complete()
        for registered in list(self.registered.values()):
            for model in list(registered.values()):
                bind(model)

    @contextmanager
    def making(self) -> Iterator[None]:
        """Give a block that makes parts of models, each of which forgets what it has to by itself."""
        ready, self.ready = self.ready, False
        try:
            yield
        finally:
            self.ready = ready

    @property
    def is_complete(self) -> bool:
        """Whether every model is rendered, with all its fields."""
        return not self._unbound

    @property
    def is_rendering(self) -> bool:
        """Whether models are being made, which see those that are there, as in any registry that is filled."""
        return not self.ready

    def rendered_models(self) -> list[type[Model]]:
        """List what ``get_models()`` would list, as far as it is there with its fields, in the same order."""
        places = {key: place for place, key in enumerate(self._states)}
        return [
            model
            for label in self.app_configs
            for _, model in sorted(
                self.registered[label].items(),
                key=lambda item: places.get((label, item[0]), -1),
            )
            if is_bound(model)
            and not model._meta.swapped
            and (label, model._meta.model_name) not in self.hidden
        ]

    def _restore_order(self) -> None:
        """List the models in the order of the state, whichever was asked for first."""
        for app_label, model_name in self._states:
            registered = self.registered[app_label]
            registered[model_name] = registered.pop(model_name)

    def render(self, *keys: ModelKey) -> None:
        """Render models and what they need, unless that has been done."""
        needed: dict[ModelKey, ModelDescription] = {}
        queue = [*keys]
        while queue:
            state = self._waiting.pop(queue.pop(), None)
            if state is not None:
                needed[state.key] = state
                if not can_be_lazy(state):
                    queue.extend(needed_at_once(state))
        self.render_multiple(list(needed.values()))
        for state in needed.values():
            model = self.registered[state.app_label][state.name_lower]
            if is_bound(model):
                let_targets_be_lazy(model)
            self._add_lazy_accessors(state.key)
        if self._needed:
            owed, self._needed[:] = list(self._needed), []
            self.render(*owed)

    def need(self, *keys: ModelKey) -> None:
        """Render models, or have them rendered behind those that are being made: a base gets its fields then."""
        if self.is_rendering:
            self._needed.extend(keys)
        else:
            self.render(*keys)

    def is_bound_now(self, key: ModelKey) -> None:
        """Learn that a model has its fields, and those that it refers to what it put there."""
        self._unbound.pop(key, None)

    def render_users(self, model: type[Model]) -> None:
        """Render the models that refer to a model's table, under its own name or that of a proxy."""
        concrete: Any = model._meta.concrete_model
        keys = list(self._family(resolve_relation(concrete)))
        self.render(*keys)
        for user in (concrete, *(self.registered[label][name] for label, name in keys)):
            bind(user)

    def _family(self, key: ModelKey) -> Iterator[ModelKey]:
        """Yield the keys of a model's users, its proxies and their users."""
        for user in self._users.get(key, ()):
            yield user
            if self._states[user].options.get("proxy"):
                yield from self._family(user)

    def _add_lazy_accessors(self, key: ModelKey) -> None:
        model = self.registered[key[0]][key[1]]
        for name in reverse_accessors(key, self._users, self._unbound):
            if name not in vars(model):
                setattr(model, name, LazyAccessor(self, model, name))

    def _refuse_dangling_references(self) -> None:
        ignored = {make_model_tuple(settings.AUTH_USER_MODEL)} if self._ignore_swappable else set()
        if errors := _check_lazy_references(self, ignore=ignored):
            raise ValueError("\n".join(error.msg for error in errors))

    def render_multiple(self, model_states: Sequence[ModelDescription]) -> None:
        """Render models, bases first. Raises InvalidBasesError for bases that are missing or go round in a circle."""
        if not model_states:
            return
        with self.bulk_update():
            for state in bases_first(model_states):
                self._bind_bases(state)
                try:
                    state.render(self)
                except InvalidBasesError as error:
                    raise _unresolvable_bases([state]) from error
        for state in model_states:
            if is_bound(self.registered[state.app_label][state.name_lower]):
                self.is_bound_now(state.key)

    def _bind_bases(self, state: ModelDescription) -> None:
        """Give a model's bases their fields; one that is automatic comes with the fields of another model."""
        for app_label, model_name in _bases_made_from(state, self._states):
            if base := self.registered[app_label].get(model_name):
                bind(base)

    # What Django's registry does

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> list[type[Model]]:
        self.check_models_ready()
        return self.models_of(self.app_configs, include_auto_created, include_swapped)

    def models_of(
        self, labels: Iterable[str], include_auto_created: bool, include_swapped: bool
    ) -> list[type[Model]]:
        """List the models of some apps; those of links come with the fields of others."""
        if include_auto_created:
            self.bind_fields()
        self.complete()
        return [
            model
            for label in labels
            for model in self.registered[label].values()
            if (include_auto_created or not model._meta.auto_created)
            and (include_swapped or not model._meta.swapped)
            and (label, model._meta.model_name) not in self.hidden
        ]

    def get_registered_model(self, app_label: str, model_name: str) -> type[Model]:
        model = self.registered[app_label].get(model_name.lower())
        if model is None and not self.is_rendering and not self.is_complete:
            self.bind_fields()  # it may be the model of a link
            model = self.registered[app_label].get(model_name.lower())
        if model is None:
            msg = f"Model '{app_label}.{model_name}' not registered."
            raise LookupError(msg)
        return model

    def clear_cache(self) -> None:
        # The stubs do not say that Django caches it.
        self.get_swappable_settings_name.cache_clear()  # type: ignore[attr-defined]
        if self.ready:
            for registered in self.registered.values():
                for model in registered.values():
                    model._meta._expire_cache()  # type: ignore[attr-defined]  # what Apps.clear_cache() calls

    @contextmanager
    def bulk_update(self) -> Iterator[None]:
        """Put off clearing every model's caches until all changes are made."""
        ready, self.ready = self.ready, False
        try:
            yield
        finally:
            self.ready = ready
            self.clear_cache()

    def clone(self) -> Self:
        """Copy the registry; the models in it stay the same classes."""
        self.bind_fields()
        clone = type(self)([], {})
        for label, rendered in self.registered.items():
            clone._add_app(label)
            clone.registered[label] = dict(rendered)
        clone.real_models = self.real_models
        clone.hidden = self.hidden
        return clone

    def _add_app(self, label: str) -> None:
        stub = self.app_configs[label] = AppConfigStub(label)
        stub.apps = self

    def register_model(self, app_label: str, model: type[Model]) -> None:
        self.registered[app_label][model.__name__.lower()] = model
        let_others_be_lazy(model)
        if app_label not in self.app_configs:
            self._add_app(app_label)
        self.do_pending_operations(model)
        self.clear_cache()

    def unregister_model(self, app_label: str, model_name: str) -> None:
        self.bind_fields()
        self.registered[app_label].pop(model_name, None)
        self.clear_cache()


def bases_first(model_states: Sequence[ModelDescription]) -> Iterator[ModelDescription]:
    """Order models so that each comes after the bases that are among them; otherwise as given."""
    waiting = {state.key: state for state in model_states}
    queue = deque(waiting.values())
    passed_over = 0
    while queue:
        state = queue.popleft()
        if any(key in waiting for key in _bases_made_from(state, waiting)):
            queue.append(state)
            passed_over += 1
            if passed_over >= len(queue):
                raise _unresolvable_bases(list(queue))
            continue
        passed_over = 0
        del waiting[state.key]
        yield state


def _bases_made_from(
    state: ModelDescription, states: Mapping[ModelKey, ModelDescription]
) -> Iterator[ModelKey]:
    """Yield a model's bases; in place of an automatic one the model that brings it along."""
    for base in state.bases:
        if isinstance(base, str):
            key = make_model_tuple(base)
            owner = automatic_owner(states, key)
            yield owner[0] if owner else key


def _unresolvable_bases(states: list[ModelDescription]) -> InvalidBasesError:
    return InvalidBasesError(
        f"Cannot resolve bases for {states!r}\nThis can happen if you are inheriting models from an app with "
        "migrations (e.g. contrib.auth)\n in an app with no migrations; see "
        f"https://docs.djangoproject.com/en/{get_docs_version()}/topics/migrations/#dependencies for more"
    )

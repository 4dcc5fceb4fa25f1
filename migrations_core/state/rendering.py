"""The registry of all of a state's models, relations complete: what RunPython and foreign code get."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as global_apps
from django.conf import settings
from django.core.checks.model_checks import (  # type: ignore[attr-defined]  # private, but exactly the check
    _check_lazy_references,
)
from django.db import models
from django.db.models.utils import make_model_tuple
from django.utils.version import get_docs_version

from migrations_core.exceptions import InvalidBasesError
from migrations_core.state.model_state import ModelState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Self

    from migrations_core.names import ModelKey


class AppConfigStub(AppConfig):
    """An app of a state: a label and its models."""

    def __init__(self, label: str) -> None:
        self.apps: Any = None  # the registry, set by whoever adds the stub to one
        self.models = {}
        # The state does not know an app's dotted name; the label is as unique.
        self.label = label
        self.name = label

    def import_models(self) -> None:
        self.models = self.apps.all_models[self.label]


class StateApps(Apps):
    """The registry of a state: Django's own, filled with rendered models instead of imported ones."""

    def __init__(
        self,
        real_apps: Iterable[str],
        models: Mapping[ModelKey, ModelState],
        ignore_swappable: bool = False,
    ) -> None:
        self.real_models = [
            ModelState.from_model(model, exclude_rels=True)
            for app_label in real_apps
            for model in global_apps.get_app_config(app_label).get_models()
        ]
        labels = {*real_apps, *(state.app_label for state in models.values())}
        super().__init__([AppConfigStub(label) for label in sorted(labels)])
        # Nobody populates this registry a second time, and locks cannot be copied.
        self._lock: Any = None
        self.ready_event: Any = None
        self.render_multiple([*models.values(), *self.real_models])
        self._refuse_dangling_references(ignore_swappable=ignore_swappable)

    def _refuse_dangling_references(self, *, ignore_swappable: bool) -> None:
        ignored = {make_model_tuple(settings.AUTH_USER_MODEL)} if ignore_swappable else set()
        if errors := _check_lazy_references(self, ignore=ignored):
            raise ValueError("\n".join(error.msg for error in errors))

    @contextmanager
    def bulk_update(self) -> Iterator[None]:
        """Put off clearing every model's caches until all changes are made."""
        ready, self.ready = self.ready, False
        try:
            yield
        finally:
            self.ready = ready
            self.clear_cache()

    def render_multiple(self, model_states: Sequence[ModelState]) -> None:
        """Render models, bases first. Raises InvalidBasesError for bases that are missing or go round in a circle."""
        if not model_states:
            return
        with self.bulk_update():
            for state in bases_first(model_states):
                try:
                    state.render(self)
                except InvalidBasesError as error:
                    raise _unresolvable_bases([state]) from error

    def clone(self) -> Self:
        """Copy the registry; the models in it stay the same classes."""
        clone = type(self)([], {})
        for label, config in self.app_configs.items():
            clone.all_models[label] = dict(self.all_models[label])
            stub = clone.app_configs[label] = AppConfigStub(config.label)
            stub.apps = clone
            stub.import_models()
        clone.real_models = self.real_models
        return clone

    def register_model(self, app_label: str, model: type[models.Model]) -> None:
        self.all_models[app_label][model.__name__.lower()] = model
        if app_label not in self.app_configs:
            self.app_configs[app_label] = AppConfigStub(app_label)
            self.app_configs[app_label].apps = self
        self.app_configs[app_label].models[model.__name__.lower()] = model
        self.do_pending_operations(model)
        self.clear_cache()

    def unregister_model(self, app_label: str, model_name: str) -> None:
        self.all_models[app_label].pop(model_name, None)
        if app_label in self.app_configs:
            self.app_configs[app_label].models.pop(model_name, None)
        self.clear_cache()


def bases_first(model_states: Sequence[ModelState]) -> Iterator[ModelState]:
    """Order models so that each comes after the bases that are among them; otherwise as given."""
    waiting = {state.key: state for state in model_states}
    queue = deque(waiting.values())
    passed_over = 0
    while queue:
        state = queue.popleft()
        if any(key in waiting for key in _base_keys(state)):
            queue.append(state)
            passed_over += 1
            if passed_over >= len(queue):
                raise _unresolvable_bases(list(queue))
            continue
        passed_over = 0
        del waiting[state.key]
        yield state


def _base_keys(state: ModelState) -> list[ModelKey]:
    return [make_model_tuple(base) for base in state.bases if isinstance(base, str)]


def _unresolvable_bases(states: list[ModelState]) -> InvalidBasesError:
    return InvalidBasesError(
        f"Cannot resolve bases for {states!r}\nThis can happen if you are inheriting models from an app with "
        "migrations (e.g. contrib.auth)\n in an app with no migrations; see "
        f"https://docs.djangoproject.com/en/{get_docs_version()}/topics/migrations/#dependencies for more"
    )

"""Reverse accessors of models that are not rendered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from migrations_core.names import ModelKey, resolve_relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Model

    from migrations_core.deconstruction import AnyField
    from migrations_core.rendering.descriptions import ModelDescription


class Completable(Protocol):
    """A registry that has models to render."""

    @property
    def is_rendering(self) -> bool: ...

    def render_users(self, model: type[Model]) -> None: ...


class LazyAccessor:
    """Stands where the accessor of a reverse relation will be once the model that refers here is rendered.

    Whoever touches it has the models rendered that refer here, which replaces it with the accessor.
    """

    def __init__(self, registry: Completable, model: type[Model], name: str) -> None:
        self._registry = registry
        self._model = model
        self._name = name

    def __get__(self, instance: object, owner: type[Model]) -> Any:
        self._keep()
        return getattr(owner if instance is None else instance, self._name)

    def __set__(self, instance: object, value: object) -> None:
        self._keep()
        setattr(instance, self._name, value)

    def _keep(self) -> None:
        if self._registry.is_rendering:
            msg = f"type object {self._model.__name__!r} has no attribute {self._name!r} yet"
            raise AttributeError(msg)
        self._registry.render_users(self._model)
        if vars(self._model).get(self._name) is self:
            # No accessor has come: what refers here is swapped out, or it is just being rendered.
            delattr(self._model, self._name)


def reverse_accessors(
    key: ModelKey,
    users: Mapping[ModelKey, tuple[ModelKey, ...]],
    waiting: Mapping[ModelKey, ModelDescription],
) -> Iterator[str]:
    """Name the accessors that the models in waiting will put on a model, its proxies' included."""
    for user in users.get(key, ()):
        state = waiting.get(user)
        if state is None:
            continue
        if state.options.get("proxy"):
            yield from reverse_accessors(user, users, waiting)
        if key in {resolve_relation(base, *user) for base in state.bases if isinstance(base, str)}:
            yield state.name_lower  # the parent link, should the fields not hold it
        for field in state.fields.values():
            if field.remote_field and resolve_relation(field.remote_field.model, *user) == key:
                name = _accessor(state, field)
                if not name.endswith("+"):
                    yield name


def _accessor(state: ModelDescription, field: AnyField) -> str:
    name = field.remote_field.related_name or state.options.get("default_related_name")  # type: ignore[union-attr]  # a relation
    if name:
        names = {
            "class": state.name_lower,
            "model_name": state.name_lower,
            "app_label": state.app_label,
        }
        return str(name % names)
    return state.name_lower if field.one_to_one else f"{state.name_lower}_set"

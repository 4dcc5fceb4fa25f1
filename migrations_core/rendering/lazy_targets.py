"""Foreign keys whose targets are rendered when somebody looks at them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import ManyToOneRel, OneToOneRel

from migrations_core.names import resolve_relation
from migrations_core.rendering.relations import related_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.rendering.descriptions import ModelDescription

# Other people's classes may be made for a target that is there when the model is.
_CLASSES_THAT_WAIT = (ManyToOneRel, OneToOneRel)


def needed_at_once(state: ModelDescription) -> Iterator[ModelKey]:
    """Yield what a model cannot be rendered without: bases, and targets that cannot be lazy."""
    for base in state.bases:
        if isinstance(base, str):
            yield resolve_relation(base, *state.key)
    for field in state.fields.values():
        yield from targets_at_once(field, state.key)


def targets_at_once(field: AnyField, here: ModelKey) -> Iterator[ModelKey]:
    """Yield the targets that a field cannot be bound without."""
    if not _can_wait(field):
        yield from (resolve_relation(model, *here) for model in related_models(field))


def _can_wait(field: AnyField) -> bool:
    relation: Any = field.remote_field
    return type(relation) in _CLASSES_THAT_WAIT and not relation.parent_link


def let_targets_be_lazy(model: type[Model]) -> None:
    """Arrange for each target that is not rendered yet to be rendered when the relation is asked for it."""
    for field in model._meta.local_fields:
        relation: Any = field.remote_field
        if isinstance(relation, LazyTarget) or not relation:
            continue
        if isinstance(relation.model, str) and _can_wait(field):
            relation.__class__ = _lazy(relation.__class__)


class LazyTarget:
    """A relation to a model that waits. Whoever asks has it rendered, which gives the relation back its own class."""

    field: AnyField
    ordinary: type

    @property
    def model(self) -> Any:
        return self._known("model")

    @model.setter
    def model(self, model: type[Model]) -> None:
        # The target came: somebody else asked for it.
        self.__class__ = self.ordinary
        self.model = model

    @property
    def field_name(self) -> Any:
        return self._known("field_name")

    @field_name.setter
    def field_name(self, name: str | None) -> None:
        vars(self)["field_name"] = name

    def __reduce_ex__(self, protocol: Any) -> Any:
        # A copy would wait in vain: what comes is told to the original.
        return self._resolved().__reduce_ex__(protocol)

    def _known(self, name: str) -> Any:
        registry: Any = self.field.model._meta.apps
        # Models in the making cannot bring others: one may be the base of the next.
        return vars(self)[name] if registry.is_rendering else getattr(self._resolved(), name)

    def _resolved(self) -> Any:
        owner: Any = self.field.model._meta
        written = vars(self)["model"]
        self.__class__ = self.ordinary
        owner.apps.render(resolve_relation(written, owner.app_label, owner.model_name))
        return self


@cache
def _lazy(relation: Any) -> type:
    return type(relation.__name__, (LazyTarget, relation), {"ordinary": relation})

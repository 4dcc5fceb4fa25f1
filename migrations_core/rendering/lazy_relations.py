"""What a model knows of others, found when somebody looks at it, and for this model alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.options import Options, make_immutable_fields_list
from django.utils.functional import cached_property

from migrations_core.rendering.lazy_targets import LazyTarget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from migrations_core.deconstruction import AnyField


class AmongLazyModels(Options):  # type: ignore[type-arg]  # the model is there already
    """The ``_meta`` of a model in a registry where others are still to be rendered.

    What leads to all models Django finds at once, in a list of all of them; what leads to one takes those that refer
    to it. And what the model's own fields are can be told without the targets of its foreign keys.
    """

    @cached_property
    def fields(self) -> Any:
        own = self._get_fields(reverse=False)
        return make_immutable_fields_list("fields", filter(_is_listed, own))

    @cached_property
    def _relation_tree(self) -> list[AnyField]:
        registry: Any = self.apps
        if registry.is_complete:
            return self._populate_directed_relation_graph()  # type: ignore[attr-defined,no-any-return]  # not in the stubs
        if not registry.is_rendering:
            registry.render_users(self.model)
        return relations_to(self.model, registry.rendered_models())


def let_others_be_lazy(model: type[Model]) -> None:
    """Let a model's ``_meta`` look at others one by one."""
    if type(model._meta) is Options:
        model._meta.__class__ = AmongLazyModels


def _is_listed(field: Any) -> bool:
    """Tell whether Django counts a field among those of a row: no link table, nothing generic."""
    if not field.is_relation or isinstance(field.remote_field, LazyTarget):
        return True
    if field.many_to_many or field.one_to_many:
        return False
    return not field.many_to_one or bool(getattr(field.remote_field, "model", None))


def relations_to(model: type[Model], candidates: Iterable[type[Model]]) -> list[AnyField]:
    """List the fields that refer to the table of a model, as Django does from all models."""
    concrete = model._meta.concrete_model
    return [
        field
        for candidate in candidates
        for field in _own_relations(candidate)
        if field.remote_field.model._meta.concrete_model is concrete
    ]


def _own_relations(model: type[Model]) -> list[Any]:
    options: Any = model._meta
    fields = options._get_fields(reverse=False, include_parents=False)
    # A target that nobody has looked at is none that has been rendered.
    return [
        field
        for field in fields
        if field.is_relation
        and not isinstance(field.remote_field, LazyTarget)
        and field.related_model is not None
        and not isinstance(field.remote_field.model, str)
    ]

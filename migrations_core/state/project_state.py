"""The models of a whole project at one point of its migrations' history: a cheap handle on shared ModelStates."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT
from django.db.models.options import normalize_together

from migrations_core.deconstruction import without_default
from migrations_core.names import ModelKey, resolve_relation
from migrations_core.rendering.for_editors import CompleteModels, SchemaModels
from migrations_core.rendering.relations import (
    Reference,
    concrete_model_key,
    field_references,
    relations_of,
)
from migrations_core.schema.editor import ours
from migrations_core.state.handle import ModelStates, StateApps, StateHandle
from migrations_core.state.model_state import (
    TOGETHER_OPTIONS,
    ModelState,
    field_following_rename,
    field_pointed_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Self

    from django.apps.registry import Apps
    from django.db.models import Index, Manager, Model
    from django.db.models.constraints import BaseConstraint

    from migrations_core.deconstruction import AnyField
    from migrations_core.rendering.for_editors import Models
    from migrations_core.rendering.relations import Relations


class ProjectState(StateHandle):
    """The state that operations change and editors' models are rendered from.

    ``real_apps`` are the labels of apps without migrations: their models come from the live registry when rendered.
    """

    @property
    def models(self) -> ModelStates:
        """Django's name for the models, for code that changes ModelStates in place; ours reads ``model_states``."""
        return ModelStates(self)

    # Changes to models

    def add_model(self, model_state: ModelState) -> None:
        accepted = ModelState.accept(model_state)
        self.put(accepted.key, accepted)

    def remove_model(self, app_label: str, model_name: str) -> None:
        self.discard((app_label, model_name.lower()))

    def rename_model(self, app_label: str, old_name: str, new_name: str) -> None:
        """Rename a model and repoint every relation and every subclass that names it."""
        old_key, new_key = (app_label, old_name.lower()), (app_label, new_name.lower())
        renamed = self[old_key].renamed(new_name)
        self._relations = None  # keys change: cheaper made anew than followed
        users = self.users_of(old_key)
        self.put(new_key, renamed)
        for key in users:
            here = new_key if key == old_key else key
            self.put(here, _repointed(self[here], key, old_key, f"{app_label}.{new_name}"))
        self.gone = self.gone.after_renaming(old_key, new_key)
        if new_key != old_key:
            self.discard(old_key)

    def alter_model_options(
        self,
        app_label: str,
        model_name: str,
        options: Mapping[str, Any],
        option_keys: Collection[str] | None = None,
    ) -> None:
        """Set options; those of ``option_keys`` that are not given are removed."""
        removed = set(option_keys or ()) - options.keys()
        self._change(
            app_label, model_name, lambda state: state.with_options(options, remove=removed)
        )

    def remove_model_options(
        self, app_label: str, model_name: str, option_name: str, value_to_remove: Iterable[str]
    ) -> None:
        """Take one entry out of an option that lists tuples of field names."""
        unwanted = tuple(value_to_remove)

        def kept(values: Iterable[Iterable[str]]) -> Any:
            left: list[Any] = [tuple(value) for value in values if tuple(value) != unwanted]
            return set(normalize_together(left)) if option_name in TOGETHER_OPTIONS else left

        if self[app_label, model_name].options.get(option_name):
            self._change_option(app_label, model_name, option_name, kept)

    def alter_model_managers(
        self, app_label: str, model_name: str, managers: Iterable[tuple[str, Manager[Any]]]
    ) -> None:
        self._change(app_label, model_name, lambda state: state.with_managers(managers))

    # Changes to indexes and constraints

    def add_index(self, app_label: str, model_name: str, index: Index) -> None:
        self._change_option(app_label, model_name, "indexes", lambda indexes: [*indexes, index])

    def remove_index(self, app_label: str, model_name: str, index_name: str) -> None:
        self._change_option(app_label, model_name, "indexes", _without(index_name))

    def rename_index(
        self, app_label: str, model_name: str, old_index_name: str, new_index_name: str
    ) -> None:
        def rename(index: Index) -> Index:
            if index.name != old_index_name:
                return index
            renamed = index.clone()
            renamed.name = new_index_name
            return renamed

        self._change_option(
            app_label, model_name, "indexes", lambda indexes: [rename(index) for index in indexes]
        )

    def add_constraint(self, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
        self._change_option(
            app_label, model_name, "constraints", lambda constraints: [*constraints, constraint]
        )

    def remove_constraint(self, app_label: str, model_name: str, constraint_name: str) -> None:
        self._change_option(app_label, model_name, "constraints", _without(constraint_name))

    def alter_constraint(
        self, app_label: str, model_name: str, constraint_name: str, constraint: BaseConstraint
    ) -> None:
        def replaced(constraints: Iterable[BaseConstraint]) -> list[BaseConstraint]:
            return [constraint if other.name == constraint_name else other for other in constraints]

        self._change_option(app_label, model_name, "constraints", replaced)

    # Changes to fields

    def add_field(
        self,
        app_label: str,
        model_name: str,
        name: str,
        field: AnyField,
        preserve_default: bool = True,
    ) -> None:
        """Add a field; without ``preserve_default`` its default was for the existing rows only and is not kept."""
        kept = field if preserve_default else without_default(field)
        self._change(app_label, model_name, lambda state: state.with_field(name, kept))

    def alter_field(
        self,
        app_label: str,
        model_name: str,
        name: str,
        field: AnyField,
        preserve_default: bool = True,
    ) -> None:
        self[app_label, model_name].require_field(name)
        self.add_field(app_label, model_name, name, field, preserve_default)

    def remove_field(self, app_label: str, model_name: str, name: str) -> None:
        self._change(app_label, model_name, lambda state: state.without_field(name))

    def rename_field(self, app_label: str, model_name: str, old_name: str, new_name: str) -> None:
        """Rename a field and what names it: options, composite keys, and relations to it from any model."""
        key = (app_label, model_name.lower())
        followers = list(self.references_to(key, old_name))
        self._change(
            app_label, model_name, lambda state: state.with_field_renamed(old_name, new_name)
        )
        for follower, name, _ in followers:
            here = new_name if (follower, name) == (key, old_name) else name
            field = field_following_rename(self[follower].fields[here], old_name, new_name)
            self.put(follower, self[follower].with_field(here, field))

    def _change(
        self, app_label: str, model_name: str, change: Callable[[ModelState], ModelState]
    ) -> None:
        key = (app_label, model_name.lower())
        self.put(key, change(self[key]))

    def _change_option(
        self, app_label: str, model_name: str, option: str, change: Callable[[Any], Any]
    ) -> None:
        self._change(
            app_label,
            model_name,
            lambda state: state.with_options({option: change(state.options[option])}),
        )

    # Relations

    @property
    def relations(self) -> Relations:
        """``{target model: {model: {field name: field}}}``; a proxy counts as the model whose table it shares."""
        if self._relations is None:
            self._relations = relations_of(self.model_states, self.real_apps)
        return self._relations

    def resolve_fields_and_relations(self) -> None:
        """Compute ``relations`` now; part of Django's API."""
        _ = self.relations

    def references_to(self, key: ModelKey, field_name: str | None = None) -> Iterator[Reference]:
        """Yield every field that refers to a model, by its own name or a proxy's, or to one field of it."""
        field = (
            self[key].fields.get(field_name) if field_name and key in self.model_states else None
        )
        for target in (key, *self._proxies_of(key)):
            for user in self.users_of(target):
                for name, candidate in self[user].fields.items():
                    if candidate.remote_field and field_references(
                        user, candidate, target, field_name, field
                    ):
                        yield Reference(user, name, candidate)

    def _proxies_of(self, key: ModelKey) -> Iterator[ModelKey]:
        for user in self.users_of(key):
            if self[user].options.get("proxy") and concrete_model_key(
                self.model_states, user
            ) == concrete_model_key(self.model_states, key):
                yield user
                yield from self._proxies_of(user)

    def get_concrete_model_key(self, model: str | type[Model]) -> ModelKey:
        return concrete_model_key(self.model_states, resolve_relation(model))

    # Rendering

    @property
    def apps(self) -> StateApps:
        """The registry of all models with all their relations, each rendered when it is first looked at."""
        if self._apps is None:
            rendered = self._derived.apps
            # Every handle has a registry object of its own, as with Django; what they hold is the same.
            self._apps = (
                copy.copy(rendered)
                if rendered
                else StateApps(self.real_apps, self.model_states, gone=self.gone.states)
            )
            self._derived.apps = self._apps
        return self._apps

    @apps.deleter
    def apps(self) -> None:
        """Let go of the registry, as code that knows Django's states does to save time."""
        self.forget_derived()

    def schema_model(
        self, app_label: str, model_name: str, referenced_field: str | None = None
    ) -> type[Model]:
        """Render one model for a schema editor; see ``SchemaModels``."""
        return SchemaModels(self).get_model(app_label, model_name, referenced_field)

    def schema_apps_for(self, editor: object, *, bases_may_be_gone: bool = False) -> Models:
        """Give what an operation takes models for this editor from: small ones for ours, complete ones for others.

        ``bases_may_be_gone``: a model is wanted that is to go, too.
        """
        if ours(editor):
            return SchemaModels(self, bases_may_be_gone=bases_may_be_gone)
        return CompleteModels(self)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Take notice that a ModelState was changed in place; part of Django's API."""
        self.forget_derived()

    def reload_models(self, models: Iterable[ModelKey], delay: bool = True) -> None:
        """Take notice that ModelStates were changed in place; part of Django's API."""
        self.forget_derived()

    def clear_delayed_apps_cache(self) -> None:
        """Do nothing: no rendering here outlives the state that it was made from. Part of Django's API."""

    @classmethod
    def from_apps(cls, apps: Apps) -> Self:
        """Describe every model of a registry, swapped ones included."""
        states = [ModelState.from_model(model) for model in apps.get_models(include_swapped=True)]
        return cls({state.key: state for state in states})


def _without(name: str) -> Callable[[Iterable[Any]], list[Any]]:
    return lambda objects: [candidate for candidate in objects if candidate.name != name]


def _to_itself(field: AnyField) -> bool:
    target: object = field.remote_field and field.remote_field.model
    return target == RECURSIVE_RELATIONSHIP_CONSTANT


def _repointed(state: ModelState, key: ModelKey, old_key: ModelKey, new_label: str) -> ModelState:
    """Replace a renamed model in another's (or its own) relations and bases; ``key`` is where the relations stood.

    ``"self"`` stays: it is right under any name, and a symmetrical relation is one only while it says so.
    """
    fields = {}
    for name, field in state.fields.items():
        reference = field_references(key, field, old_key)
        fields[name] = (
            field
            if reference is None
            else field_pointed_at(
                field,
                to=new_label if reference.to and not _to_itself(field) else None,
                through=new_label if reference.through else None,
            )
        )
    bases = tuple(
        new_label.lower()
        if isinstance(base, str) and resolve_relation(base, *key) == old_key
        else base
        for base in state.bases
    )
    return state.with_fields(fields).with_bases(bases)

"""Models for schema editors: rendered one at a time, with no more of the project than their columns need."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from django.apps.registry import Apps

from migrations_core.deconstruction import is_key
from migrations_core.exceptions import InvalidBasesError, ModelNotInState
from migrations_core.names import ModelKey, resolve_relation
from migrations_core.rendering.last_rendering import Rendered, Renderings
from migrations_core.rendering.lazy_fields import bind_fields
from migrations_core.rendering.model_classes import schema_model_class
from migrations_core.rendering.registry import Registry, bases_first
from migrations_core.rendering.relations import Reference, attname, automatic_owner, related_models

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from django.db import models

    from migrations_core.deconstruction import AnyField
    from migrations_core.rendering.descriptions import ModelDescription

    Model = type[models.Model]

ANY_FIELD = "*"
"""As ``referenced_field``: whatever field of the model they refer to."""

_NOT_IN_STATE = object()
"""Stands for what was looked at and is no ModelDescription of the project, or one that may change in place."""

_TABLE_OPTIONS = frozenset(
    (
        "db_table",
        "db_tablespace",
        "managed",
        "proxy",
        "swappable",
        "required_db_vendor",
        "required_db_features",
    )
)


class Models(Protocol):
    """Where an operation takes rendered models from."""

    def get_model(
        self, app_label: str, model_name: str, referenced_field: str | None = None
    ) -> Model: ...


class RemovedModels(Protocol):
    """The models that were removed while others still named them."""

    def known_to(self, user: ModelKey, key: ModelKey) -> ModelDescription | None: ...


class States(Protocol):
    """What rendering asks of a state of the project. ``ProjectState`` is one."""

    @property
    def model_states(self) -> Mapping[ModelKey, ModelDescription]: ...

    @property
    def real_apps(self) -> Collection[str]: ...

    @property
    def gone(self) -> RemovedModels: ...

    @property
    def apps(self) -> Registry: ...

    @property
    def last_renderings(self) -> Renderings: ...

    def __getitem__(self, key: ModelKey) -> ModelDescription: ...

    def named_by(self, user: ModelKey, key: ModelKey) -> ModelDescription | None: ...

    def is_checked_out(self, key: ModelKey) -> bool: ...

    def references_to(
        self, key: ModelKey, field_name: str | None = None
    ) -> Iterator[Reference]: ...


class CompleteModels:
    """Models with all their relations, for schema editors that are not ours."""

    def __init__(self, state: States) -> None:
        self._state = state

    def get_model(
        self, app_label: str, model_name: str, referenced_field: str | None = None
    ) -> Model:
        return self._state.apps.get_model(app_label, model_name)


class SchemaModels:
    """Models as our schema editors want them.

    A model is complete in itself; what it inherits from or refers to is there as far as its own columns need
    it (bases with their fields, targets with their keys). Nothing else of the project is rendered, and a
    model rendered before is used again while the ModelDescriptions that went into it are the same objects.
    """

    def __init__(self, state: States, *, bases_may_be_gone: bool = False) -> None:
        self._state = state
        self._bases_may_be_gone = bases_may_be_gone
        self._looked_at: dict[ModelKey, object] = {}

    def get_model(
        self, app_label: str, model_name: str, referenced_field: str | None = None
    ) -> Model:
        """Render a model; with ``referenced_field`` also those whose columns follow that field, in one
        registry.

        Raises ModelNotInState, InvalidBasesError, or ValueError for a reference to a model that is not there.
        """
        key = (app_label, model_name.lower())
        followers = _followers(self._state, key, referenced_field) if referenced_field else ()
        members = [self._state[member] for member in dict.fromkeys([key, *followers])]
        if any(member.renders_itself for member in members):
            return self._complete_elsewhere(key)
        if len(members) == 1:
            return self._complete(key)
        registry = SchemaApps()
        member_keys = {member.key for member in members}
        for member in members:
            registry.include(self._needs(member, without=member_keys))
        for member in bases_first(members):
            self._class_of(member, registry)
        return registry.get_registered_model(*key)

    def _complete_elsewhere(self, key: ModelKey) -> Model:
        """Give the model that somebody's own ``render()`` made, which may look at all the others."""
        self._looked_at[key] = _NOT_IN_STATE
        self._state.apps.render(key)
        return self._state.apps.get_registered_model(*key)  # a removed one, too

    def _complete(self, key: ModelKey) -> Model:
        state = self._state[key]
        known = self._known(state, "complete")
        return self._while_same(
            key, known, lambda: self._rendered(state, self._needs(state), known)
        )

    def _while_same(self, key: ModelKey, known: Rendered, render: Callable[[], Model]) -> Model:
        """Use the last rendering while all that was looked at for it is the same, else render."""
        model = known.model_while_same(self._state.model_states)
        if model is not None:
            self._looked_at |= known.looked_at
            return model
        before, self._looked_at = self._looked_at, {}
        self._note(key)
        model = render()
        known.looked_at = self._looked_at
        self._looked_at = before | self._looked_at
        return model

    def _note(self, key: ModelKey) -> None:
        """Remember which ModelDescription has been looked at."""
        found = None if self._state.is_checked_out(key) else self._state.model_states.get(key)
        self._looked_at[key] = found or _NOT_IN_STATE

    def _needs(self, state: ModelDescription, without: Iterable[ModelKey] = ()) -> list[Model]:
        """Give the classes that a complete model must find in its registry."""
        here = state.key
        skipped = {here, *without}
        self._refuse_missing_bases(state)
        bases = {key: self._base(key, here) for key in _base_keys(state) if key not in skipped}
        targets: dict[ModelKey, set[str]] = defaultdict(set)
        for name, field in state.fields.items():
            for model in related_models(field) if field.remote_field else ():
                target = resolve_relation(model, *here)
                if target not in skipped and target not in bases:
                    self._refuse_missing(state, name, target)
                    targets[target].update(_fields_named_by(field))
        return [
            *bases.values(),
            *(self._target(key, here, frozenset(fields)) for key, fields in targets.items()),
        ]

    def _base(self, key: ModelKey, user: ModelKey) -> Model:
        """Render what a model inherits from: all its columns, its own references left as names."""
        if owner := automatic_owner(self._state.model_states, key):
            self._note(key)
            return self._automatic(*owner)
        state = self._lookup(key, user)
        if state.renders_itself:
            return self._complete_elsewhere(key)
        self._refuse_missing_bases(state)
        known = self._known(state, "base")
        return self._while_same(key, known, lambda: self._rendered_base(state, known))

    def _rendered_base(self, state: ModelDescription, known: Rendered) -> Model:
        fields = {name: field for name, field in state.fields.items() if not field.many_to_many}
        needs = [self._base(base, state.key) for base in _base_keys(state)]
        return self._rendered(state.with_fields(fields), needs, known)

    def _automatic(self, owner: ModelKey, field_name: str) -> Model:
        """Give the class that a many-to-many field of a complete model brings along."""
        field: Any = self._complete(owner)._meta.get_field(field_name)
        through: Model = field.remote_field.through
        return through

    def _target(self, key: ModelKey, user: ModelKey, referenced: frozenset[str]) -> Model:
        """Render what a model refers to: the table and the columns that may be referred to."""
        if owner := automatic_owner(self._state.model_states, key):
            self._note(key)
            return self._automatic(*owner)
        state = self._lookup(key, user)
        if state.renders_itself:
            return self._complete_elsewhere(key)
        self._refuse_missing_bases(state)
        known = self._known(state, referenced)
        return self._while_same(key, known, lambda: self._rendered_target(state, referenced, known))

    def _rendered_target(
        self, state: ModelDescription, referenced: frozenset[str], known: Rendered
    ) -> Model:
        key = state.key
        reduced = self._reduced(state, referenced)
        needs = [self._target(base, key, frozenset()) for base in _base_keys(state)]
        included = {model._meta.label_lower for model in needs}
        for field in reduced.fields.values():
            for model in related_models(field):
                target = resolve_relation(model, *key)
                if target != key and ".".join(target) not in included:
                    needs.append(self._target(target, key, frozenset(_fields_named_by(field))))
        return self._rendered(reduced, needs, known)

    def _reduced(self, state: ModelDescription, referenced: frozenset[str]) -> ModelDescription:
        if self._state.is_checked_out(state.key):
            return _as_target(state, referenced)
        known = self._renderings_of(state)
        made_from, reduced = known.get(("reduced", referenced), (None, None))
        if made_from is not state:
            reduced = _as_target(state, referenced)
            known["reduced", referenced] = state, reduced
        return reduced  # type: ignore[no-any-return]  # entries differ from purpose to purpose

    def _rendered(self, described: ModelDescription, needs: list[Model], known: Rendered) -> Model:
        """Make the class, or use the one that was made from the very same things."""
        made_from = [*needs, described.name, described.bases]
        # The names too: a renamed field is the same object in another place.
        made_from += [*described.fields, *described.fields.values()]
        made_from += [*described.options, *described.options.values()]
        if (model := known.model_made_from(made_from)) is not None:
            return model
        registry = SchemaApps()
        registry.include(needs)
        model = self._class_of(described, registry)
        known.remember(made_from, model)
        return model

    def _class_of(self, described: ModelDescription, registry: SchemaApps) -> Model:
        if not self._state.is_checked_out(described.key):
            known = self._state.last_renderings.of(described.key)
            return schema_model_class(described, registry, known)
        model = schema_model_class(described, registry)
        bind_fields([model])  # before whoever holds the state changes it
        return model

    def _known(self, state: ModelDescription, purpose: object) -> Rendered:
        if self._state.is_checked_out(state.key):
            return Rendered()  # whoever holds it may change it without notice
        known: Rendered = self._renderings_of(state).setdefault(purpose, Rendered())
        return known

    def _renderings_of(self, state: ModelDescription) -> dict[object, Any]:
        renderings, key = self._state.last_renderings, state.key
        if self._state.model_states.get(key) is state:
            return renderings.of(key)
        return renderings.of_other(state)

    def _lookup(self, key: ModelKey, user: ModelKey) -> ModelDescription:
        found = self._state.named_by(user, key)
        if found is None:
            raise ModelNotInState(*key)
        return found

    def _is_there(self, user: ModelKey, key: ModelKey, *, or_was: bool) -> bool:
        return (
            key in self._state.model_states
            or key[0] in self._state.real_apps
            or (or_was and self._state.gone.known_to(user, key) is not None)
            or automatic_owner(self._state.model_states, key) is not None
        )

    def _refuse_missing_bases(self, state: ModelDescription) -> None:
        or_was = self._bases_may_be_gone or state.key not in self._state.model_states
        for app_label, model_name in _base_keys(state):
            if self._is_there(state.key, (app_label, model_name), or_was=or_was):
                continue
            msg = (
                f"Cannot resolve one or more bases from {state.bases!r} of {state.app_label}.{state.name}: "
                f"there is no model '{app_label}.{model_name}' at this point of the migrations."
            )
            raise InvalidBasesError(msg)

    def _refuse_missing(self, state: ModelDescription, field_name: str, target: ModelKey) -> None:
        if self._is_there(state.key, target, or_was=True):
            return
        known_app = any(app_label == target[0] for app_label, _ in self._state.model_states)
        reason = f"doesn't provide model '{target[1]}'" if known_app else "isn't installed"
        msg = (
            f"The field {state.app_label}.{state.name}.{field_name} was declared with a lazy reference to "
            f"'{target[0]}.{target[1]}', but app '{target[0]}' {reason}."
        )
        raise ValueError(msg)


class SchemaApps(Apps):
    """A registry for a handful of models; those it includes may live in registries of their own."""

    def populate(self, installed_apps: Iterable[Any] | None = None) -> None:
        # Nothing is installed in it, so nothing has to be locked while that is imported.
        self.apps_ready = self.models_ready = self.ready = True

    def include(self, needed: Iterable[Model]) -> None:
        for model in needed:
            self.all_models[model._meta.app_label][model.__name__.lower()] = model

    def register_model(self, app_label: str, model: Model) -> None:
        self.all_models[app_label][model.__name__.lower()] = model
        self.do_pending_operations(model)
        self.clear_cache()

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> list[Model]:
        bind_fields([*self._own_models()])  # fields that are not bound yet may bring through models
        return [
            model
            for model in self._own_models()
            if (include_auto_created or not model._meta.auto_created)
            and (include_swapped or not model._meta.swapped)
        ]

    def clear_cache(self) -> None:
        for model in self._own_models():
            model._meta._expire_cache()  # type: ignore[attr-defined]  # what Apps.clear_cache() calls

    def _own_models(self) -> Iterator[Model]:
        for registered in self.all_models.values():
            yield from (model for model in registered.values() if model._meta.apps is self)


def _followers(state: States, key: ModelKey, field_name: str) -> Iterator[ModelKey]:
    """Yield the models whose columns take their type from a field, directly or through each other."""
    seen: set[tuple[ModelKey, str]] = set()
    queue = [(key, field_name)]
    while queue:
        target, name = queue.pop()
        if (target, name) in seen:
            continue
        seen.add((target, name))
        for user, user_field_name, field in state.references_to(
            target, None if name == ANY_FIELD else name
        ):
            yield user
            if not field.many_to_many and field.unique:
                queue.append((user, user_field_name))


def _as_target(state: ModelDescription, referenced: frozenset[str]) -> ModelDescription:
    """Leave out what no column that refers to the model depends on."""
    fields = {
        name: field
        for name, field in state.fields.items()
        if name in referenced or attname(name, field) in referenced or _is_key_part(state, name)
    }
    beside_table = state.options.keys() - _TABLE_OPTIONS
    return state.with_fields(fields).with_options({}, remove=beside_table)


def _base_keys(state: ModelDescription) -> list[ModelKey]:
    return [resolve_relation(base, *state.key) for base in state.bases if isinstance(base, str)]


def _fields_named_by(field: AnyField) -> Iterator[str]:
    return (name for name in getattr(field, "to_fields", None) or () if name and name != "self")


def _is_key_part(state: ModelDescription, name: str) -> bool:
    """Tell whether a field is the primary key or one of the columns of a composite one."""
    return is_key(state.fields[name]) or any(
        name in getattr(field, "field_names", ())
        for field in state.fields.values()
        if field.primary_key
    )

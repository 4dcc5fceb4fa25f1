"""Two states of a project side by side, and what kept its identity from the one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core.autodetector.comparison import FieldChange, ModelPair, field_changes
from migrations_core.definitions import deep_deconstruct
from migrations_core.names import ModelKey

if TYPE_CHECKING:
    from migrations_core.state import ProjectState

FieldKey = tuple[str, str, str]
"""(app label, model name in lower case, field name), by the names of afterwards."""


class Kinds(NamedTuple):
    """The keys of a state's models, apart by what migrations do for them."""

    models: frozenset[ModelKey]
    proxies: frozenset[ModelKey]
    unmanaged: frozenset[ModelKey]


@dataclass(frozen=True)
class Pair:
    """The states before and after. Models of unmigrated apps count as absent, but for ``converted_apps`` afterwards."""

    before: ProjectState
    after: ProjectState
    converted_apps: frozenset[str] = frozenset()
    deconstruct: Callable[[Any], Any] = deep_deconstruct
    model_renames: Mapping[ModelKey, str] = field(default_factory=dict)
    """New key -> old name in lower case."""
    field_renames: Mapping[FieldKey, str] = field(default_factory=dict)
    """New key -> old name."""
    _definitions: dict[int, tuple[object, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def with_model_renames(self, renames: Mapping[ModelKey, str]) -> Pair:
        return replace(self, model_renames=renames)

    def with_field_renames(self, renames: Mapping[FieldKey, str]) -> Pair:
        return replace(self, field_renames=renames)

    def definition(self, part: object) -> Any:
        """Take a field, an index or a constraint of either state apart, once."""
        # By identity, for fields compare by the moment at which they were made. The object is kept with the answer, so
        # that no other can get its id.
        known = self._definitions.get(id(part))
        if known is None:
            known = self._definitions[id(part)] = (part, self.deconstruct(part))
        return known[1]

    # Models

    @cached_property
    def kinds_before(self) -> Kinds:
        """What there was, renamed models under their new keys."""
        kinds = self._kinds(self.before, frozenset())
        old_keys = {(app_label, name) for (app_label, _), name in self.model_renames.items()}
        return kinds._replace(models=(kinds.models - old_keys) | self.model_renames.keys())

    @cached_property
    def kinds_after(self) -> Kinds:
        """What there is."""
        return self._kinds(self.after, self.converted_apps)

    def _kinds(self, state: ProjectState, converted: frozenset[str]) -> Kinds:
        unmigrated = self.before.real_apps - converted
        models, proxies, unmanaged = set(), set(), set()
        for key, model in state.model_states.items():
            if not model.options.get("managed", True):
                unmanaged.add(key)
            elif key[0] in unmigrated:
                continue
            elif model.options.get("proxy"):
                proxies.add(key)
            else:
                models.add(key)
        return Kinds(frozenset(models), frozenset(proxies), frozenset(unmanaged))

    @cached_property
    def added_models(self) -> tuple[ModelKey, ...]:
        """Models with a table of ours that there were none of before, renamed ones left out."""
        return tuple(sorted(self.kinds_after.models - self.kinds_before.models))

    @cached_property
    def removed_models(self) -> tuple[ModelKey, ...]:
        return tuple(sorted(self.kinds_before.models - self.kinds_after.models))

    @cached_property
    def kept_models(self) -> tuple[ModelPair, ...]:
        """The models whose tables are ours before and after: those whose fields are compared."""
        return self.model_pairs(self.kinds_before.models & self.kinds_after.models)

    @cached_property
    def kept_of_any_kind(self) -> tuple[ModelPair, ...]:
        """The models that kept their kind, proxies and unmanaged ones included."""
        kinds = zip(self.kinds_before, self.kinds_after, strict=True)
        return self.model_pairs(key for before, after in kinds for key in before & after)

    @cached_property
    def field_changes(self) -> tuple[FieldChange, ...]:
        """The kept fields that are defined anew."""
        return tuple(field_changes(self))

    def new_fields(self, model: ModelPair) -> tuple[str, ...]:
        """Give the names of the fields of a kept model that are added, in the place of others or not."""
        return tuple(sorted({*model.added, *self._replaced_fields.get(model.key, ())}))

    @cached_property
    def _replaced_fields(self) -> dict[ModelKey, set[str]]:
        replaced: dict[ModelKey, set[str]] = {}
        for change in self.field_changes:
            if change.replaced:
                replaced.setdefault(change.model.key, set()).add(change.field.name)
        return replaced

    def model_pairs(self, keys: Iterable[ModelKey]) -> tuple[ModelPair, ...]:
        return tuple(self.model_pair(key) for key in sorted(keys))

    def model_pair(self, key: ModelKey) -> ModelPair:
        known = self._model_pairs.get(key)
        if known is None:
            known = self._model_pairs[key] = ModelPair(
                key,
                self.before[self.old_key(key)],
                self.after[key],
                self._renamed_fields.get(key, {}),
            )
        return known

    @cached_property
    def _model_pairs(self) -> dict[ModelKey, ModelPair]:
        return {}

    @cached_property
    def _renamed_fields(self) -> dict[ModelKey, dict[str, str]]:
        grouped: dict[ModelKey, dict[str, str]] = {}
        for (app_label, model_name, name), old_name in self.field_renames.items():
            grouped.setdefault((app_label, model_name), {})[name] = old_name
        return grouped

    def old_key(self, key: ModelKey) -> ModelKey:
        """Give the key that a model had before; its own unless it was renamed."""
        return key[0], self.model_renames.get(key, key[1])

    def new_key(self, old_key: ModelKey) -> ModelKey:
        """Give the key that a model has afterwards; its own unless it was renamed."""
        return self._new_keys.get(old_key, old_key)

    @cached_property
    def _new_keys(self) -> dict[ModelKey, ModelKey]:
        return {self.old_key(key): key for key in self.model_renames}

    def old_field_name(self, key: ModelKey, name: str) -> str:
        return self.field_renames.get((*key, name), name)

    def new_field_name(self, key: ModelKey, old_name: str) -> str:
        """Give the name that a field of a model, given by its new key, has afterwards."""
        renamed = self._renamed_fields.get(key, {})
        return next((name for name, before in renamed.items() if before == old_name), old_name)

    @cached_property
    def has_renames(self) -> bool:
        return bool(self.model_renames or self.field_renames)

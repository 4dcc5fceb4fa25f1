"""Whether a field that was kept is defined as it was, the renaming of what it names aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from migrations_core.deconstruction import column_of, same_attributes, unbound_copy
from migrations_core.names import ModelKey, resolve_relation
from migrations_core.rendering.relations import is_relation, target_of, through_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState, ProjectState


class FieldPair(NamedTuple):
    """A field that both states have, perhaps under different names."""

    name: str
    old_name: str
    before: AnyField
    after: AnyField


@dataclass(frozen=True)
class ModelPair:
    """A model that both states have, perhaps under different names."""

    key: ModelKey
    before: ModelState
    after: ModelState
    renamed_fields: Mapping[str, str] = field(default_factory=dict)
    """New name -> old name."""

    @property
    def app_label(self) -> str:
        return self.key[0]

    @property
    def name(self) -> str:
        return self.key[1]

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The names of the fields that only the state afterwards has, sorted."""
        return tuple(
            sorted(
                self.after.fields.keys() - self.before.fields.keys() - self.renamed_fields.keys()
            )
        )

    @cached_property
    def removed(self) -> tuple[str, ...]:
        """The names of the fields that only the state before has, sorted."""
        renamed = set(self.renamed_fields.values())
        return tuple(sorted(self.before.fields.keys() - self.after.fields.keys() - renamed))

    @cached_property
    def kept(self) -> tuple[FieldPair, ...]:
        """The fields that both have, sorted by their new names."""
        names = self.after.fields.keys() - set(self.added)
        return tuple(self._field(name) for name in sorted(names))

    def _field(self, name: str) -> FieldPair:
        old_name = self.renamed_fields.get(name, name)
        return FieldPair(name, old_name, self.before.fields[old_name], self.after.fields[name])

    def old_option(self, name: str, default: Any = None) -> Any:
        return self.before.options.get(name, default)

    def new_option(self, name: str, default: Any = None) -> Any:
        return self.after.options.get(name, default)


class Sides(Protocol):
    """What the comparison asks of the two states. ``Pair`` is one."""

    @property
    def before(self) -> ProjectState: ...

    @property
    def kept_models(self) -> tuple[ModelPair, ...]: ...

    @property
    def has_renames(self) -> bool: ...

    @property
    def model_renames(self) -> Mapping[ModelKey, str]: ...

    @property
    def deconstruct(self) -> Callable[[Any], Any]: ...

    def definition(self, part: object) -> Any: ...

    def old_key(self, key: ModelKey) -> ModelKey: ...

    def old_field_name(self, key: ModelKey, name: str) -> str: ...


class FieldChange(NamedTuple):
    """A kept field with a new definition."""

    model: ModelPair
    field: FieldPair
    replaced: bool
    """Whether no column can be altered into the other, so that one goes and another comes."""

    @property
    def precedes_renaming(self) -> bool:
        """Tell whether the field is renamed and changed, and its column must be named before it is renamed."""
        return not self.replaced and keeps_column(self.field)


def field_changes(pair: Sides) -> Iterator[FieldChange]:
    """Yield every change of a field's definition, a renamed field's as far as its name is not all of it."""
    for model in pair.kept_models:
        for kept in model.kept:
            if _certainly_same(pair, kept):
                continue
            before = pair.definition(kept.before)
            after = _definition_by_old_names(pair, model, kept)
            if before != after and not _differs_in_column(kept, before, after):
                yield FieldChange(model, kept, _replaces(kept, before, after))


def keeps_column(field: FieldPair) -> bool:
    """Tell whether a field was renamed and names the column that it had, which had no name of its own before."""
    return bool(
        field.name != field.old_name
        and field.after.db_column
        and field.before.db_column != field.after.db_column
        and field.after.db_column == column_of(field.before, field.old_name)
    )


def _differs_in_column(field: FieldPair, before: Any, after: Any) -> bool:
    """Tell whether the name of the column, which renaming leaves alone, is all that a renamed field has got."""
    path, args, kwargs = before
    return keeps_column(field) and after == (
        path,
        args,
        {**kwargs, "db_column": field.after.db_column},
    )


def _certainly_same(pair: Sides, field: FieldPair) -> bool:
    return not pair.has_renames and same_attributes(field.before, field.after)


def _replaces(field: FieldPair, before: Any, after: Any) -> bool:
    if field.before.many_to_many and field.after.many_to_many:
        return bool(before[2]["to"] != after[2]["to"])
    return bool(field.before.many_to_many or field.after.many_to_many)


def _definition_by_old_names(pair: Sides, model: ModelPair, field: FieldPair) -> Any:
    """Take the new field apart as if what it names had kept its names, which other operations change."""
    changes = dict(_old_names(pair, model, field.after)) if pair.has_renames else {}
    remote_changes = (
        dict(_old_remote_names(pair, model, field))
        if pair.has_renames and is_relation(field.after)
        else {}
    )
    if not changes and not remote_changes:
        return pair.definition(field.after)
    duplicate = unbound_copy(field.after)
    vars(duplicate).update(changes)
    if remote_changes:
        vars(duplicate.remote_field).update(remote_changes)
    return pair.deconstruct(duplicate)


def _old_names(pair: Sides, model: ModelPair, field: AnyField) -> Iterator[tuple[str, Any]]:
    yield from _renamed_back(pair, model.key, field, "from_fields")
    yield from _renamed_back(pair, model.key, field, "field_names")
    if is_relation(field):
        yield from _renamed_back(pair, target_of(field, model.key), field, "to_fields")


def _old_remote_names(pair: Sides, model: ModelPair, field: FieldPair) -> Iterator[tuple[str, Any]]:
    remote: Any = field.after.remote_field
    target, through = target_of(field.after, model.key), through_of(field.after, model.key)
    for attribute, key in (("model", target), ("through", through)):
        if key and key in pair.model_renames:
            yield attribute, _old_reference(pair, model, field.before, attribute, key)
    name = getattr(remote, "field_name", None)
    if name and (old_name := pair.old_field_name(target, name)) != name:
        yield "field_name", old_name
    if through:
        yield from _renamed_back(pair, through, remote, "through_fields")


def _renamed_back(
    pair: Sides, key: ModelKey, owner: object, attribute: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield an attribute that lists fields of a model, with their old names, if that makes a difference."""
    names = tuple(getattr(owner, attribute, None) or ())
    old_names = tuple(name and pair.old_field_name(key, name) for name in names)
    if old_names != names:
        yield attribute, old_names


def _old_reference(
    pair: Sides, model: ModelPair, before: AnyField, attribute: str, key: ModelKey
) -> str:
    """Name a renamed model as the old field did, or by its old name if that one named another."""
    old_key = pair.old_key(key)
    reference: Any = getattr(before.remote_field, attribute, None)
    if reference:
        named = resolve_relation(reference, *pair.old_key(model.key))
        # What a setting names is called by its new name in the migrations, too, as soon as the setting is changed.
        if named == old_key or (named == key and key not in pair.before.model_states):
            return str(reference)
    return ".".join(old_key)

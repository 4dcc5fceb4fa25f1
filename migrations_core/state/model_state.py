"""One model as the migrations know it: names, unbound fields, options, bases, managers.

A value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from migrations_core.deconstruction import unbound_copy
from migrations_core.rendering.model_classes import model_class
from migrations_core.rendering.relations import mentioned_models
from migrations_core.state.from_models import model_description

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Self

    from django.apps.registry import Apps
    from django.db.models import Index, Manager
    from django.db.models.constraints import BaseConstraint

    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey

TOGETHER_OPTIONS = ("index_together", "unique_together")

_SAYS_WHAT_IS_MENTIONED = frozenset({"name", "fields", "bases"})

_DESCRIPTION = ("app_label", "name", "fields", "options", "bases", "managers")

_ATTRIBUTES = frozenset({*_DESCRIPTION, "name_lower", "mentions"})

adopt: Callable[[Any], ModelState] | None = None
"""Make one of our ModelStates of one that an operation of somebody else brought along; ``interop`` knows how."""


class ModelState:
    """A model's description.

    Our code never changes one in place; every ``with_...`` method returns a new one that shares what did not
    change. The attributes are plain dicts and lists because Django's API makes them so. Changing a dict in
    place is for code that got the ModelState from ``ProjectState.models`` (a copy of that state's own) and
    never for a field inside it.
    """

    def __init__(
        self,
        app_label: str,
        name: str,
        fields: Iterable[tuple[str, AnyField]] | Mapping[str, AnyField],
        options: Mapping[str, Any] | None = None,
        bases: tuple[str | type, ...] | None = None,
        managers: Iterable[tuple[str, Manager[Any]]] | None = None,
    ) -> None:
        self.app_label = app_label
        self.name = name
        self.fields: dict[str, AnyField] = dict(fields)
        self.options: dict[str, Any] = dict(options or {})
        # Behind the others, as files have always had them.
        self.options.setdefault("indexes", [])
        self.options.setdefault("constraints", [])
        self.bases: tuple[str | type, ...] = bases or (Model,)
        self.managers: list[tuple[str, Manager[Any]]] = list(managers or ())
        for field_name, field in self.fields.items():
            self._check_unbound(field_name, field)
        self._check_indexes_named()

    def _check_unbound(self, name: str, field: AnyField) -> None:
        if hasattr(field, "model"):
            msg = f'ModelState.fields cannot be bound to a model - "{name}" is.'
            raise ValueError(msg)
        if not field.remote_field:
            return
        for attribute, model in (
            ("to", field.remote_field.model),
            ("through", getattr(field.remote_field, "through", None)),
        ):
            if hasattr(model, "_meta"):
                msg = (
                    'Model fields in "ModelState.fields" cannot refer to a model class - '
                    f'"{self.app_label}.{self.name}.{name}.{attribute}" does. Use a string reference instead.'
                )
                raise ValueError(msg)

    def _check_indexes_named(self) -> None:
        for index in self.options["indexes"]:
            if not index.name:
                msg = f"Indexes passed to ModelState require a name attribute. {index!r} doesn't have one."
                raise ValueError(msg)

    @cached_property
    def name_lower(self) -> str:
        return self.name.lower()

    @staticmethod
    def accept(state: Any) -> ModelState:
        """Return a state of ours for one that an operation of somebody else brought along."""
        if isinstance(state, ModelState):
            return state
        if adopt is not None:
            return adopt(state)
        return ModelState(*(getattr(state, name) for name in _DESCRIPTION))

    @property
    def renders_itself(self) -> bool:
        """Whether somebody derived a class of states whose models are more than what ours know of."""
        return type(self).render is not ModelState.render

    @property
    def key(self) -> ModelKey:
        return self.app_label, self.name.lower()

    @cached_property
    def mentions(self) -> frozenset[ModelKey]:
        """The keys of the models that this one's fields and bases name."""
        return mentioned_models(self)

    @classmethod
    def from_model(cls, model: type[Model], exclude_rels: bool = False) -> Self:
        """Describe a model class; ``exclude_rels`` leaves out its relations, for a stand-in that others can
        refer to."""
        return cls(**model_description(model, exclude_rels=exclude_rels))

    # Questions

    def get_field(self, field_name: str) -> AnyField:
        if field_name == "_order":
            field_name = self.options.get("order_with_respect_to") or field_name
        return self.fields[field_name]

    def get_index_by_name(self, name: str) -> Index:
        return self._named("indexes", "index", name)  # type: ignore[no-any-return]  # options are untyped

    def get_constraint_by_name(self, name: str) -> BaseConstraint:
        return self._named("constraints", "constraint", name)  # type: ignore[no-any-return]  # options are untyped

    def _named(self, option: str, kind: str, name: str) -> Any:
        for candidate in self.options[option]:
            if candidate.name == name:
                return candidate
        msg = f"No {kind} named {name} on model {self.name}"
        raise ValueError(msg)

    # Variations

    def clone(self) -> Self:
        new = self._new()
        if type(self) is not ModelState:
            vars(new).update(self.own_data())
        return self._take_over(new, {})

    def own_data(self) -> dict[str, Any]:
        """Give what others keep in their states beside what a state has."""
        return {name: value for name, value in vars(self).items() if name not in _ATTRIBUTES}

    def _with(self, **changes: Any) -> Self:
        """Copy with some attributes replaced, unchecked: what is in a ModelState was checked when it came
        in."""
        # Only the author of a derived class knows how to copy what it holds.
        new = self._new() if type(self) is ModelState else self.clone()
        self._take_over(new, changes)
        if _SAYS_WHAT_IS_MENTIONED.isdisjoint(changes):
            new._keep_mentions(self)
        return new

    def _new(self) -> Self:
        return self.__class__.__new__(self.__class__)

    def _take_over(self, new: Self, changes: Mapping[str, Any]) -> Self:
        new.app_label = self.app_label
        new.name = changes.get("name", self.name)
        new.fields = dict(changes.get("fields", self.fields))
        new.options = dict(changes.get("options", self.options))
        new.bases = changes.get("bases", self.bases)
        new.managers = list(changes.get("managers", self.managers))
        return new

    def _keep_mentions(self, other: ModelState) -> None:
        """Take over what is known of another one that names the same models."""
        if "mentions" in vars(other):
            vars(self)["mentions"] = other.mentions

    def renamed(self, name: str) -> Self:
        return self._with(name=name)

    def with_bases(self, bases: tuple[str | type, ...]) -> Self:
        return self._with(bases=bases)

    def with_managers(self, managers: Iterable[tuple[str, Manager[Any]]]) -> Self:
        return self._with(managers=managers)

    def with_field(self, name: str, field: AnyField) -> Self:
        """Add a field at the end, or put it in the place of the one that has this name."""
        self._check_unbound(name, field)
        new = self._with(fields={**self.fields, name: field})
        before = self.fields.get(name)
        if not (field.remote_field or (before and before.remote_field)):
            new._keep_mentions(self)
        return new

    def with_fields(self, fields: Mapping[str, AnyField]) -> Self:
        return self._with(fields=fields)

    def without_field(self, name: str) -> Self:
        self.require_field(name)
        new = self._with(
            fields={other: field for other, field in self.fields.items() if other != name}
        )
        if not self.fields[name].remote_field:
            new._keep_mentions(self)
        return new

    def with_field_renamed(self, old_name: str, new_name: str) -> Self:
        """Rename a field and every mention of it on this model; its new place is the last, as in Django."""
        self.require_field(old_name)
        fields = {name: field for name, field in self.fields.items() if name != old_name}
        fields[new_name] = self.fields[old_name]
        fields = {
            name: _with_local_names(field, old_name, new_name) for name, field in fields.items()
        }
        together = {
            option: {
                tuple(new_name if name == old_name else name for name in names)
                for names in self.options[option]
            }
            for option in TOGETHER_OPTIONS
            if option in self.options
        }
        options = {**self.options, **together}
        # Django leaves this one behind, and cannot render the model until another operation sets it.
        if options.get("order_with_respect_to") == old_name:
            options["order_with_respect_to"] = new_name
        return self._with(fields=fields, options=options)

    def require_field(self, name: str) -> None:
        """Raise FieldDoesNotExist, naming the model, unless there is a field of that name."""
        if name not in self.fields:
            msg = f"{self.app_label}.{self.name_lower} has no field named '{name}'"
            raise FieldDoesNotExist(msg)

    def with_options(self, options: Mapping[str, Any], remove: Collection[str] = ()) -> Self:
        kept = {name: value for name, value in self.options.items() if name not in remove}
        return self._with(options={**kept, **options})

    # Rendering

    def construct_managers(self) -> Iterator[tuple[str, Manager[Any]]]:
        """Build the managers anew, in the order in which they were written."""
        for name, manager in sorted(self.managers, key=lambda pair: pair[1].creation_counter):
            parts: tuple[Any, ...] = manager.deconstruct()
            as_manager, manager_path, queryset_path, args, kwargs = parts
            if as_manager:
                yield name, import_string(queryset_path).as_manager()
            else:
                yield name, import_string(manager_path)(*args, **kwargs)

    def render(self, apps: Apps) -> type[Model]:
        """Make the model class in a registry; its bases must be there.

        Raises InvalidBasesError.
        """
        return model_class(self, apps)

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: '{self.app_label}.{self.name}'>"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, ModelState):
            return NotImplemented
        return (
            self.app_label == other.app_label
            and self.name == other.name
            and self.options == other.options
            and self.bases == other.bases
            and self.managers == other.managers
            and _same_fields(self.fields, other.fields)
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content is in dicts


def _same_fields(before: Mapping[str, AnyField], after: Mapping[str, AnyField]) -> bool:
    return before.keys() == after.keys() and all(
        field is after[name] or field.deconstruct()[1:] == after[name].deconstruct()[1:]
        for name, field in before.items()
    )


def _with_local_names(field: AnyField, old_name: str, new_name: str) -> AnyField:
    """Rename a field in what other fields of its own model say of it (``from_fields``, composite primary
    keys)."""
    changed = {
        attribute: tuple(new_name if name == old_name else name for name in names)
        for attribute in ("from_fields", "field_names")
        if old_name in (names := getattr(field, attribute, None) or ())
    }
    if not changed:
        return field
    duplicate = unbound_copy(field)
    vars(duplicate).update(changed)
    return duplicate


def field_pointed_at(
    field: AnyField, *, to: str | None = None, through: str | None = None
) -> AnyField:
    """Copy a relation so that it names other models."""
    duplicate: Any = unbound_copy(field)
    if to is not None:
        duplicate.remote_field.model = to
    if through is not None:
        duplicate.remote_field.through = through
    return duplicate  # type: ignore[no-any-return]  # the stubs know relations as bound fields only


def field_following_rename(field: AnyField, old_name: str, new_name: str) -> AnyField:
    """Copy a relation so that it names a renamed field of its target or of its intermediary model."""
    duplicate = unbound_copy(field)
    remote_field: Any = duplicate.remote_field
    if getattr(remote_field, "field_name", None) == old_name:
        remote_field.field_name = new_name
    for owner, attribute in ((duplicate, "to_fields"), (remote_field, "through_fields")):
        if names := getattr(owner, attribute, None):
            setattr(
                owner, attribute, tuple(new_name if name == old_name else name for name in names)
            )
    return duplicate


def working_copy(original: ModelState) -> ModelState:
    """Copy for code that changes ModelStates in place, the lists inside the options included."""
    copied = original.clone()
    for name, value in copied.options.items():
        if isinstance(value, (list, set, dict)):
            copied.options[name] = value.copy()
    return copied


def same_objects(original: ModelState, current: ModelState) -> bool:
    """Tell whether a working copy still holds exactly the objects of the ModelState that it was copied
    from."""
    return (
        type(current) is type(original)
        and current.name == original.name
        and current.own_data() == original.own_data()
        and current.bases == original.bases
        and list(current.fields) == list(original.fields)
        and all(field is original.fields[name] for name, field in current.fields.items())
        and current.managers == original.managers
        and current.options.keys() == original.options.keys()
        and all(
            _same_option(original.options[name], value) for name, value in current.options.items()
        )
    )


def _same_option(original: Any, current: Any) -> bool:
    if isinstance(original, list) and isinstance(current, list):
        return len(original) == len(current) and all(
            a is b for a, b in zip(original, current, strict=True)
        )
    return original is current or (type(original) is type(current) and bool(original == current))

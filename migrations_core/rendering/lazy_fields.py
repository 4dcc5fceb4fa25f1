"""Options whose fields are copied and bound when somebody looks at them; most changes look at one of many."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.db.models.options import Options

from migrations_core.deconstruction import (
    column_of,
    field_for_class_body,
    is_key,
    next_automatic_counter,
    next_counters,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.apps.registry import Apps
    from django.db.models import Model

    from migrations_core.deconstruction import AnyField


class LazyFieldOptions(Options):  # type: ignore[type-arg]  # the model comes with contribute_to_class()
    """The ``_meta`` of a model class for editors.

    A field that is asked for by its name is bound alone, and so is the primary key. Whoever looks at a list of
    fields, and at what Django computes from it, finds it complete and in the order of the state. Many-to-many fields
    have lists of their own, and bring through models: they wait until somebody looks at these.
    """

    _pk: AnyField | None
    _auto_field: AnyField | None

    def __init__(self, meta: Any, app_label: str) -> None:
        self._waiting: dict[str, AnyField] = {}
        self._counters: dict[str, int] = {}
        self._bound: dict[str, AnyField] = {}
        self._is_binding = False
        self.sources: Mapping[str, AnyField] = {}
        """The state's own fields, which stay the same objects until an operation changes them."""
        super().__init__(meta, app_label)

    def description(self) -> dict[str, Any]:
        """Give what Django made of the options of a model that has no fields yet, for other classes of this model."""
        return {
            name: _own(value) for name, value in vars(self).items() if name not in ("apps", "model")
        }

    @classmethod
    def described(cls, description: Mapping[str, Any], model: type[Model], apps: Apps) -> Self:
        """Make the options of a model class, which has no fields yet."""
        options = cls.__new__(cls)
        vars(options).update((name, _own(value)) for name, value in description.items())
        options.model, options.apps = model, apps
        model._meta = options
        return options

    def expect(self, fields: Mapping[str, AnyField]) -> None:
        """Take over the fields of a ModelDescription, as if they had just been written in the body of a class."""
        self._waiting, self.sources = dict(fields), fields
        if any(map(may_bring_more, map(type, fields.values()))):
            self.bind_all()
            return
        self._counters = dict(zip(fields, next_counters(len(fields)), strict=True))
        for name, field in fields.items():
            if field.auto_created:
                self._counters[name] = next_automatic_counter()

    @property
    def pk(self) -> Any:
        if self._pk is None:
            self._bind_keys()
        return self._pk

    @pk.setter
    def pk(self, field: AnyField | None) -> None:
        self._pk = field

    @property
    def auto_field(self) -> Any:
        if self._auto_field is None:
            self._bind_keys()
        return self._auto_field

    @auto_field.setter
    def auto_field(self, field: AnyField | None) -> None:
        self._auto_field = field

    def setup_pk(self, field: AnyField) -> None:
        # Django asks every field, after asking for the key that there is.
        if field.primary_key:
            super().setup_pk(field)

    def _bind_keys(self) -> None:
        # Even while another field is bound, which may be a reference of the model to itself.
        keys = [name for name, field in self._waiting.items() if is_key(field)]
        for name in keys:
            if name in self._waiting:  # binding one asks for the key, and may bind the others
                self._bind(name)
        if keys:
            self._expire_cache()

    def get_field(self, field_name: str) -> Any:
        if field_name in self._waiting:
            self._bind(field_name)
            self._expire_cache()
        if field_name in self._bound:
            return self._bound[field_name]
        return super().get_field(field_name)

    def columns(self) -> Iterator[str | None]:
        """Yield the column of each field in the order of the fields, None for one without."""
        if not self._waiting:
            yield from (field.column for field in self._local_fields)
            return
        places = {**self._counters, **{name: f.creation_counter for name, f in self._bound.items()}}
        for name in sorted(places, key=places.__getitem__):
            field = self._bound.get(name) or self._waiting[name]
            if not field.many_to_many:  # before Django 6.0 it says that it has a column
                yield field.column if name in self._bound else column_of(field, name)

    def bind_all(self) -> None:
        """Bind the fields that nobody has asked for yet."""
        self._bind_those(lambda field: True)

    def _bind_those(self, are_asked_for: Callable[[AnyField], object]) -> None:
        if self._is_binding or not self._waiting:
            return
        for name in [name for name, field in self._waiting.items() if are_asked_for(field)]:
            self._bind(name)
        self._expire_cache()

    def _bind(self, name: str) -> None:
        field = self._waiting.pop(name)
        duplicate = field_for_class_body(field, self._counters.get(name))
        was_binding, self._is_binding = self._is_binding, True
        try:
            duplicate.contribute_to_class(self.model, name)
        finally:
            self._is_binding = was_binding
        self._bound[name] = duplicate

    def _expire_cache(self, forward: bool = True, reverse: bool = True) -> None:
        # Every field asks for it. Afterwards is early enough, and necessary: who looks meanwhile sees, and Django
        # remembers, fewer fields than there are.
        if not self._is_binding:
            super()._expire_cache(forward, reverse)  # type: ignore[misc]  # missing in the stubs

    # The three lists that Django computes everything else from

    @property
    def local_fields(self) -> list[Any]:
        self._bind_those(lambda field: not field.many_to_many)
        return self._local_fields

    @local_fields.setter
    def local_fields(self, fields: list[Any]) -> None:
        self._local_fields = fields

    @property
    def local_many_to_many(self) -> list[Any]:
        self._bind_those(lambda field: field.many_to_many)
        return self._local_many_to_many

    @local_many_to_many.setter
    def local_many_to_many(self, fields: list[Any]) -> None:
        self._local_many_to_many = fields

    @property
    def private_fields(self) -> list[Any]:
        self._bind_those(lambda field: not field.many_to_many)
        return self._private_fields

    @private_fields.setter
    def private_fields(self, fields: list[Any]) -> None:
        self._private_fields = fields


def _own(value: Any) -> Any:
    return value.copy() if type(value) in (list, dict) else value


@cache
def may_bring_more(field_class: Any) -> bool:
    """Tell whether binding such a field may add others, whose places follow from when that happens."""
    return not field_class.contribute_to_class.__module__.startswith("django.")


def column_names(model: type[Model]) -> list[str]:
    """Give the columns of a model's own fields in their order, without binding any."""
    options = model._meta
    if not isinstance(options, LazyFieldOptions):
        return [f.column for f in options.local_concrete_fields if f.column is not None]
    return [column for column in options.columns() if column is not None]


def source_of(model: type[Model], name: str) -> AnyField | None:
    """Give the state's own field that a model's field is a copy of, None if that is not known."""
    options = model._meta
    return options.sources.get(name) if isinstance(options, LazyFieldOptions) else None


def field_names(model: type[Model]) -> list[str]:
    """Name a model's own fields without binding any."""
    options = model._meta
    if isinstance(options, LazyFieldOptions):
        return [*options.sources]
    return [f.name for f in options.local_fields]


def bind_fields(classes: Iterable[type[Model]]) -> None:
    """Bind all fields of model classes, where they wait."""
    for model in classes:
        if isinstance(model._meta, LazyFieldOptions):
            model._meta.bind_all()

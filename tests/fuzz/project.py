"""A generated project as a value: models and fields have numbers, which stay when names change.

What mentions a field (an index, a constraint, an expression) names it by its number, so that a renamed field is one
changed name, and a removed one takes along all that mentions it. That is also what lets findings shrink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Self

APPS = ("alpha", "beta", "gamma")
USER = 0
"""The number that stands for settings.AUTH_USER_MODEL, whatever that is."""
RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})


@dataclass(frozen=True, slots=True)
class Code:
    """Python source; ``<0>`` stands for the name of the first of the fields, and so on."""

    text: str
    fields: tuple[int, ...] = ()


Arguments = tuple[tuple[str, Code], ...]


def with_argument(arguments: Arguments, name: str, value: Code | str | None) -> Arguments:
    """Set an argument, or leave it out."""
    rest = tuple(pair for pair in arguments if pair[0] != name)
    if value is None:
        return rest
    return (*rest, (name, Code(value) if isinstance(value, str) else value))


@dataclass(frozen=True, slots=True)
class Field:
    """``to`` and ``through`` are numbers of models."""

    uid: int
    name: str
    kind: str
    arguments: Arguments = ()
    to: int | None = None
    through: int | None = None

    def get(self, name: str) -> Code | None:
        return dict(self.arguments).get(name)

    def has(self, name: str) -> bool:
        return self.get(name) is not None

    def set(self, name: str, value: Code | str | None) -> Self:
        return replace(self, arguments=with_argument(self.arguments, name, value))

    def flip(self, name: str, value: str) -> Self:
        return self.set(name, None if self.has(name) else value)

    @property
    def is_key(self) -> bool:
        return self.has("primary_key") or self.kind == "CompositePrimaryKey"

    @property
    def is_column(self) -> bool:
        return self.kind not in ("ManyToManyField", "CompositePrimaryKey")

    def mentions(self, uid: int) -> bool:
        return any(uid in code.fields for _, code in self.arguments)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of ``indexes``, ``constraints`` or ``unique_together``."""

    option: str
    code: Code


@dataclass(frozen=True, slots=True)
class Model:
    """``kind`` is plain, child (multi-table), proxy, abstract or user; ``base`` the number of another model."""

    uid: int
    app: str
    name: str
    kind: str = "plain"
    base: int | None = None
    mixin: bool = False
    fields: tuple[Field, ...] = ()
    entries: tuple[Entry, ...] = ()
    options: Arguments = ()
    managers: str = ""

    @property
    def is_table(self) -> bool:
        return self.kind in ("plain", "child", "user")

    @property
    def has_composite_key(self) -> bool:
        return any(field.kind == "CompositePrimaryKey" for field in self.fields)

    def option(self, name: str) -> Code | None:
        return dict(self.options).get(name)

    def set_option(self, name: str, value: Code | str | None) -> Self:
        return replace(self, options=with_argument(self.options, name, value))

    def with_field(self, field: Field) -> Self:
        """Put a field in the place of the one with its number, or at the end."""
        if field.uid not in {each.uid for each in self.fields}:
            return replace(self, fields=(*self.fields, field))
        return replace(self, fields=tuple(field if f.uid == field.uid else f for f in self.fields))

    def without_field(self, uid: int) -> Self:
        return replace(self, fields=tuple(each for each in self.fields if each.uid != uid))

    def without_mentions(self, uid: int) -> Self:
        """Leave out what mentions a field, itself excepted."""
        return replace(
            self,
            entries=tuple(e for e in self.entries if uid not in e.code.fields),
            options=tuple(pair for pair in self.options if uid not in pair[1].fields),
        )


@dataclass(frozen=True, slots=True)
class Project:
    """All models of the apps; ``auth`` tells whether django.contrib.auth is installed."""

    models: tuple[Model, ...] = ()
    auth: bool = False

    def model(self, uid: int) -> Model:
        return next(model for model in self.models if model.uid == uid)

    @property
    def user(self) -> Model | None:
        return next((model for model in self.models if model.kind == "user"), None)

    @property
    def has_users(self) -> bool:
        return self.auth or self.user is not None

    @property
    def names(self) -> dict[int, str]:
        return {field.uid: field.name for model in self.models for field in model.fields}

    def owned(self) -> Iterator[tuple[Model, Field]]:
        for model in self.models:
            for field in model.fields:
                yield model, field

    def with_model(self, model: Model) -> Self:
        """Put a model in the place of the one with its number, or at the end."""
        if model.uid not in {each.uid for each in self.models}:
            return replace(self, models=(*self.models, model))
        return self._each(lambda each: model if each.uid == model.uid else each)

    def without_mentions(self, uid: int) -> Self:
        """Keep a field, but not the indexes, constraints, options and expressions that mention it."""
        project = self._each(lambda model: model.without_mentions(uid))
        for model, field in tuple(project.owned()):
            if not field.mentions(uid):
                continue
            if field.has("to_field"):
                project = project.with_model(
                    project.model(model.uid).with_field(field.set("to_field", None))
                )
            else:
                project = project.without_field(field.uid)
        return project

    def without_field(self, uid: int) -> Self:
        return self.without_mentions(uid)._each(lambda model: model.without_field(uid))

    def without_model(self, uid: int) -> Self:
        """Leave out a model, what derives from it and what points at it."""
        gone = [field.uid for model in self.models if model.uid == uid for field in model.fields]
        project = replace(self, models=tuple(each for each in self.models if each.uid != uid))
        for field_uid in gone:
            project = project.without_field(field_uid)
        for model in project.models:
            if model.base == uid:
                project = project.without_model(model.uid)
        for model, field in tuple(project.owned()):
            if field.to == uid or (field.to == USER and not project.has_users):
                project = project.without_field(field.uid)
            elif field.through == uid:
                bare = replace(field, through=None).set("through_fields", None)
                project = project.with_model(project.model(model.uid).with_field(bare))
        return project

    def _each(self, change: Callable[[Model], Model]) -> Self:
        return replace(self, models=tuple(change(model) for model in self.models))


@dataclass(frozen=True, slots=True)
class Rename:
    """What is to be answered with yes; ``model`` is empty where a model was renamed."""

    old: str
    new: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A project, and what was renamed since the one before."""

    project: Project
    renames: tuple[Rename, ...] = ()

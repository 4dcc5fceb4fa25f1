"""What becomes of a model's columns when some of its fields change: which, in which order, from where."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import KW_ONLY
from typing import Any

from django.apps.registry import Apps

from migrations_core.backends.base.models import Field, Model, as_class, is_composite_key
from migrations_core.schema.statements import Source
from migrations_core.values import frozen

from .inspection import SQLitePlanner
from .strategy import refers_to_itself

Altered = Sequence[tuple[Field, Field]]
"""Pairs of the old and the new field."""


@frozen
class Change:
    """The fields that change in one rebuild."""

    _: KW_ONLY
    created: Field | None = None
    removed: Field | None = None
    altered: Altered = ()

    @property
    def fresh(self) -> list[Field]:
        return [new for _, new in self.altered] + ([self.created] if self.created else [])


@frozen
class Shape:
    """Fields in the order of their columns, the model that expressions refer to, the copy."""

    model: Model
    fields: tuple[Field, ...]
    sources: dict[str, Source]


def reshape(editor: SQLitePlanner, model: Model, change: Change) -> Shape:
    """Work out the shape of the table after the change."""
    body = {f.name: f for f in model._meta.local_concrete_fields}
    sources = {f.column: Source(f.column) for f in body.values() if not f.generated}
    demoted = _make_room_for_primary_key(body, sources, change)
    for old_field, new_field in change.altered:
        body.pop(old_field.name, None)
        sources.pop(old_field.column, None)
        body[new_field.name] = new_field
        if not new_field.generated:
            sources[new_field.column] = _altered_source(editor, old_field, new_field)
    if (created := change.created) is not None:
        body[created.name] = created
        sources.pop(created.column, None)
        if created.concrete and not created.generated and not created.has_db_default():
            default = editor.prepare_default(editor.effective_default(created))
            sources[created.column] = Source(None, default)
    if change.removed is not None:
        body.pop(change.removed.name, None)
        sources.pop(change.removed.column, None)
    for name in demoted:
        body[name] = _demote(body[name])
    context = _context(model, body, change)
    fields = [_in_context(context, f, demoted) for f in _ordered(editor, model, body, change)]
    return Shape(context, tuple(fields), sources)


def _make_room_for_primary_key(
    body: dict[str, Field], sources: dict[str, Source], change: Change
) -> frozenset[str]:
    """Take the key from the field that had it when a changed field brings a new one.

    A key that Django made by itself goes away, one that the project wrote stays as a column.
    """
    if not any(f.primary_key for f in change.fresh):
        return frozenset()
    replacing = {new.name for _, new in change.altered}
    losers = [f for f in body.values() if f.primary_key and f.name not in replacing]
    for loser in losers:
        if loser.auto_created:
            del body[loser.name]
            del sources[loser.column]
    return frozenset(loser.name for loser in losers if not loser.auto_created)


def _altered_source(editor: SQLitePlanner, old_field: Field, new_field: Field) -> Source:
    if not old_field.null or new_field.null:
        return Source(old_field.column)
    if new_field.has_db_default():
        return Source(old_field.column, editor.db_default_sql(new_field)[0])
    default = editor.prepare_default(editor.effective_default(new_field))
    return Source(old_field.column, default)


def _ordered(
    editor: SQLitePlanner, model: Model, body: dict[str, Field], change: Change
) -> list[Field]:
    """Put the fields in the order in which Django's rebuild leaves their columns.

    That is the order in which the field objects were made: a changed field is younger than all
    others when a migration is applied, and older, apart from automatic keys, when it is
    unapplied. ``editor.unapplying`` says which it is where renderings are not made in Django's
    order. Django clones references of a model to itself for the rebuild, so these come last.
    """
    own = {id(f) for f in model._meta.local_concrete_fields}
    changed = {id(f) for f in change.fresh}

    def age(f: Field) -> tuple[int, int]:
        if refers_to_itself(model, f) and id(f) not in changed:
            return 4, 0
        if editor.unapplying is None:
            return 2, f.creation_counter
        if f.creation_counter < 0:
            return 0, f.creation_counter
        if id(f) in changed and id(f) not in own:
            return (1 if editor.unapplying else 3), f.creation_counter
        return 2, f.creation_counter

    return sorted(body.values(), key=age)


def _in_context(context: Model, f: Field, demoted: frozenset[str]) -> Field:
    """Give the field as the model of the new shape has it, so that expressions compile with it."""
    f = context._meta.get_field(f.name)
    return _demote(f) if f.name in demoted and f.primary_key else f


def _demote(f: Field) -> Field:
    f = copy.copy(f)
    f.primary_key = False
    return f


def _context(model: Model, body: dict[str, Field], change: Change) -> Model:
    """Find the model of the new shape: the one that the caller rendered, else one made here."""
    if not change.fresh:
        return model
    candidates = [model, *(getattr(f, "model", None) for f in change.fresh)]
    for candidate in candidates:
        if candidate is not None and _has_shape(candidate, model, body, change.fresh):
            return candidate
    return _shadow(model, body, change)


def _has_shape(candidate: Model, model: Model, body: dict[str, Field], fresh: list[Field]) -> bool:
    fields = {f.name: f for f in candidate._meta.local_concrete_fields}
    return (
        candidate._meta.db_table == model._meta.db_table
        and fields.keys() >= body.keys()
        and all(fields[f.name] is f for f in fresh)
    )


def _shadow(model: Model, body: dict[str, Field], change: Change) -> Model:
    """Make a model of the new shape, for expressions to refer to and for nothing else.

    Its own registry keeps it from touching the project's models. Only callers that use the
    editor by hand pay for it: operations hand over fields of a rendered model.
    """
    options = model._meta
    renamed = {old.name: new.name for old, new in change.altered}
    together = [[renamed.get(n, n) for n in names] for names in options.unique_together]
    attributes: dict[str, object] = {name: _detached(model, f) for name, f in body.items()}
    if is_composite_key(options.pk) and not any(f.primary_key for f in change.fresh):
        attributes[options.pk.name] = options.pk.clone()
    meta = {
        "app_label": options.app_label,
        "db_table": options.db_table,
        "db_tablespace": options.db_tablespace,
        "unique_together": together,
        "indexes": options.indexes,
        "constraints": options.constraints,
        "apps": Apps(),
    }
    attributes |= {"Meta": type("Meta", (), meta), "__module__": model.__module__}
    cls = as_class(model)
    metaclass: Any = type(cls)
    shadow: Model = metaclass(options.object_name, cls.__bases__, attributes)
    return shadow


def _detached(model: Model, f: Field) -> Field:
    """Copy a field; a reference to its own model is made anew, to refer to the shadow."""
    if f.is_relation and f.remote_field.model is model:
        return f.clone()
    return copy.deepcopy(f)

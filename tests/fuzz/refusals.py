"""Which changes may be refused: told from the projects, without asking who refuses."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.project import RELATIONS, Field, Model, Project

MANY = "ManyToManyField"


def reasons(before: Project, after: Project) -> set[str]:
    """Name the changes between two projects that lose rows or cannot be carried out, as documented."""
    found = set()
    old_fields = {field.uid: (model, field) for model, field in before.owned()}
    for model, field in after.owned():
        if field.uid in old_fields:
            found |= set(_of_field(*old_fields[field.uid], model, field))
    old_models = {model.uid: model for model in before.models}
    for model in after.models:
        if model.uid in old_models:
            found |= set(_of_model(old_models[model.uid], model))
    found |= set(_of_strangers(before, after))
    return found


def _of_field(old_model: Model, old: Field, model: Model, field: Field) -> Iterator[str]:
    if old_model.uid != model.uid:
        yield "moved"
    if (old.kind == MANY) != (field.kind == MANY):
        yield "many-to-many"
    if old.through != field.through:
        yield "through"
    if old.to != field.to and old.kind in RELATIONS and field.kind in RELATIONS:
        yield "target"
    generated = [each.kind == "GeneratedField" for each in (old, field)]
    if generated[0] != generated[1] or (all(generated) and old.arguments != field.arguments):
        yield "generated"
    if field.is_key and old.kind != field.kind:
        yield "key"


def _of_model(old: Model, model: Model) -> Iterator[str]:
    if (old.kind, old.base) != (model.kind, model.base):
        yield "bases"
    if old.app != model.app:
        yield "moved"


def _of_strangers(before: Project, after: Project) -> Iterator[str]:
    """Look for models and fields that take the names, tables or columns of others."""
    for model in after.models:
        old = {
            each.uid: each.name.lower()
            for m in before.models
            if m.uid == model.uid
            for each in m.fields
        }
        for field in model.fields:
            if field.name.lower() in old.values() and old.get(field.uid) != field.name.lower():
                yield "name taken over"
    gone = {m.name.lower() for m in before.models} - {m.name.lower() for m in after.models}
    new = {m.uid for m in after.models} - {m.uid for m in before.models}
    names = {m.name.lower() for m in before.models if m.uid not in {n.uid for n in after.models}}
    if names & {m.name.lower() for m in after.models if m.uid in new}:
        yield "name taken over"
    if gone and new:
        yield "vanished and appeared"

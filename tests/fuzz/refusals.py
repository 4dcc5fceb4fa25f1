"""Which changes may be refused, as documented: told from the projects, without asking who refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fuzz.kinds import can_be_cast, key_of, kind_of
from tests.fuzz.project import RELATIONS, USER, Code, Field, Model, Project, Rename, Step

MANY = "ManyToManyField"


def reasons(before: Project, step: Step) -> set[str]:
    """Name the changes of a step that lose rows or cannot be carried out, by what is documented about them."""
    change = Change(before, step.project, frozenset(step.renames))
    found = set()
    old_fields = {field.uid: (model, field) for model, field in before.owned()}
    for model, field in step.project.owned():
        if field.uid in old_fields:
            found |= set(_of_field(change, *old_fields[field.uid], model, field))
    old_models = {model.uid: model for model in before.models}
    for model in step.project.models:
        if model.uid in old_models:
            found |= set(_of_model(change, old_models[model.uid], model))
    return found | set(_of_strangers(change)) | set(_of_vanished(change))


@dataclass(frozen=True, slots=True)
class Change:
    """Two projects, and what was said to be renamed in between."""

    before: Project
    after: Project
    renames: frozenset[Rename]

    def is_same(self, old: int | None, new: int | None) -> bool:
        """Tell whether two numbers mean one model that keeps its name, or is said to have been renamed."""
        if old != new or old is None:
            return old == new
        if old == USER:
            return self.is_same(
                *(p.user.uid if p.user else None for p in (self.before, self.after))
            )
        was, now = self.before.model(old), self.after.model(old)
        return was.app == now.app and (
            was.name.lower() == now.name.lower()
            or Rename(f"{was.app}.{was.name}".lower(), now.name.lower()) in self.renames
        )


def _of_field(
    change: Change, old_model: Model, old: Field, model: Model, field: Field
) -> Iterator[str]:
    if old_model.uid != model.uid:
        yield "moved field"
    if (old.kind == MANY) != (field.kind == MANY):
        yield "many-to-many"
    if not change.is_same(old.through, field.through):
        yield "through"
    if old.kind in RELATIONS and field.kind in RELATIONS and _other_target(change, old, field):
        yield "target"
    if _generation(change.before, old) != _generation(change.after, field):
        yield "generated"
    if not can_be_cast(kind_of(change.before, old), kind_of(change.after, field)):
        yield "type"


def _other_target(change: Change, old: Field, field: Field) -> bool:
    """Tell whether a relation leads to another model, or to another field of the same."""
    if not change.is_same(old.to, field.to):
        return True
    named = (
        _spelled(p, f.get("to_field")) for p, f in ((change.before, old), (change.after, field))
    )
    return len(set(named)) > 1 or bool(old.to and _other_key(change, old.to))


def _generation(project: Project, field: Field) -> object:
    if field.kind != "GeneratedField":
        return None
    return [(name, _spelled(project, code)) for name, code in field.arguments]


def _spelled(project: Project, code: Code | None) -> str | None:
    """Return code with the names that its fields have."""
    return code and f"{code.text} {[project.names.get(uid) for uid in code.fields]}"


def _of_model(change: Change, old: Model, model: Model) -> Iterator[str]:
    if old.kind != model.kind or not _same_base(change, old, model):
        yield "bases"
    if old.app != model.app:
        yield "moved"
    if _other_key(change, model.uid):
        yield "key"
    if _base_name(change.before, old) != _base_name(change.after, model):
        yield "name of the base"  # The link bears it, and not every renaming is asked about.
    renamed = {each.old: each.new for each in change.renames}
    parts = tuple(renamed.get(name, name) for name in _parts(change.before, old))
    if parts != _parts(change.after, model):
        yield "composite key"


def _base_name(project: Project, model: Model) -> str:
    return "" if model.base is None else project.model(model.base).name.lower()


def _parts(project: Project, model: Model) -> tuple[str, ...]:
    """Name the fields that a composite primary key is made of."""
    keys = (field for field in model.fields if field.kind == "CompositePrimaryKey")
    return tuple(
        project.names[uid] for field in keys for _, code in field.arguments for uid in code.fields
    )


def _same_base(change: Change, old: Model, model: Model) -> bool:
    """Compare bases with tables; abstract ones stand in no migration's relations."""
    bases = []
    for project, each in ((change.before, old), (change.after, model)):
        base = each.base if each.base is None else project.model(each.base)
        bases.append(base.uid if base and base.kind != "abstract" else None)
    return change.is_same(*bases)


def _other_key(change: Change, uid: int) -> bool:
    """Tell whether a model's primary key has another name, and was not said to have been renamed."""
    old, new = (
        key.name if (key := key_of(project, uid)) else "id"
        for project in (change.before, change.after)
    )
    return old != new and (old, new) not in {(each.old, each.new) for each in change.renames}


def _of_strangers(change: Change) -> Iterator[str]:
    """Look for models and fields that take the names of others."""
    before, after = change.before, change.after
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
    taken = {(m.app, m.name.lower()): m.uid for m in before.models}
    for model in after.models:
        if taken.get((model.app, model.name.lower()), model.uid) != model.uid:
            yield "name taken over"


def _of_vanished(change: Change) -> Iterator[str]:
    """Look for models that are gone, and new ones that have their tables, or fields of theirs in another app."""
    gone = [m for m in change.before.models if not _is_in(change, m, change.after)]
    new = [m for m in change.after.models if not _is_in(change, m, change.before)]
    for old in gone:
        for model in new:
            if _table_of(old) == _table_of(model):
                yield "table"
            elif old.app != model.app and _have_common_fields(old, model):
                yield "moved"


def _is_in(change: Change, model: Model, project: Project) -> bool:
    return model.uid in {each.uid for each in project.models} and change.is_same(
        model.uid, model.uid
    )


def _table_of(model: Model) -> str:
    table = model.option("db_table")
    return table.text.strip("'") if table else f"{model.app}_{model.name}".lower()


def _have_common_fields(one: Model, other: Model) -> bool:
    names = [{each.name.lower() for each in model.fields} for model in (one, other)]
    return bool(names[0] & names[1]) or not any(names)

"""Change a project as people do, and worse. Each mutation is a function; ``MUTATIONS`` says how often it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fuzz import vocabulary as words
from tests.fuzz.alter import altered, retyped
from tests.fuzz.dice import Dice
from tests.fuzz.entries import with_new_entry
from tests.fuzz.generate import (
    FIELD_NAMES,
    MODEL_NAMES,
    new_field,
    relation_targets,
    with_new_model,
)
from tests.fuzz.options import with_other_option
from tests.fuzz.project import APPS, RELATIONS, Code, Field, Model, Project, Rename, Step

Mutation = Callable[[Dice, Project], "Step | Project"]


@dataclass(frozen=True, slots=True)
class Place:
    """A model with fields that are no keys, and one of these."""

    model: Model
    field: Field


def next_step(dice: Dice, project: Project) -> Step:
    """Change a project in one to four ways."""
    start = project
    renames: tuple[Rename, ...] = ()
    mutations, weights = zip(*MUTATIONS, strict=True)
    for _ in range(dice.pick([1, 1, 2, 2, 3, 4])):
        (mutate,) = dice.random.choices(mutations, weights)
        changed = mutate(dice, project)
        step = changed if isinstance(changed, Step) else Step(changed)
        project, renames = step.project, (*renames, *step.renames)
    if dice.vendor == "sqlite":
        project = without_forgotten_indexes(start, project)
    return Step(project, renames)


def without_forgotten_indexes(before: Project, after: Project) -> Project:
    """Let a field with another column keep what it says of its index: Django forgets a new one there on SQLite."""
    old = {field.uid: field for _, field in before.owned()}
    for model, field in tuple(after.owned()):
        was = old.get(field.uid, field)
        if (was.name, was.get("db_column")) == (field.name, field.get("db_column")):
            continue
        if was.get("db_index") != field.get("db_index"):
            kept = after.model(model.uid).with_field(field.set("db_index", was.get("db_index")))
            after = after.with_model(kept)
    return after


def _place(dice: Dice, project: Project) -> Place | None:
    places = [Place(model, field) for model, field in project.owned() if not field.is_key]
    return dice.pick(places) if places else None


def _model(dice: Dice, project: Project, *kinds: str) -> Model | None:
    models = [
        model for model in project.models if model.kind in (kinds or ("plain", "child", "user"))
    ]
    return dice.pick(models) if models else None


def add_field(dice: Dice, project: Project) -> Project:
    model = _model(dice, project, "plain", "child", "user", "abstract")
    if model is None:
        return project
    field = new_field(dice, project, model)
    if field.name in {each.name for each in model.fields}:
        return project
    return project.with_model(model.with_field(field))


def remove_field(dice: Dice, project: Project) -> Project:
    place = _place(dice, project)
    if place is None:
        return project
    dice.used.append(place.field.name)
    return project.without_field(place.field.uid)


def alter_field(dice: Dice, project: Project) -> Project:
    place = _place(dice, project)
    if place is None:
        return project
    field = altered(dice, project, place.field)
    return project.with_model(place.model.with_field(field))


def retype_field(dice: Dice, project: Project) -> Project:
    place = _place(dice, project)
    if place is None:
        return project
    field = retyped(dice, project, place.field)
    if field.kind != place.field.kind:
        # Conditions and expressions may make no sense for the new kind.
        project = project.without_mentions(field.uid)
    return project.with_model(project.model(place.model.uid).with_field(field))


def rename_field(dice: Dice, project: Project) -> Step | Project:
    owned = [pair for pair in project.owned() if pair[1].kind != "CompositePrimaryKey"]
    if not owned:
        return project
    model, field = dice.pick(owned)
    taken = [each.name.lower() for each in model.fields]
    keys = ["id", "code", "key"]
    name = dice.pick(keys) if field.name in keys else dice.name(FIELD_NAMES, taken)
    if name.lower() in taken:
        return project
    new = replace(field, name=name)
    if dice.chance(0.25) and field.is_column and not field.has("db_column"):
        suffix = "_id" if field.kind in RELATIONS else ""
        new = new.set("db_column", repr(field.name + suffix))
    if dice.chance(0.2):
        new = altered(dice, project, new)
    changed = project.with_model(model.with_field(new))
    if dice.chance(0.1) and not _is_in_key(model, field):
        dice.used.append(field.name)
        return changed
    heirs = [each for each in changed.models if each.uid == model.uid or each.base == model.uid]
    return Step(changed, tuple(Rename(field.name, name, each.name.lower()) for each in heirs))


def swap_names(dice: Dice, project: Project) -> Project:
    model = _model(dice, project)
    fields = [field for field in model.fields if not _is_in_key(model, field)] if model else []
    if model is None or len(fields) < 2:
        return project
    one, two = dice.random.sample(fields, 2)
    model = model.with_field(replace(one, name=two.name)).with_field(replace(two, name=one.name))
    return project.with_model(model)


def _is_in_key(model: Model, field: Field) -> bool:
    """Tell whether a field is the primary key or a part of it, which no database exchanges."""
    return field.is_key or any(each.is_key and each.mentions(field.uid) for each in model.fields)


def rename_model(dice: Dice, project: Project) -> Step | Project:
    model = _model(dice, project, "plain", "child", "proxy", "user")
    if model is None:
        return project
    taken = [each.name.lower() for each in project.models]
    name = dice.name(MODEL_NAMES, [each.name for each in project.models]).capitalize()
    if dice.chance(0.1):
        name = model.name.swapcase().upper()
    elif name.lower() in taken:
        return project
    new = replace(model, name=name)
    if dice.chance(0.2) and model.is_table and model.option("db_table") is None:
        new = new.set_option("db_table", repr(f"{model.app}_{model.name.lower()}"))
    changed = project.with_model(new)
    if dice.chance(0.1) and model.kind != "user":
        return changed
    return Step(changed, (Rename(f"{model.app}.{model.name}".lower(), name.lower()),))


def remove_model(dice: Dice, project: Project) -> Project:
    model = _model(dice, project, "plain", "child", "proxy", "abstract")
    if model is None or len(project.models) < 2:
        return project
    dice.used.append(model.name)
    return project.without_model(model.uid)


def add_entry(dice: Dice, project: Project) -> Project:
    model = _model(dice, project)
    return project.with_model(with_new_entry(dice, model)) if model else project


def drop_entry(dice: Dice, project: Project) -> Project:
    models = [model for model in project.models if model.entries]
    if not models:
        return project
    model = dice.pick(models)
    gone = dice.pick(model.entries)
    return project.with_model(
        replace(model, entries=tuple(each for each in model.entries if each is not gone))
    )


def rename_entry(dice: Dice, project: Project) -> Project:
    """Give an index or a constraint another name, which for an index is no new one."""
    named = [
        (model, e) for model in project.models for e in model.entries if "name='" in e.code.text
    ]
    if not named:
        return project
    model, entry = dice.pick(named)
    head, _, rest = entry.code.text.partition("name='")
    text = f"{head}name='rn{dice.uid()}{rest[rest.index(chr(39)) :]}"
    new = replace(entry, code=Code(text, entry.code.fields))
    entries = tuple(new if each is entry else each for each in model.entries)
    return project.with_model(replace(model, entries=entries))


def change_option(dice: Dice, project: Project) -> Project:
    model = _model(dice, project)
    return project.with_model(with_other_option(dice, model)) if model else project


def change_key(dice: Dice, project: Project) -> Project:
    """Give a model another primary key, or the one that it has another type."""
    models = [m for m in project.models if m.kind == "plain" and m.base is None]
    if not models:
        return project
    model = dice.pick(models)
    key = next((field for field in model.fields if field.has("primary_key")), None)
    if key:
        kinds = words.KEY_CONVERSIONS.get(key.kind)
        if not kinds:
            return project
        new = replace(key, kind=dice.pick(kinds))
        if new.kind in ("CharField", "SlugField"):
            new = new.set("max_length", "60")
        return project.with_model(model.with_field(new))
    if model.has_composite_key or "id" in {field.name for field in model.fields}:
        return project
    kind = dice.pick(["AutoField", "BigIntegerField", "BigAutoField", "SmallAutoField"])
    key = Field(dice.uid(), "id", kind).set("primary_key", "True")
    return project.with_model(replace(model, fields=(key, *model.fields)))


def move_field(dice: Dice, project: Project) -> Project:
    """Hoist a field to the model that its own derives from, or move it down."""
    heirs = [m for m in project.models if m.base is not None and m.kind != "proxy"]
    if not heirs:
        return project
    heir = dice.pick(heirs)
    ends = (heir, project.model(heir.base or 0))
    source, goal = ends if dice.chance(0.5) else ends[::-1]
    fields = [
        f for f in source.fields if not f.is_key and f.kind not in RELATIONS | {"GeneratedField"}
    ]
    if not fields:
        return project
    field = dice.pick(fields)
    project = project.without_field(field.uid)
    return project.with_model(project.model(goal.uid).with_field(field))


def change_base(dice: Dice, project: Project) -> Project:
    """Let a model derive from something else: a mixin, nothing, another model; or make a proxy of a child."""
    model = _model(dice, project, "plain", "child", "proxy")
    if model is None:
        return project
    if model.kind == "plain" and model.base is None:
        return project.with_model(replace(model, mixin=not model.mixin))
    if model.kind == "child" and dice.chance(0.5):
        return project.with_model(replace(model, kind="plain", base=None))
    others = [
        each
        for each in project.models
        if each.kind == "plain"
        and each.base is None
        and each.uid not in (model.uid, model.base)
        and APPS.index(each.app) <= APPS.index(model.app)
        and not each.has_composite_key
    ]
    if model.kind == "plain" or not others:
        return project
    return project.with_model(replace(model, base=dice.pick(others).uid))


def move_model(dice: Dice, project: Project) -> Project:
    model = _model(dice, project, "plain")
    if model is None or model.base is not None:
        return project
    return project.with_model(replace(model, app=dice.pick(APPS)))


def through(dice: Dice, project: Project) -> Project:
    """Give a many-to-many field a model of its own in the middle."""
    owned = [
        (model, field)
        for model, field in project.owned()
        if field.kind == "ManyToManyField" and field.through is None and field.to
    ]
    if not owned:
        return project
    model, field = dice.pick(owned)
    arguments = (("on_delete", Code("models.CASCADE")), ("related_name", Code("'+'")))
    ends = (
        Field(dice.uid(), "near", "ForeignKey", arguments, to=model.uid),
        Field(dice.uid(), "far", "ForeignKey", arguments, to=field.to),
        Field(dice.uid(), "weight", "IntegerField", (("default", Code("1")),)),
    )
    middle = Model(dice.uid(), model.app, f"Middle{dice.uid()}", fields=ends)
    new = replace(field, through=middle.uid).set("through_fields", "('near', 'far')")
    new = new.set("db_table", None)
    return project.with_model(middle).with_model(model.with_field(new))


def retarget(dice: Dice, project: Project) -> Project:
    """Point a relation at another model."""
    owned = [
        (m, f) for m, f in project.owned() if f.kind in RELATIONS and f.to and f.through is None
    ]
    if not owned:
        return project
    model, field = dice.pick(owned)
    new = replace(field, to=dice.pick(relation_targets(project)).uid).set("to_field", None)
    return project.with_model(model.with_field(new))


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (add_field, 14),
    (remove_field, 7),
    (alter_field, 18),
    (retype_field, 9),
    (rename_field, 12),
    (swap_names, 1),
    (with_new_model, 5),
    (rename_model, 7),
    (remove_model, 3),
    (add_entry, 9),
    (drop_entry, 6),
    (rename_entry, 2),
    (change_option, 7),
    (change_key, 3),
    (move_field, 2),
    (change_base, 3),
    (move_model, 1),
    (through, 2),
    (retarget, 1),
)

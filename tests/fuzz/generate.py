"""Make up projects, models and fields at random."""

from __future__ import annotations

from dataclasses import replace

import django

from tests.fuzz import vocabulary as words
from tests.fuzz.dice import Dice
from tests.fuzz.entries import with_new_entry
from tests.fuzz.project import APPS, RELATIONS, USER, Code, Field, Model, Project

MODEL_NAMES = ("Book", "Pen", "XRay", "Order", "Tag", "Ünit", "Group", "Select")
FIELD_NAMES = ("title", "Size", "name", "order", "type", "xy", "value", "group", "a_longer_name")
ON_DELETE = (*["models.CASCADE"] * 4, "models.PROTECT", "models.DO_NOTHING")
DATABASE_DELETES = django.VERSION >= (6, 1)


def new_project(dice: Dice) -> Project:
    project = Project(auth=dice.chance(0.3))
    if project.auth and dice.chance(0.5):
        user = Model(dice.uid(), APPS[0], "Person", "user")
        project = project.with_model(replace(user, fields=(new_field(dice, project, user),)))
    for _ in range(dice.random.randint(2, 5)):
        project = with_new_model(dice, project)
    return project


def with_new_model(dice: Dice, project: Project) -> Project:
    names = [model.name for model in project.models]
    model = Model(dice.uid(), dice.pick(APPS[: dice.pick([1, 2, 2, 3])]), "")
    model = replace(model, name=dice.name(MODEL_NAMES, names).capitalize())
    if any(name.lower() == model.name.lower() for name in names):
        return project
    model = _derived(dice, project, model)
    project = project.with_model(model)
    if model.kind == "proxy":
        return project
    if model.kind == "plain" and model.base is None:
        model = replace(model, fields=_key(dice))
    for _ in range(dice.random.randint(1, 4)):
        added = new_field(dice, project.with_model(model), model)
        if added.name not in {each.name for each in model.fields}:
            model = model.with_field(added)
    for _ in range(dice.pick([0, 0, 1, 1, 2]) if model.is_table else 0):
        model = with_new_entry(dice, model)
    return project.with_model(model)


def _derived(dice: Dice, project: Project, model: Model) -> Model:
    """Let a model derive from another one, sometimes."""
    order = APPS.index(model.app)
    bases = [
        each
        for each in project.models
        if each.kind in ("plain", "child")
        and APPS.index(each.app) <= order
        and not each.has_composite_key
    ]
    abstract = [each for each in project.models if (each.kind, each.app) == ("abstract", model.app)]
    roll = dice.random.random()
    if bases and roll < 0.14:
        return replace(model, kind="child", base=dice.pick(bases).uid)
    if bases and roll < 0.22:
        return replace(model, kind="proxy", base=dice.pick(bases).uid)
    if roll < 0.28:
        return replace(model, kind="abstract")
    if abstract and roll < 0.45:
        return replace(model, base=dice.pick(abstract).uid)
    return replace(model, mixin=roll > 0.94)


def _key(dice: Dice) -> tuple[Field, ...]:
    """Return a primary key other than the usual one, in a quarter of all models."""
    roll = dice.random.random()
    if roll < 0.05:
        one = Field(dice.uid(), f"part{dice.uid()}", "IntegerField")
        two = Field(dice.uid(), f"part{dice.uid()}", "CharField").set("max_length", "20")
        parts = Code("'<0>', '<1>'", (one.uid, two.uid))
        return Field(dice.uid(), "pk", "CompositePrimaryKey", (("*", parts),)), one, two
    if roll > 0.25:
        return ()
    kind = dice.pick(words.KEYS)
    key = Field(dice.uid(), dice.pick(["id", "code", "key"]), kind).set("primary_key", "True")
    if kind == "CharField":
        key = key.set("max_length", "40")
    return (key.set("default", "uuid.uuid4") if kind == "UUIDField" else key,)


# Fields


def new_field(dice: Dice, project: Project, model: Model) -> Field:
    name = dice.name(FIELD_NAMES, [each.name for each in model.fields])
    made = Field(dice.uid(), name, "")
    targets = relation_targets(project)
    roll = dice.random.random()
    if targets and roll < 0.27:
        return new_relation(dice, project, model, made)
    sources = [
        each
        for each in model.fields
        if each.kind in words.NUMBERS | words.TEXTS and not each.is_key and each.kind != "FileField"
    ]
    if sources and roll < 0.31 and model.is_table:
        return generated(dice, made, dice.pick(sources))
    extra = words.POSTGRESQL_KINDS if dice.vendor == "postgresql" else ()
    return plain(dice, replace(made, kind=dice.pick((*words.KINDS, *extra))))


def relation_targets(project: Project) -> list[Model]:
    return [
        each
        for each in project.models
        if each.is_table and not each.has_composite_key and each.option("managed") is None
    ]


def new_relation(dice: Dice, project: Project, model: Model, made: Field) -> Field:
    kinds = ["ForeignKey"] * 6 + ["OneToOneField"] * 2
    if not model.has_composite_key and model.kind != "abstract":
        kinds += ["ManyToManyField"] * 3
    target = dice.pick(relation_targets(project)).uid
    if project.has_users and dice.chance(0.3):
        target = USER
    made = replace(made, kind=dice.pick(kinds), to=target)
    if made.kind == "ManyToManyField":
        if dice.chance(0.2):
            made = made.set("db_table", f"'m2m_{dice.uid()}'")
    else:
        made = related(dice, project, made)
    names = "%(app_label)s_%(class)s_" if model.kind == "abstract" else ""
    hidden = dice.chance(0.3) and made.kind != "ManyToManyField"
    return made.set("related_name", "'+'" if hidden else f"'{names}r{made.uid}'")


def related(dice: Dice, project: Project, made: Field) -> Field:
    """Give a foreign key what only foreign keys have."""
    for name in ("null", "to_field", "db_constraint", "db_index", "db_column"):
        made = made.set(name, None)
    deletes = [*ON_DELETE, "models.DB_CASCADE"] if DATABASE_DELETES else [*ON_DELETE]
    if dice.chance(0.5):
        made = made.set("null", "True")
        deletes += ["models.SET_NULL", *(["models.DB_SET_NULL"] if DATABASE_DELETES else [])]
    on_delete = dice.pick(deletes)
    made = made.set("on_delete", on_delete)
    if dice.chance(0.1) and ".DB_" not in on_delete:
        made = made.set("db_constraint", "False")
    if dice.chance(0.12) and made.kind == "ForeignKey":
        made = made.set("db_index", "False")
    if dice.chance(0.12):
        made = made.set("db_column", f"'rel_{dice.uid()}'")
    if made.to not in (None, USER) and dice.chance(0.2):
        keys = [
            each
            for each in project.model(made.to or 0).fields
            if each.has("unique") and each.kind not in RELATIONS
        ]
        if keys:
            made = made.set("to_field", Code("'<0>'", (dice.pick(keys).uid,)))
    return made


def generated(dice: Dice, made: Field, source: Field) -> Field:
    """Make a field that the database computes from another one."""
    output = {"FloatField": "models.FloatField()"}.get(source.kind, "models.BigIntegerField()")
    text = dice.pick(["F('<0>') + 1", "F('<0>')"])
    if source.kind == "DecimalField":
        output = "models.DecimalField(max_digits=16, decimal_places=4)"
    if source.kind in words.TEXTS:
        output = dice.pick(["models.TextField()", "models.CharField(max_length=400)"])
        text = dice.pick(["Lower('<0>')", "Upper('<0>')"])
    stored = dice.vendor == "postgresql" or dice.chance(0.5)
    made = replace(made, kind="GeneratedField").set("expression", Code(text, (source.uid,)))
    made = made.set("output_field", output).set("db_persist", str(stored))
    return (
        made.set("db_index", "True")
        if stored and dice.chance(0.2) and "Text" not in output
        else made
    )


def plain(dice: Dice, made: Field) -> Field:
    """Give a field arguments that suit its kind."""
    kind = made.kind
    for name, value in dice.pick(words.REQUIRED.get(kind, ({},))).items():
        made = made.set(name, value)
    for name, probability in {"null": 0.4, "blank": 0.2}.items():
        made = made.set(name, "True") if dice.chance(probability) else made
    made = with_default(dice, made)
    if kind not in words.UNBOUNDED and dice.chance(0.13):
        made = made.set("unique", "True").set("default", None).set("db_default", None)
    elif kind not in words.UNBOUNDED and dice.chance(0.15):
        made = made.set("db_index", "True")
    if dice.chance(0.1):
        made = made.set("db_column", dice.pick([f"'col{dice.uid()}'", f"'Mixed-Col{dice.uid()}'"]))
    if dice.chance(0.12):
        made = made.set("db_comment", dice.pick(words.COMMENTS))
    if kind in ("CharField", "TextField") and dice.chance(0.1):
        made = made.set("db_collation", dice.pick(words.COLLATIONS[dice.vendor]))
    if kind in words.INTEGERS and dice.chance(0.08):
        made = made.set("validators", "[referred.validate_even]")
    if kind in ("DateField", "DateTimeField") and dice.chance(0.2):
        made = made.set("default", None).set("db_default", None)
        made = made.set(dice.pick(["auto_now", "auto_now_add"]), "True")
    return made


def with_default(dice: Dice, made: Field) -> Field:
    made = made.set("default", None).set("db_default", None)
    if any(made.has(name) for name in ("auto_now", "auto_now_add", "unique", "primary_key")):
        return made
    values = words.DEFAULTS.get(made.kind)
    if values and dice.chance(0.35):
        made = made.set("default", dice.pick(values))
    values = words.DATABASE_DEFAULTS.get(made.kind)
    if values and dice.chance(0.14):
        made = made.set("db_default", dice.pick(values))
    return made

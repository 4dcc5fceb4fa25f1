"""What a migration may change: each function drafts one operation, or declines by returning False."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.generator.fields import Field, altered, foreign_key, many_to_many, plain
from benchmarks.generator.history import Draft, History, Model
from benchmarks.generator.size import Size

Change = Callable[[History, Draft, Model], bool]

FUNCTION = """def {name}(apps, schema_editor):
    model = apps.get_model("{label}", "{model}")
    for row in model.objects.using(schema_editor.connection.alias).order_by("pk"):
        row.{field} = row.{field}
        row.save(update_fields=["{field}"])
"""


DELETION = """def {name}(apps, schema_editor):
    model = apps.get_model("{label}", "{model}")
    model.objects.using(schema_editor.connection.alias).filter({field}=None, pk__lt=0).delete()
"""

BACKWARDS = """def {name}(apps, schema_editor):
    model = apps.get_model("{label}", "{model}")
    for row in model.objects.using(schema_editor.connection.alias).exclude({field}=None):
        row.{field}.update(pk=models.F("pk"))
"""


def create_model(history: History, draft: Draft) -> None:
    """Draft a new model with a handful of fields."""
    random = history.random
    model = Model(draft.app, f"Model{len(history.models[draft.app])}")
    for _ in range(random.randint(*history.size.fields)):
        model.fields[history.new_name("f")] = plain(random)
    for _ in range(random.choice(history.size.relations)):
        if target := history.choose_target(draft):
            name = history.new_name("ref")
            model.fields[name] = foreign_key(random, target, _related_name(history, model, name))
    history.models[draft.app].append(model)
    fields = "".join(f"                ('{n}', {f.source}),\n" for n, f in model.fields.items())
    draft.operations.append(
        f"migrations.CreateModel(\n            name='{model.name}',\n            fields=[\n"
        "                ('id', models.BigAutoField(auto_created=True, primary_key=True,"
        f" serialize=False, verbose_name='ID')),\n{fields}            ],\n        )"
    )


def add_field(history: History, draft: Draft, model: Model) -> bool:
    """Draft a field that has a default or may be empty."""
    return _add(draft, model, history.new_name("f"), plain(history.random))


def add_filled_field(history: History, draft: Draft, model: Model) -> bool:
    """Draft a field whose default is for the rows that are there only."""
    name = history.new_name("f")
    model.fields[name] = Field("IntegerField")
    given = model.fields[name].with_options(default="1").source
    _operation(draft, "AddField", model, f"name='{name}', field={given}, preserve_default=False")
    return True


def add_foreign_key(history: History, draft: Draft, model: Model) -> bool:
    """Draft a foreign key, to another app if the size wants it so."""
    target, name = history.choose_target(draft), history.new_name("ref")
    if target is None:
        return False
    related_name = _related_name(history, model, name)
    return _add(draft, model, name, foreign_key(history.random, target, related_name))


def add_many_to_many(history: History, draft: Draft, model: Model) -> bool:
    """Draft a many-to-many relation to another model."""
    target, name = history.choose_target(draft, other_than=model), history.new_name("many")
    if target is None:
        return False
    return _add(draft, model, name, many_to_many(target, _related_name(history, model, name)))


def alter_field(history: History, draft: Draft, model: Model) -> bool:
    """Draft another length, type, index or text for a field."""
    if not model.plain:
        return False
    name, bound = history.random.choice(model.plain), model.bound
    before = model.fields[name]
    after = altered(history.random, before, is_bound=name in bound, step=history.step)
    if after == before:
        return False
    model.fields[name] = after
    _operation(draft, "AlterField", model, f"name='{name}', field={after.source}")
    return True


def rename_field(history: History, draft: Draft, model: Model) -> bool:
    """Draft another name for a field that no index and no constraint mentions."""
    names = [name for name in model.free if model.fields[name].kind != "ManyToManyField"]
    if not names:
        return False
    before, after = history.random.choice(names), history.new_name("renamed")
    model.fields = {after if n == before else n: f for n, f in model.fields.items()}
    _operation(draft, "RenameField", model, f"old_name='{before}', new_name='{after}'")
    return True


def remove_field(history: History, draft: Draft, model: Model) -> bool:
    """Draft the end of a field; a model keeps three."""
    if not model.free or len(model.fields) <= 3:
        return False
    name = history.random.choice(model.free)
    del model.fields[name]
    _operation(draft, "RemoveField", model, f"name='{name}'")
    return True


def add_index(history: History, draft: Draft, model: Model) -> bool:
    """Draft an index on one or two fields."""
    if len(model.indexable) < 2:
        return False
    fields = _some(history.random, model.indexable, history.random.randint(1, 2))
    name = history.new_name(f"{history.label(model.app)}_ix_")
    source = f"models.Index(fields={list(fields)!r}, name='{name}')"
    model.indexes[name] = (fields, source)
    _operation(draft, "AddIndex", model, f"index={source}", model_argument="model_name")
    return True


def remove_index(history: History, draft: Draft, model: Model) -> bool:
    """Draft the end of an index."""
    if not model.indexes:
        return False
    name = history.random.choice(list(model.indexes))
    del model.indexes[name]
    _operation(draft, "RemoveIndex", model, f"name='{name}'")
    return True


def add_constraint(history: History, draft: Draft, model: Model) -> bool:
    """Draft a unique constraint or, where there is a number, a check."""
    name = history.new_name(f"{history.label(model.app)}_ct_")
    numbers = [n for n in model.indexable if model.fields[n].kind == "IntegerField"]
    if numbers and history.random.random() < 0.5:
        fields: tuple[str, ...] = (history.random.choice(numbers),)
        condition = f"models.Q(('{fields[0]}__gte', 0))"
        source = f"models.CheckConstraint(condition={condition}, name='{name}')"
    elif len(model.indexable) > 1:
        fields = _some(history.random, model.indexable, 2)
        source = f"models.UniqueConstraint(fields={fields!r}, name='{name}')"
    else:
        return False
    model.constraints[name] = (fields, source)
    _operation(draft, "AddConstraint", model, f"constraint={source}", model_argument="model_name")
    return True


def alter_unique_together(history: History, draft: Draft, model: Model) -> bool:
    """Draft fields that are unique together, instead of those that were."""
    if len(model.indexable) < 2:
        return False
    fields = _some(history.random, model.indexable, 2)
    if model.together == (fields,):
        return False
    model.together = (fields,)
    value = f"unique_together={{{fields!r}}}"
    _operation(draft, "AlterUniqueTogether", model, value, model_argument="name")
    return True


def alter_options(history: History, draft: Draft, model: Model) -> bool:
    """Draft options that no database knows of."""
    model.options = {"verbose_name": f"'thing of step {history.step}'", "ordering": "['id']"}
    options = ", ".join(f"'{name}': {value}" for name, value in model.options.items())
    _operation(draft, "AlterModelOptions", model, f"options={{{options}}}", model_argument="name")
    return True


def change_rows(history: History, draft: Draft, model: Model) -> bool:
    """Draft a function over all rows of a model."""
    if not model.plain:
        return False
    name = history.new_name("fill_")
    field = history.random.choice(model.plain)
    template = FUNCTION
    if history.size.looks_back:
        relations = _relations_back(history, model)
        template = history.random.choice((FUNCTION, DELETION, *((BACKWARDS,) if relations else ())))
        field = history.random.choice(relations) if template is BACKWARDS else field
    names = {"name": name, "label": history.label(model.app), "model": model.name, "field": field}
    draft.functions.append(template.format(**names))
    draft.operations.append(f"migrations.RunPython({name}, migrations.RunPython.noop)")
    return True


CHANGES: tuple[tuple[Change, int], ...] = (
    (add_field, 24),
    (add_filled_field, 6),
    (add_foreign_key, 8),
    (add_many_to_many, 3),
    (alter_field, 24),
    (rename_field, 7),
    (remove_field, 9),
    (add_index, 7),
    (remove_index, 2),
    (add_constraint, 5),
    (alter_unique_together, 2),
    (alter_options, 3),
)
RELATING = (add_foreign_key, add_many_to_many)


def weighted_changes(size: Size) -> tuple[tuple[Change, ...], tuple[int, ...]]:
    """Give the changes and how often each is wanted."""
    weights = tuple(
        weight * size.relation_weight if change in RELATING else weight
        for change, weight in CHANGES
    )
    return tuple(change for change, _ in CHANGES), weights


def _relations_back(history: History, model: Model) -> list[str]:
    """Name the foreign keys of the same app that refer to a model, as seen from there."""
    target = repr(f"{history.label(model.app)}.{model.name.lower()}")
    return [
        _option_text(field, "related_name")
        for user in history.models[model.app]
        for field in user.fields.values()
        if field.kind == "ForeignKey" and field.target == target
    ]


def _option_text(field: Field, name: str) -> str:
    return (field.option(name) or "").strip("'")


def _add(draft: Draft, model: Model, name: str, field: Field) -> bool:
    model.fields[name] = field
    _operation(draft, "AddField", model, f"name='{name}', field={field.source}")
    return True


def _operation(
    draft: Draft, kind: str, model: Model, arguments: str, *, model_argument: str = "model_name"
) -> None:
    lines = f"            {model_argument}='{model.name.lower()}',\n            {arguments},\n"
    draft.operations.append(f"migrations.{kind}(\n{lines}        )")


def _related_name(history: History, model: Model, field: str) -> str:
    return f"{history.label(model.app)}_{model.name.lower()}_{field}"


def _some(random: Random, names: list[str], number: int) -> tuple[str, ...]:
    return tuple(random.sample(names, number))

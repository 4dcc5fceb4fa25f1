"""Lists of operations that make sense: each is possible in the state that the ones before it lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from hypothesis import strategies as st

from migrations_core import operations as ops
from migrations_core.operations.base import Operation
from migrations_core.state import ModelState, ProjectState

APP = "shop"
MODELS = ("Apple", "Bear", "Cat")
FIELDS = ("one", "two", "three")
NAMES = ("name_1", "name_2")


@dataclass(frozen=True)
class History:
    """What was done before, and what there is to optimize."""

    past: list[Operation]
    operations: list[Operation]


@st.composite
def histories(draw: st.DrawFn, longest: int = 12) -> History:
    state, history = ProjectState(), list[Operation]()
    for _ in range(draw(st.integers(2, longest))):
        kinds = [choices for kind in KINDS if (choices := list(kind(state)))]
        operation = draw(st.sampled_from(draw(st.sampled_from(kinds))))
        operation.state_forwards(APP, state)
        history.append(operation)
    split = draw(st.integers(0, len(history) - 1))
    return History(history[:split], history[split:])


def creations(state: ProjectState) -> Iterator[Operation]:
    for name in _free(MODELS, [found.name for found in state.model_states.values()]):
        key = ("id", models.AutoField(primary_key=True))
        yield ops.CreateModel(name, [key, ("one", models.IntegerField())])
        yield ops.CreateModel(name, [key], options={"indexes": _free_indexes(state, "id")[:1]})
        for other in state.model_states.values():
            relation = models.ForeignKey(f"{APP}.{other.name}", models.CASCADE)
            yield ops.CreateModel(name, [key, ("one", relation)])


def model_changes(state: ProjectState) -> Iterator[Operation]:
    taken = [found.name for found in state.model_states.values()]
    for found in state.model_states.values():
        yield from (ops.RenameModel(found.name, name) for name in _free(MODELS, taken))
        yield ops.AlterModelTable(found.name, f"table_{found.name.lower()}")
        yield ops.AlterModelOptions(found.name, {"verbose_name": "thing"})
        names = [
            name for name, field in found.fields.items() if name != "id" and not field.many_to_many
        ]
        if len(names) > 1:
            yield ops.AlterUniqueTogether(found.name, {tuple(names[:2])})
        if found.options.get("unique_together"):
            yield ops.AlterUniqueTogether(found.name, set())


def deletions(state: ProjectState) -> Iterator[Operation]:
    for key, found in state.model_states.items():
        if not [user for user in state.users_of(key) if user != key]:
            yield ops.DeleteModel(found.name)


def field_additions(state: ProjectState) -> Iterator[Operation]:
    for found in state.model_states.values():
        for name in _free(FIELDS, found.fields):
            yield ops.AddField(found.name, name, models.IntegerField(default=1))
            yield ops.AddField(found.name, name, models.TextField(default=""), False)
            for other in state.model_states.values():
                target = f"{APP}.{other.name}"
                yield ops.AddField(
                    found.name, name, models.ForeignKey(target, models.CASCADE, null=True)
                )
                yield ops.AddField(found.name, name, models.ManyToManyField(target))


def field_changes(state: ProjectState) -> Iterator[Operation]:
    for found in state.model_states.values():
        for name, field in found.fields.items():
            if name == "id":
                continue
            if not field.remote_field:
                yield ops.AlterField(found.name, name, models.BigIntegerField(default=2))
                yield ops.AlterField(found.name, name, models.IntegerField(db_index=True))
            if name not in _used_names(found):
                yield ops.RemoveField(found.name, name)
                yield from (
                    ops.RenameField(found.name, name, new) for new in _free(FIELDS, found.fields)
                )


def index_changes(state: ProjectState) -> Iterator[Operation]:
    for found in state.model_states.values():
        for name, field in found.fields.items():
            if not field.many_to_many:
                yield from (ops.AddIndex(found.name, index) for index in _free_indexes(state, name))
                yield from (
                    ops.AddConstraint(
                        found.name, models.UniqueConstraint(fields=[name], name=index.name)
                    )
                    for index in _free_indexes(state, name)
                )
        for index in found.options["indexes"]:
            yield ops.RemoveIndex(found.name, index.name)
            yield from (
                ops.RenameIndex(found.name, new.name, old_name=index.name)
                for new in _free_indexes(state, "id")
            )
        for constraint in found.options["constraints"]:
            yield ops.RemoveConstraint(found.name, constraint.name)


KINDS = (
    creations, creations, model_changes, deletions, field_additions, field_changes, index_changes,
    index_changes,
)  # fmt: skip


def _free(names: tuple[str, ...], taken: Any) -> list[str]:
    return [name for name in names if name not in taken]


def _free_indexes(state: ProjectState, field: str) -> list[models.Index]:
    taken = [
        named.name
        for found in state.model_states.values()
        for named in (*found.options["indexes"], *found.options["constraints"])
    ]
    return [models.Index(fields=[field], name=name) for name in _free(NAMES, taken)]


def _used_names(found: ModelState) -> set[str]:
    """Name the fields that an option of the model names."""
    groups = [
        *(found.options.get("unique_together") or ()),
        *(index.fields for index in found.options["indexes"]),
        *(constraint.fields for constraint in found.options["constraints"]),
    ]
    return {name for group in groups for name in group}

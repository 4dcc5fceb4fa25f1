"""Random histories of one table, carried out by an editor the way operations carry them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps.registry import Apps
from django.db import models
from hypothesis import strategies as st

from tests.backends.builders import model

KINDS = {
    "integer": models.IntegerField,
    "positive": models.PositiveIntegerField,
    "text": models.TextField,
    "varchar": lambda **kw: models.CharField(max_length=20, **kw),
    "bool": models.BooleanField,
    "reference": lambda **kw: models.ForeignKey("shop.Target", models.CASCADE, **kw),
}
DEFAULTS = {"integer": 7, "positive": 8, "text": "it's 100%", "varchar": "x", "bool": True}


@dataclass(frozen=True)
class Spec:
    """What a field is made from."""

    kind: str = "integer"
    null: bool = True
    default: bool = False
    db_default: bool = False
    indexed: bool = False
    unique: bool = False

    def field(self) -> Any:
        value = DEFAULTS.get(self.kind, 1)
        options: dict[str, Any] = {"null": self.null, "unique": self.unique}
        if self.kind == "reference":
            options["related_name"] = "+"
        else:
            options["db_index"] = self.indexed
        if self.default:
            options["default"] = value
        if self.db_default:
            options["db_default"] = value
        return KINDS[self.kind](**options)


@dataclass(frozen=True)
class State:
    """A table's fields by name, indexes and constraints by the field that they are about."""

    fields: tuple[tuple[str, Spec], ...]
    indexed: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    added: frozenset[str] = frozenset()

    def model(self) -> Any:
        apps = Apps()
        model("Target", apps=apps, code=models.IntegerField(unique=True))
        meta = {
            "indexes": [index(name) for name in self.indexed],
            "constraints": [check(name) for name in self.checked],
            "unique_together": set(self.together),
        }
        fields = {name: spec.field() for name, spec in self.fields}
        return model("Thing", apps=apps, meta=meta, **fields)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.fields]

    def is_used(self, name: str) -> bool:
        return name in {*self.indexed, *self.checked, *(n for pair in self.together for n in pair)}


def index(name: str) -> models.Index:
    return models.Index(fields=[name], name=f"thing_{name}_i")


def check(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}__isnull": True}) | ~models.Q(id=0), name=f"thing_{name}_c"
    )


@dataclass(frozen=True)
class Step:
    kind: str
    name: str
    spec: Spec = Spec()
    other: str = ""

    def advance(self, state: State) -> State | None:
        """Give the state after the step, None if the step makes no sense."""
        exists = self.name in state.names
        match self.kind:
            case "add" if not exists:
                return replace(
                    state,
                    fields=(*state.fields, (self.name, self.spec)),
                    added=state.added | {self.name},
                )
            case "remove" if exists and not state.is_used(self.name) and len(state.fields) > 1:
                kept = tuple(item for item in state.fields if item[0] != self.name)
                return replace(state, fields=kept)
            case "alter" if exists and self.spec != dict(state.fields)[self.name]:
                return _replaced(state, self.name, self.name, self.spec)
            case "rename" if exists and not state.is_used(self.name):
                # Django's SQLite editor forgets that a deferred index has to follow the rename.
                if self.other in state.names or self.name in state.added:
                    return None
                return _replaced(state, self.name, self.other, dict(state.fields)[self.name])
            case "index" if exists:
                return replace(state, indexed=_toggled(state.indexed, self.name))
            case "check" if exists:
                return replace(state, checked=_toggled(state.checked, self.name))
            case "together" if exists and self.other in state.names and self.other != self.name:
                pair = (self.name, self.other)
                return replace(state, together=_toggled(state.together, pair))
        return None

    def carry_out(self, editor: Any, before: Any, after: Any) -> None:
        """Call the editor as the operation does, with models rendered before and after it."""
        match self.kind:
            case "add":
                editor.add_field(before, after._meta.get_field(self.name))
            case "remove":
                editor.remove_field(before, before._meta.get_field(self.name))
            case "alter" | "rename":
                old = before._meta.get_field(self.name)
                new = after._meta.get_field(self.other if self.kind == "rename" else self.name)
                editor.alter_field(before, old, new)
            case "index" if len(after._meta.indexes) > len(before._meta.indexes):
                editor.add_index(after, index(self.name))
            case "index":
                editor.remove_index(before, index(self.name))
            case "check" if len(after._meta.constraints) > len(before._meta.constraints):
                editor.add_constraint(after, check(self.name))
            case "check":
                editor.remove_constraint(after, check(self.name))
            case "together":
                editor.alter_unique_together(
                    after, before._meta.unique_together, after._meta.unique_together
                )


def undo(editor: Any, step: Step, state: State, earlier: State) -> None:
    """Call the editor as the operation does backwards, if the step did anything."""
    if state == earlier:
        return
    before, after = state.model(), earlier.model()
    match step.kind:
        case "add":
            editor.remove_field(before, before._meta.get_field(step.name))
        case "remove":
            editor.add_field(before, after._meta.get_field(step.name))
        case "rename":
            old, new = before._meta.get_field(step.other), after._meta.get_field(step.name)
            editor.alter_field(before, old, new)
        case _:
            step.carry_out(editor, before, after)


def _replaced(state: State, old: str, new: str, spec: Spec) -> State:
    fields = tuple((new, spec) if name == old else (name, s) for name, s in state.fields)
    return replace(state, fields=fields)


def _toggled(items: tuple[Any, ...], item: Any) -> tuple[Any, ...]:
    return tuple(i for i in items if i != item) if item in items else (*items, item)


NAMES = ("a", "b", "c", "d")
START = State((("a", Spec()), ("b", Spec("varchar", null=False, default=True, indexed=True))))

specs = st.builds(
    Spec,
    kind=st.sampled_from(sorted(KINDS)),
    null=st.booleans(),
    default=st.booleans(),
    db_default=st.just(False) | st.booleans(),
    indexed=st.booleans(),
    unique=st.just(False) | st.booleans(),
).filter(lambda spec: not (spec.kind == "reference" and (spec.default or spec.db_default)))
steps = st.builds(
    Step,
    kind=st.sampled_from(
        ("add", "remove", "alter", "alter", "rename", "index", "check", "together")
    ),
    name=st.sampled_from(NAMES),
    spec=specs,
    other=st.sampled_from(NAMES),
)


def carry_out(editor: Any, chosen: Sequence[Step], state: State = START) -> State:
    """Carry out the steps that make sense and give the state that they lead to."""
    before = state.model()
    for step in chosen:
        following = step.advance(state)
        if following is not None:
            after = following.model()
            step.carry_out(editor, before, after)
            state, before = following, after
    return state

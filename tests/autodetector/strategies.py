"""Projects to be generated: two apps, up to five models, everything that a model can say, within reason."""

from __future__ import annotations

from typing import Any

from django.db import models
from hypothesis import strategies as st

from migrations_core.state import ModelState, ProjectState
from tests.state.builders import model, project

KEYS = [("shop", "Book"), ("shop", "Author"), ("shop", "Shelf"), ("depot", "Box"), ("depot", "Van")]
COLUMNS = ["title", "pages", "price", "notes"]
RELATIONS = ["owner", "place", "friends"]


def columns() -> st.SearchStrategy[models.Field[Any, Any]]:
    nulls = st.booleans()
    return st.one_of(
        st.builds(models.IntegerField, null=nulls, db_index=nulls),
        st.builds(models.IntegerField, default=st.integers(0, 2)),
        st.builds(models.CharField, max_length=st.sampled_from([10, 20]), unique=nulls),
        st.builds(
            models.TextField, db_default=st.just("?"), db_comment=st.sampled_from([None, "remark"])
        ),
    )


def relations(targets: list[str]) -> st.SearchStrategy[models.Field[Any, Any]]:
    to, kinds = st.sampled_from(targets), st.sampled_from([models.ForeignKey, models.OneToOneField])
    return st.one_of(
        st.builds(
            lambda kind, to, null: kind(to, models.CASCADE, null=null, related_name="+"),
            kinds,
            to,
            st.booleans(),
        ),
        st.builds(lambda to: models.ManyToManyField(to, related_name="+"), to),
    )


@st.composite
def options(draw: st.DrawFn, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    plain = [field for field in COLUMNS if field in fields]
    foreign_keys = [each for each in RELATIONS if each in fields and not fields[each].many_to_many]
    chosen: dict[str, Any] = {}
    if draw(st.booleans()):
        chosen["verbose_name"] = draw(st.sampled_from(["thing", "object"]))
    if draw(st.booleans()):
        chosen["db_table"] = f"custom_{name.lower()}"
    if draw(st.booleans()):
        chosen["db_table_comment"] = draw(st.sampled_from(["one", "two"]))
    if plain and draw(st.booleans()):
        group = draw(st.lists(st.sampled_from(plain + foreign_keys), unique=True, min_size=1))
        chosen["unique_together"] = {tuple(group)}
    if plain:
        indexed = draw(st.lists(st.sampled_from(plain), unique=True, max_size=2))
        chosen["indexes"] = [
            models.Index(fields=[field], name=f"{name}_{draw(st.sampled_from('xyz'))}_{position}")
            for position, field in enumerate(indexed)
        ]
        chosen["constraints"] = draw(constraints(name, plain + foreign_keys))
    if foreign_keys and draw(st.booleans()):
        chosen["order_with_respect_to"] = draw(st.sampled_from(foreign_keys))
    return chosen


@st.composite
def constraints(draw: st.DrawFn, name: str, fields: list[str]) -> list[Any]:
    chosen: list[Any] = []
    if draw(st.booleans()):
        field, message = draw(st.sampled_from(fields)), draw(st.sampled_from([None, "No."]))
        chosen.append(
            models.UniqueConstraint(
                fields=[field], name=f"{name}_once", violation_error_message=message
            )
        )
    if draw(st.booleans()):
        field = draw(st.sampled_from(fields))
        condition = models.Q((f"{field}__isnull", False))
        chosen.append(models.CheckConstraint(condition=condition, name=f"{name}_set"))
    return chosen


@st.composite
def model_states(draw: st.DrawFn, app: str, name: str, targets: list[str]) -> ModelState:
    fields = {field: draw(columns()) for field in COLUMNS if draw(st.booleans())}
    if fields and draw(st.booleans()):
        fields[draw(st.sampled_from(sorted(fields)))].db_column = "number"
    fields |= {field: draw(relations(targets)) for field in RELATIONS if draw(st.booleans())}
    return model(name, app=app, options=draw(options(name, fields)), **fields)


@st.composite
def project_states(draw: st.DrawFn) -> ProjectState:
    """Some of the models of KEYS, perhaps a proxy and a model derived from one of them."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    targets = [f"{app}.{name}".lower() for app, name in keys]
    states = [draw(model_states(app, name, targets)) for app, name in keys]
    if draw(st.booleans()):
        base = draw(st.sampled_from(targets))
        states.append(ModelState("shop", "Alias", {}, {"proxy": True}, (base,)))
    if draw(st.booleans()):
        states.append(_derived(draw(st.sampled_from(targets))))
    return project(*states)


def _derived(base: str) -> ModelState:
    pointer = models.OneToOneField(
        base, models.CASCADE, parent_link=True, primary_key=True, auto_created=True, serialize=False
    )
    fields = {f"{base.split('.')[1]}_ptr": pointer, "extra": models.IntegerField(null=True)}
    return ModelState("depot", "Special", fields, {}, (base,))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[ProjectState, ProjectState]:
    """Two projects that have little in common, or the second grown out of the first by a few renamings and changes."""
    before = draw(project_states())
    if draw(st.booleans()):
        return before, draw(project_states())
    after = before.clone()
    for _ in range(draw(st.integers(1, 4))):
        keys = sorted(
            key for key, state in after.model_states.items() if not state.options.get("proxy")
        )
        _change(draw, after, draw(st.sampled_from(keys)))
    return before, after


def _change(draw: st.DrawFn, state: ProjectState, key: tuple[str, str]) -> None:
    app_label, name = key
    fields = state[key].fields
    # A derived model may not have the names of its base's fields.
    pool = [*COLUMNS, "other"] if state[key].bases == (models.Model,) else []
    free = [field for field in pool if field not in fields]
    columns_there = [field for field in fields if field in (*COLUMNS, "other")]
    match draw(st.sampled_from(["rename", "rename field", "alter", "add", "options"])):
        case "rename":
            if (app_label, f"new{name}") not in state.model_states:
                state.rename_model(app_label, name, f"New{name}")
        case "rename field" if free and columns_there and not _is_named(state, key):
            old, new = draw(st.sampled_from(columns_there)), draw(st.sampled_from(free))
            state.rename_field(app_label, name, old, new)
        case "alter" if columns_there:
            state.alter_field(
                app_label, name, draw(st.sampled_from(columns_there)), draw(columns())
            )
        case "add" if free:
            state.add_field(app_label, name, draw(st.sampled_from(free)), draw(columns()))
        case "options":
            state.alter_model_options(
                app_label, name, {"ordering": draw(st.sampled_from([["pk"], []]))}
            )


def _is_named(state: ProjectState, key: tuple[str, str]) -> bool:
    """Whether indexes or constraints name fields: renaming a field leaves them as they are."""
    options = state[key].options
    return bool(options["indexes"] or options["constraints"])

"""What leads to a model is found for that model alone, and is what a complete registry says."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models
from django.db.migrations.state import ModelState as DjangoModelState
from django.db.migrations.state import StateApps as DjangoStateApps
from django.db.models.deletion import Collector, get_candidate_relations_to_delete
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.state import ProjectState
from tests.state.builders import foreign_key, model, project

NAMES = [f"Model{number}" for number in range(7)]
APPS = ["zoo", "shop", "attic"]


@st.composite
def projects(draw: Any) -> ProjectState:
    """Seven models in three apps: proxies, children, and relations of all kinds between any of them."""
    places = [draw(st.sampled_from(APPS)) for _ in NAMES]
    labels = [f"{app}.{name}" for app, name in zip(places, NAMES, strict=True)]
    states = []
    for number, (app, name) in enumerate(zip(places, NAMES, strict=True)):
        kind = draw(st.sampled_from(["plain", "plain", "plain", "proxy", "child"]))
        parts: dict[str, Any] = {}
        if kind == "proxy" and number:
            parts = {"options": {"proxy": True}, "bases": (draw(st.sampled_from(labels[:number])),)}
        else:
            if kind == "child" and number:
                base = draw(st.sampled_from(labels[:number]))
                link = models.OneToOneField(
                    base, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
                )
                parts = {"bases": (base,), f"{name.lower()}_ptr": link}
            for place in range(draw(st.integers(0, 3))):
                field = f"{name.lower()}_to_{place}"
                parts[field] = draw(relations(labels, field))
        parts["bases"] = tuple(base.lower() for base in parts.get("bases", ())) or (models.Model,)
        if parts["bases"] == (models.Model,):
            del parts["bases"]
        states.append(model(name, app=app, **parts))
    return project(*states)


@st.composite
def relations(draw: Any, labels: list[str], name: str) -> Any:
    kind = draw(st.sampled_from([models.ForeignKey, models.OneToOneField, models.ManyToManyField]))
    related_name = draw(st.sampled_from([None, "+", "%(app_label)s_%(class)s_of_" + name]))
    target = draw(st.sampled_from([*labels, "self"]))
    related_name = related_name or f"back_{name}"
    if kind is models.ManyToManyField:
        return kind(target, related_name=related_name)
    return kind(target, models.CASCADE, related_name=related_name, null=True)


def stock(state: ProjectState) -> Apps:
    """Let Django render the same models."""
    described = {
        key: DjangoModelState(
            ours.app_label,
            ours.name,
            [(name, field.clone()) for name, field in ours.fields.items()],
            dict(ours.options),
            ours.bases,
        )
        for key, ours in state.model_states.items()
    }
    return DjangoStateApps([], described)


def label(field: Any) -> tuple[str, str]:
    return field.model._meta.label, field.name


def seen_from(found: Any) -> dict[str, Any]:
    """Say all that Django's API tells of a model and its surroundings."""
    options = found._meta
    return {
        "relations": sorted(label(f) for f in options.get_fields(include_hidden=True)),
        "columns": [f.name for f in options.fields],
        "own": sorted(label(f) for f in options.get_fields(include_parents=False)),
        "related": sorted(label(relation.field) for relation in options.related_objects),
        "by name": sorted(options.fields_map),
        "accessors": sorted(
            relation.accessor_name
            if hasattr(relation, "accessor_name")
            else relation.get_accessor_name()
            for relation in options.related_objects
            if hasattr(found, relation.get_accessor_name() or "")
        ),
        "deleted along": sorted(label(r.field) for r in get_candidate_relations_to_delete(options)),
        "deleted at once": Collector("default").can_fast_delete(found.objects.all()),
    }


@given(projects(), st.permutations(NAMES))
def test_each_model_is_seen_as_django_shows_it_whichever_is_looked_at_first(state, order):
    theirs, ours = stock(state), state.apps
    apps = {name: app for app, name in ((s.app_label, s.name) for s in state.model_states.values())}

    for name in order:
        seen = seen_from(ours.get_model(apps[name], name))
        assert seen == seen_from(theirs.get_model(apps[name], name))


@given(projects(), st.sampled_from(NAMES))
def test_relations_come_in_the_order_of_the_complete_registry(state, name):
    lazy, complete = state.clone().apps, project(*state.model_states.values()).apps
    complete.complete()
    app = next(s.app_label for s in state.model_states.values() if s.name == name)

    def told(apps: Any) -> list[tuple[str, str]]:
        return [label(r.field) for r in apps.get_model(app, name)._meta.related_objects]

    assert told(lazy) == told(complete)


def library() -> ProjectState:
    return project(
        model("Author"),
        model("Book", author=foreign_key("shop.Author"), tags=models.ManyToManyField("shop.Tag")),
        model("Review", book=foreign_key("shop.Book")),
        model("Tag"),
        model("Shelf"),
        model("Shop", shelves=models.ManyToManyField("shop.Shelf")),
    )


def rendered(apps: Any) -> set[str]:
    return {name for names in apps.registered.values() for name in names}


AROUND_AUTHOR = {"author", "book", "book_tags", "tag"}


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (lambda author: author.book_set, AROUND_AUTHOR),
        (lambda author: author._meta.related_objects, AROUND_AUTHOR),
        (lambda author: str(author.objects.filter(book=1).query), AROUND_AUTHOR),
        (lambda author: Collector("default").can_fast_delete(author()), AROUND_AUTHOR),
        (
            lambda author: Collector("default").can_fast_delete(
                author.book_set.rel.related_model()
            ),
            AROUND_AUTHOR | {"review"},
        ),
    ],
    ids=["accessor", "list", "query", "deletion", "deletion of what refers"],
)
def test_only_what_refers_to_the_model_is_rendered(look, expected):
    apps = library().apps

    look(apps.get_model("shop.Author"))

    assert rendered(apps) == expected

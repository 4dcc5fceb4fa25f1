"""The registry that signal receivers get is rendered when somebody looks closely, and not before."""

from __future__ import annotations

import pytest
from django.db import models, router
from django.db.migrations.state import StateApps as DjangoStateApps

from migrations_core.interop.lazy_apps import LazyApps
from migrations_core.state import ModelState, ProjectState, StateApps


class CountingState(ProjectState):
    renderings = 0

    @property
    def apps(self):
        type(self).renderings += 1
        return super().apps


@pytest.fixture
def state(monkeypatch):
    monkeypatch.setattr(CountingState, "renderings", 0)
    state = CountingState()
    key = models.BigAutoField(primary_key=True)
    state.add_model(ModelState("library", "Book", [("id", key)]))
    return state


@pytest.fixture
def apps(state):
    return LazyApps(lambda: state)


def test_it_passes_for_a_registry_of_historical_models(apps):
    assert isinstance(apps, StateApps)
    assert isinstance(apps, DjangoStateApps)


def test_asking_whether_a_model_may_be_migrated_renders_nothing(apps, state):
    book = apps.get_model("library", "Book")

    assert router.allow_migrate_model("default", book)
    assert (book._meta.label, book._meta.model_name) == ("library.Book", "book")
    assert state.renderings == 0


def test_anything_else_about_a_model_comes_from_the_rendered_one(apps, state):
    book = apps.get_model("library.Book")

    assert book._meta.get_field("id").primary_key
    assert isinstance(book(id=1), book)
    assert book.objects.model is state.apps.get_model("library", "book")
    assert book == state.apps.get_model("library", "book")


def test_a_class_can_be_derived_from_a_model(apps, state):
    class Proxy(apps.get_model("library", "Book")):
        class Meta:
            proxy = True
            app_label = "library"
            apps = state.apps

    assert Proxy.__mro__[1] is state.apps.get_model("library", "book")


def test_an_unknown_model_is_refused_as_the_registry_does(apps, state):
    with pytest.raises(LookupError) as of_registry:
        state.apps.get_model("library", "Shelf")
    with pytest.raises(LookupError) as refused:
        apps.get_model("library", "Shelf")

    assert str(refused.value) == str(of_registry.value)


def test_everything_but_get_model_is_the_registry_s(apps):
    assert [model._meta.label for model in apps.get_models()] == ["library.Book"]
    assert [config.label for config in apps.get_app_configs()] == ["library"]


def test_the_state_is_not_even_made_for_receivers_that_do_not_look():
    made = []
    apps = LazyApps(lambda: made.append("state"))

    assert repr(type(apps)).endswith("LazyApps'>")
    assert made == []

"""Operations that others derived from Django's work on our states, unconverted."""

from __future__ import annotations

from django.db import migrations as django_migrations
from django.db import models

import migrations_core as migrations
from migrations_core.interop import convert
from migrations_core.state import ModelState, ProjectState

KEY = models.BigAutoField(primary_key=True)


class CreateAuditedModel(django_migrations.CreateModel):
    """Derived from Django's: its state_forwards() brings Django's ModelState."""


class AddStampedField(django_migrations.AddField):
    pass


def library() -> ProjectState:
    state = ProjectState()
    state.add_model(ModelState("library", "Shelf", [("id", KEY)]))
    return state


def test_a_model_created_by_a_foreign_operation_is_like_any_other():
    state = library()
    operation = CreateAuditedModel("Book", [("id", KEY)], {"ordering": ["id"]})
    convert.operation(operation).state_forwards("library", state)
    ours = library()
    migrations.CreateModel("Book", [("id", KEY)], {"ordering": ["id"]}).state_forwards(
        "library", ours
    )

    assert state == ours
    assert type(state.model_states["library", "book"]) is ModelState
    assert state.apps.get_model("library", "book")._meta.ordering == ["id"]


def test_a_foreign_operation_changes_the_state_it_is_given_and_no_other():
    before = library()
    after = before.clone()
    AddStampedField("Shelf", "made", models.DateField(null=True)).state_forwards("library", after)

    assert list(after.model_states["library", "shelf"].fields) == ["id", "made"]
    assert list(before.model_states["library", "shelf"].fields) == ["id"]


def test_our_operations_and_foreign_ones_are_reduced_past_each_other():
    ours = migrations.AddField("Shelf", "room", models.IntegerField(null=True))
    elsewhere = AddStampedField("Book", "made", models.DateField(null=True))
    here = AddStampedField("Shelf", "made", models.DateField(null=True))

    assert ours.reduce(elsewhere, "library") is True
    assert elsewhere.reduce(ours, "library") is True
    assert here.reduce(ours, "library") is True


def test_a_foreign_operation_describes_itself():
    operation = AddStampedField("Shelf", "made", models.DateField(null=True))

    assert operation.describe() == "Add field made to Shelf"
    assert operation.formatted_description() == "+ Add field made to Shelf"
    assert operation.references_model("shelf", "library")
    assert operation.references_field("shelf", "made", "library")

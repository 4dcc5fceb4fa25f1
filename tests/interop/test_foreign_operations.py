"""Operations that others derived from Django's work on our states, unconverted."""

from __future__ import annotations

from django.db import migrations as django_migrations
from django.db import models

import migrations_core as migrations
from migrations_core.backends.registry import schema_editor
from migrations_core.interop import convert
from migrations_core.state import ModelState, ProjectState

KEY = models.BigAutoField(primary_key=True)


class CreateAuditedModel(django_migrations.CreateModel):
    """Derived from Django's: its state_forwards() brings Django's ModelState."""


class AddStampedField(django_migrations.AddField):
    pass


class AddStampedFieldOnline(AddStampedField):
    """Derived twice; looks at both states as Django's operations do."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        before, after = (
            state.apps.get_model(app_label, self.model_name) for state in (from_state, to_state)
        )
        self.added = {field.name for field in after._meta.fields} - {
            field.name for field in before._meta.fields
        }
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Together(django_migrations.SeparateDatabaseAndState):
    """Somebody's own container."""


class AppendOrdering(django_migrations.operations.base.Operation):
    """Changes what it finds in place, and tells nobody."""

    def state_forwards(self, app_label, state):
        shelf = state.models[app_label, "shelf"]
        shelf.options.setdefault("ordering", []).append("made")
        shelf.fields["room"] = models.IntegerField(null=True)
        shelf.bases = (*shelf.bases,)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.ordering = [
            state.apps.get_model(app_label, "shelf")._meta.ordering
            for state in (from_state, to_state)
        ]


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


def test_operations_of_others_work_at_any_depth(every_connection):
    stamped = AddStampedFieldOnline("Shelf", "made", models.DateField(null=True))
    appending = AppendOrdering()
    migration = migrations.Migration("0001_initial", "library")
    migration.operations = [
        convert.operation(django_migrations.CreateModel("Shelf", [("id", KEY)])),
        convert.operation(
            django_migrations.SeparateDatabaseAndState(
                database_operations=[Together([stamped])],
                state_operations=[Together([], [stamped])],
            )
        ),
        appending,
    ]
    with schema_editor(every_connection) as editor:
        after = migration.apply(ProjectState(), editor)
    with every_connection.cursor() as cursor:
        described = every_connection.introspection.get_table_description(cursor, "library_shelf")

    assert stamped.added == {"made"}
    assert [column.name for column in described] == ["id", "made"]
    assert appending.ordering == [[], ["made"]]
    assert list(after.model_states["library", "shelf"].fields) == ["id", "made", "room"]

"""What others derived from Django's states keeps its class, its data and its ways in ours."""

from __future__ import annotations

import pytest
from django.db import migrations as django_migrations
from django.db import models
from django.db.migrations.state import ModelState as DjangoModelState
from django.db.migrations.state import ProjectState as DjangoProjectState

import migrations_core as migrations
from migrations_core.backends.registry import schema_editor
from migrations_core.interop import convert
from migrations_core.state import ModelState, ProjectState

KEY = models.BigAutoField(primary_key=True)


class PartitionedState(DjangoModelState):
    """A model state with data of its own, as packages for partitioned tables have them."""

    def __init__(self, *args, partitions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.partitions = {name: name.upper() for name in partitions}

    def clone(self):
        copied = super().clone()
        copied.partitions = dict(self.partitions)
        return copied

    def render(self, apps):
        model = super().render(apps)
        model.partitions = dict(self.partitions)
        return model


class CreatePartitionedModel(django_migrations.CreateModel):
    def state_forwards(self, app_label, state):
        state.add_model(PartitionedState(app_label, self.name, self.fields, partitions=["first"]))


class AddPartition(django_migrations.operations.base.Operation):
    def __init__(self, model_name, name):
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label, state):
        state.models[app_label, self.model_name.lower()].partitions[self.name] = self.name.upper()
        state.reload_model(app_label, self.model_name.lower())

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        before, after = (
            state.apps.get_model(app_label, self.model_name) for state in (from_state, to_state)
        )
        self.seen = (before.partitions, after.partitions)


def events() -> ProjectState:
    state = ProjectState()
    CreatePartitionedModel("Event", [("id", KEY)]).state_forwards("log", state)
    return state


def changed(state: ProjectState, *operations) -> ProjectState:
    """Carry operations out on the state, as a migration does."""
    migration = migrations.Migration("0001_initial", "log")
    migration.operations = list(operations)
    return migration.mutate_state(state)


def test_a_state_stays_one_of_its_authors_class_and_is_one_of_ours():
    event = events().model_states["log", "event"]

    assert isinstance(event, PartitionedState)
    assert isinstance(event, DjangoModelState)
    assert isinstance(event, ModelState)
    assert event.partitions == {"first": "FIRST"}


def test_a_model_is_rendered_as_its_author_renders_it():
    model = events().apps.get_model("log", "event")

    assert model.partitions == {"first": "FIRST"}
    assert [field.name for field in model._meta.fields] == ["id"]


def test_own_data_that_is_changed_in_place_reaches_no_other_state():
    before = events()
    after = changed(before, AddPartition("Event", "second"))

    assert before.model_states["log", "event"].partitions == {"first": "FIRST"}
    assert after.model_states["log", "event"].partitions == {"first": "FIRST", "second": "SECOND"}
    assert after.apps.get_model("log", "event").partitions == {"first": "FIRST", "second": "SECOND"}


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("Event", "at", models.DateField(null=True)),
        migrations.AlterField("Event", "id", models.UUIDField(primary_key=True)),
        migrations.RenameField("Event", "id", "number"),
        migrations.RenameModel("Event", "Happening"),
        migrations.AlterModelOptions("Event", {"ordering": ["id"]}),
        migrations.AddIndex("Event", models.Index(fields=["id"], name="event_id")),
        migrations.AlterModelManagers("Event", [("things", models.Manager())]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_our_operations_leave_class_and_own_data_alone(operation):
    (event,) = changed(events(), operation).model_states.values()

    assert isinstance(event, PartitionedState)
    assert event.partitions == {"first": "FIRST"}


def test_a_state_without_a_clone_of_its_own_keeps_its_data_too():
    class Noted(DjangoModelState):
        note = None

    state = ProjectState()
    noted = Noted("log", "Event", [("id", KEY)])
    noted.note = "keep"
    state.add_model(noted)
    after = changed(state, migrations.AddField("Event", "at", models.DateField(null=True)))

    assert after.model_states["log", "event"].note == "keep"


def test_a_state_may_take_the_place_of_one_that_somebody_holds():
    state = ProjectState()
    state.add_model(ModelState("log", "Event", [("id", KEY)]))
    assert state.models["log", "event"].options == {"indexes": [], "constraints": []}
    state.models["log", "event"] = PartitionedState("log", "Event", [("id", KEY)])

    assert isinstance(state.clone().model_states["log", "event"], PartitionedState)


class AuditedState(DjangoProjectState):
    """A project state with data of its own."""

    audit: tuple = ()


class AuditingMigration(django_migrations.Migration):
    """One whose states are of a class of its own."""

    operations = [CreatePartitionedModel("Event", [("id", KEY)])]

    def mutate_state(self, project_state, preserve=True):
        before = super().mutate_state(project_state, preserve)
        after = AuditedState({key: before.models[key] for key in before.models}, {"plain"})
        after.audit = (self.name,)
        return after


def test_a_state_that_somebodys_migration_returns_is_one_of_ours_with_what_it_holds():
    migration = convert.migration_class(AuditingMigration)("0001_initial", "log")
    state = migration.mutate_state(ProjectState())
    after = changed(state, migrations.AddField("Event", "at", models.DateField(null=True)))

    assert isinstance(state, ProjectState)
    assert isinstance(state, AuditedState)
    assert (after.audit, after.real_apps) == (("0001_initial",), {"plain"})
    assert after.model_states["log", "event"].partitions == {"first": "FIRST"}


def test_editors_get_models_as_their_author_renders_them(every_connection):
    """A foreign key to one, from one, and a change of its key, which its followers share."""
    adding = AddPartition("Event", "second")
    first, second = (migrations.Migration(name, "log") for name in ("0001_initial", "0002_more"))
    first.operations = [
        CreatePartitionedModel("Event", [("id", models.AutoField(primary_key=True))]),
        adding,
        migrations.CreateModel(
            "Note", [("id", KEY), ("event", models.ForeignKey("log.Event", models.CASCADE))]
        ),
    ]
    second.operations = [
        migrations.AddField("Event", "kind", models.CharField(max_length=9, default="")),
        migrations.AddField(
            "Event", "note", models.ForeignKey("log.Note", models.CASCADE, null=True)
        ),
        migrations.AlterField("Event", "id", models.BigAutoField(primary_key=True)),
        migrations.RenameModel("Event", "Happening"),
        migrations.RemoveField("Happening", "kind"),
    ]
    state = ProjectState()
    for migration in (first, second):
        with schema_editor(every_connection) as editor:
            migration.apply(state, editor)

    assert adding.seen == ({"first": "FIRST"}, {"first": "FIRST", "second": "SECOND"})
    with every_connection.cursor() as cursor:
        tables = every_connection.introspection.table_names(cursor)
        columns = every_connection.introspection.get_table_description(cursor, "log_happening")
    assert tables == ["log_happening", "log_note"]
    assert sorted(column.name for column in columns) == ["id", "note_id"]

"""Operations and migrations written against Django's classes become ours, exactly."""

from __future__ import annotations

from abc import ABC, ABCMeta

import pytest
from django.db import migrations as django_migrations
from django.db import models

import migrations_core as migrations
from migrations_core.interop import convert
from migrations_core.interop.counterparts import ours_by_django
from migrations_core.migration import Migration
from migrations_core.state import ProjectState


def forwards(apps, schema_editor):
    """Do nothing."""


TITLE = models.CharField(max_length=10)
INDEX = models.Index(fields=["title"], name="title_idx")
CHECK = models.CheckConstraint(condition=models.Q(title="x"), name="title_is_x")


class AddIndexOnline(django_migrations.AddIndex):
    """What somebody derived from one of Django's operations."""


EVERY_OPERATION = [
    django_migrations.CreateModel("Book", [("title", TITLE)]),
    django_migrations.CreateModel(
        name="Special",
        fields=[("title", TITLE)],
        options={"db_table": "special"},
        bases=("library.book", models.Model),
        managers=[("objects", models.Manager())],
    ),
    django_migrations.DeleteModel("Book"),
    django_migrations.RenameModel("Book", "Tome"),
    django_migrations.AlterModelTable("Book", table="books"),
    django_migrations.AlterModelTableComment("Book", table_comment="all of them"),
    django_migrations.AlterUniqueTogether("Book", unique_together={("title", "year")}),
    django_migrations.AlterIndexTogether("Book", index_together={("title", "year")}),
    django_migrations.AlterOrderWithRespectTo("Book", order_with_respect_to="author"),
    django_migrations.AlterModelOptions("Book", options={"ordering": ["title"]}),
    django_migrations.AlterModelManagers("Book", managers=[("objects", models.Manager())]),
    django_migrations.AddField("Book", "title", TITLE, preserve_default=False),
    django_migrations.AlterField("Book", "title", TITLE),
    django_migrations.RemoveField("Book", "title"),
    django_migrations.RenameField("Book", "title", "name"),
    django_migrations.AddIndex("Book", INDEX),
    django_migrations.RemoveIndex("Book", "title_idx"),
    django_migrations.RenameIndex("Book", new_name="new", old_fields=("title",)),
    django_migrations.AddConstraint("Book", CHECK),
    django_migrations.RemoveConstraint("Book", "title_is_x"),
    django_migrations.AlterConstraint("Book", "title_is_x", CHECK),
    django_migrations.RunSQL("SELECT 1", "SELECT 2", hints={"target": "x"}, elidable=True),
    django_migrations.RunSQL("SELECT 1", []),
    django_migrations.RunPython(forwards, forwards, atomic=False, hints={"a": 1}, elidable=True),
]


@pytest.mark.parametrize("theirs", EVERY_OPERATION, ids=lambda operation: type(operation).__name__)
def test_an_operation_of_django_becomes_ours_with_everything_it_holds(theirs):
    ours = convert.operation(theirs)

    assert type(ours) is getattr(migrations, type(theirs).__name__)
    held = {name: value for name, value in vars(theirs).items() if name != "_constructor_args"}
    assert {name: getattr(ours, name) for name in held} == held


def test_every_operation_that_django_exports_has_a_counterpart():
    exported = {getattr(django_migrations, name) for name in django_migrations.operations.__all__}

    assert set(ours_by_django()) == exported
    assert exported <= {type(op) for op in EVERY_OPERATION} | {
        django_migrations.SeparateDatabaseAndState
    }


def test_fields_are_shared_and_not_rebuilt():
    ours = convert.operation(django_migrations.CreateModel("Book", [("title", TITLE)]))

    assert ours.fields[0][1] is TITLE


def test_operations_inside_operations_are_converted_too():
    ours = convert.operation(
        django_migrations.SeparateDatabaseAndState(
            database_operations=[
                django_migrations.RunSQL("", state_operations=[EVERY_OPERATION[0]]),
            ],
            state_operations=[django_migrations.SeparateDatabaseAndState()],
        )
    )

    (run_sql,) = ours.database_operations
    assert type(run_sql) is migrations.RunSQL
    assert [type(op) for op in run_sql.state_operations] == [migrations.CreateModel]
    assert [type(op) for op in ours.state_operations] == [migrations.SeparateDatabaseAndState]


def test_an_attribute_set_on_one_instance_is_kept():
    theirs = django_migrations.RemoveField("Book", "title")
    theirs.elidable = True

    assert convert.operation(theirs).elidable is True
    assert migrations.RemoveField.elidable is False


def test_what_others_derived_from_an_operation_stays_what_it_is():
    theirs = AddIndexOnline("Book", INDEX)

    assert convert.operation(theirs) is theirs


def test_our_own_operations_pass_through():
    ours = migrations.DeleteModel("Book")

    assert convert.operation(ours) is ours


class Plain(django_migrations.Migration):
    """Create the book."""

    initial = True
    atomic = False
    dependencies = [
        ("authors", "0001_initial"),
        django_migrations.swappable_dependency("auth.User"),
    ]
    run_before = [("shops", "0001_initial")]
    replaces = [("library", "0000_draft")]
    operations = [django_migrations.CreateModel("Book", [("title", TITLE)])]
    marker = "kept"


def test_a_migration_of_django_becomes_ours_with_everything_it_declares():
    cls = convert.migration_class(Plain)
    migration = cls("0001_initial", "library")

    assert issubclass(cls, Migration)
    assert (cls.__name__, cls.__module__, cls.__doc__) == ("Plain", __name__, "Create the book.")
    declared = ("initial", "atomic", "dependencies", "run_before", "replaces", "marker")
    assert [getattr(migration, name) for name in declared] == [
        getattr(Plain, name) for name in declared
    ]
    assert migration.dependencies[1].setting == "auth.User"
    assert [type(op) for op in migration.operations] == [migrations.CreateModel]
    assert str(migration) == "library.0001_initial"


def test_a_converted_migration_still_passes_for_its_author_s_class_and_for_django_s():
    migration = convert.migration_class(Plain)("0001_initial", "library")

    assert isinstance(migration, Plain)
    assert isinstance(migration, django_migrations.Migration)


def test_our_own_migrations_pass_through():
    class Ours(migrations.Migration):
        pass

    assert convert.migration_class(Ours) is Ours


class Loud(django_migrations.Migration):
    """What a mixin of somebody's house rules does."""

    def __init__(self, name, app_label):
        super().__init__(name, app_label)
        self.operations.append(django_migrations.RunSQL("SELECT 1"))

    def mutate_state(self, project_state, preserve=True):
        self.mutated = True
        return super().mutate_state(project_state, preserve)


def test_methods_that_an_author_overrode_run_and_reach_ours_through_super():
    class Derived(Loud):
        operations = [
            django_migrations.CreateModel("Book", [("id", models.AutoField(primary_key=True))])
        ]

    migration = convert.migration_class(Derived)("0001_initial", "library")
    state = migration.mutate_state(ProjectState())

    assert migration.mutated
    assert [type(op) for op in migration.operations] == [migrations.CreateModel, migrations.RunSQL]
    assert list(state.model_states) == [("library", "book")]
    assert type(migration).apply is Migration.apply


def test_every_loader_gets_the_same_operation_for_the_same_original():
    original = django_migrations.RunSQL("SELECT 1")

    assert convert.operation(original) is convert.operation(original)


def test_an_operation_that_was_changed_in_between_is_converted_again():
    original = django_migrations.RunSQL("SELECT 1")
    before = convert.operation(original)

    original.elidable = True

    assert convert.operation(original).elidable
    assert not before.elidable


def test_a_class_is_converted_once_while_somebody_uses_it():
    class Original(django_migrations.Migration):
        pass

    converted = convert.migration_class(Original)

    assert convert.migration_class(Original) is converted


def test_a_migration_whose_class_has_a_metaclass_is_converted():
    class House(django_migrations.Migration, ABC):
        """What an in-house base may be."""

    class Derived(House):
        operations = [django_migrations.DeleteModel("Book")]

    converted = convert.migration_class(Derived)

    assert issubclass(converted, Migration)
    assert isinstance(converted, ABCMeta)
    assert [type(op) for op in converted("0001", "library").operations] == [migrations.DeleteModel]


def test_what_a_base_does_with_its_subclasses_is_not_done_again():
    made = []

    class House(django_migrations.Migration):
        def __init_subclass__(cls, label, **kwargs):
            super().__init_subclass__(**kwargs)
            made.append(label)
            cls.operations = [*cls.operations, django_migrations.RunSQL("SELECT 1")]

    class Derived(House, label="derived"):
        operations = [django_migrations.DeleteModel("Book")]

    migration = convert.migration_class(Derived)("0001", "library")

    assert made == ["derived"]
    assert [type(op) for op in migration.operations] == [migrations.DeleteModel, migrations.RunSQL]


def test_a_migration_derived_from_another_file_s_has_what_it_inherits():
    class Second(Plain):
        """What copies and extends a migration."""

        dependencies = [("library", "0001_initial")]
        operations = [*Plain.operations, django_migrations.DeleteModel("Book")]

    convert.migration_class(Plain)
    migration = convert.migration_class(Second)("0002_second", "library")

    assert isinstance(migration, Plain)
    assert (migration.marker, migration.atomic) == ("kept", False)
    assert [type(op) for op in migration.operations] == [
        migrations.CreateModel,
        migrations.DeleteModel,
    ]
    assert [type(op) for op in Plain.operations] == [django_migrations.CreateModel]

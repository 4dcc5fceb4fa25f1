"""What receivers of pre_migrate and post_migrate see of a plan, and what becomes of their changes."""

from __future__ import annotations

from django.contrib.contenttypes.management import RenameContentType
from django.db import migrations as django_migrations

import migrations_core as migrations
from migrations_core.failures import numbered
from migrations_core.interop.signals import MigrationView, plan_taken_back, plan_view


class CreateExtension(django_migrations.operations.base.Operation):
    """What somebody derived from Django's base class."""

    def __init__(self, name):
        self.name = name


class Renaming(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.RenameModel("Book", "Tome"),
        CreateExtension("hstore"),
        migrations.DeleteModel("Shelf"),
    ]
    note = "ours"


def renaming():
    return Renaming("0002_rename", "library")


def test_operations_pass_for_django_s_and_for_ours():
    ((view, backwards),) = plan_view([(renaming(), False)])
    operation = view.operations[0]

    assert isinstance(operation, django_migrations.RenameModel)
    assert isinstance(operation, migrations.RenameModel)
    assert not isinstance(operation, django_migrations.DeleteModel)
    assert (operation.old_name_lower, operation.new_name) == ("book", "Tome")
    assert backwards is False


def test_operations_of_others_are_themselves():
    migration = renaming()
    ((view, _),) = plan_view([(migration, False)])

    assert view.operations[1] is migration.operations[1]


def test_migrations_pass_for_django_s_and_for_ours():
    migration = renaming()
    ((view, _),) = plan_view([(migration, True)])

    assert isinstance(view, django_migrations.Migration)
    assert isinstance(view, Renaming)
    assert view == migration
    assert (str(view), view.note) == ("library.0002_rename", "ours")
    assert view.dependencies == [("library", "0001_initial")]


def test_an_inserted_operation_is_taken_back_to_its_place():
    migration = renaming()
    rename, extension, delete = migration.operations
    plan = plan_view([(migration, False)])
    inserted = RenameContentType("library", "book", "tome")
    plan[0][0].operations.insert(1, inserted)

    assert plan_taken_back(plan) == [(migration, False)]
    assert migration.operations == [rename, inserted, extension, delete]


def test_an_inserted_operation_of_django_becomes_ours():
    migration = renaming()
    plan = plan_view([(migration, False)])
    plan[0][0].operations.append(django_migrations.RunSQL("SELECT 1"))
    plan_taken_back(plan)

    assert type(migration.operations[-1]) is migrations.RunSQL


def test_taking_back_twice_changes_nothing_more():
    migration = renaming()
    plan = plan_view([(migration, False)])
    plan[0][0].operations.insert(0, RenameContentType("library", "book", "tome"))
    plan_taken_back(plan)
    once = list(migration.operations)
    plan_taken_back(plan)

    assert migration.operations == once


def test_the_operations_of_a_migration_that_nobody_looked_at_are_left_alone():
    migration = renaming()
    before = list(migration.operations)
    plan = plan_view([(migration, False)])

    assert plan_taken_back(plan) == [(migration, False)]
    assert migration.operations == before
    assert type(plan[0][0]) is MigrationView
    assert "operations" not in vars(plan[0][0])


def test_operations_keep_the_numbers_that_they_have_in_the_file():
    migration = renaming()
    plan = plan_view([(migration, False)])
    plan[0][0].operations.insert(1, RenameContentType("library", "book", "tome"))
    plan_taken_back(plan)
    again = plan_view([(migration, False)])
    again[0][0].operations.pop(0)
    plan_taken_back(again)

    assert [number for number, _ in numbered(migration)] == [None, 2, 3]

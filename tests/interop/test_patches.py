"""What is set on a class of Django's is found on ours as long as it is there."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import migrations as django_migrations
from django.db.migrations.loader import MigrationLoader as DjangoLoader
from django.db.migrations.operations.base import Operation as DjangoOperation
from django.db.migrations.writer import MigrationWriter as DjangoWriter

import migrations_core as migrations
from migrations_core.executor import MigrationExecutor
from migrations_core.interop import patches
from migrations_core.interop.convert import migration_class
from migrations_core.interop.patches import follow, is_patched
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.writer import MigrationWriter
from tests.apps_on_disk import migration

BOOK = 'operations = [migrations.CreateModel("Book", [("id", models.AutoField(primary_key=True))])]'


@pytest.fixture(autouse=True)
def _unpatched(monkeypatch):
    yield
    monkeypatch.undo()
    follow()


def test_nothing_of_django_itself_is_taken_for_a_patch():
    follow()

    assert MigrationExecutor in {each.ours for each in patches._counterparts}
    assert [each for each in patches._counterparts if each.replaced] == []
    assert not is_patched("autodetector", "MigrationAutodetector")


def test_a_method_works_on_an_object_of_django_s_class_with_the_attributes_of_ours(monkeypatch):
    def describe(self):
        assert type(self) is django_migrations.DeleteModel
        return f"Without {self.name}"

    monkeypatch.setattr(django_migrations.DeleteModel, "describe", describe)
    follow()

    assert migrations.DeleteModel("Book").describe() == "Without Book"
    assert migrations.DeleteModel("Book").formatted_description() == "- Without Book"


def test_what_is_taken_off_again_is_taken_off_ours():
    before = dict(vars(migrations.RunSQL))
    with patch.object(django_migrations.RunSQL, "database_forwards", lambda *args: None):
        follow()
        assert vars(migrations.RunSQL) != before
    follow()

    assert vars(migrations.RunSQL) == before


def test_what_is_set_on_a_base_is_found_where_nothing_else_is(monkeypatch):
    monkeypatch.setattr(DjangoOperation, "describe", lambda self: "something")
    follow()

    class Own(migrations.operations.base.Operation):
        pass

    assert Own().describe() == "something"
    assert migrations.DeleteModel("Book").describe() == "Delete model Book"


def test_what_is_set_on_ours_is_left_alone(monkeypatch):
    monkeypatch.setattr(migrations.RunSQL, "elidable", True)
    monkeypatch.setattr(migrations.RunSQL, "describe", lambda self: "ours")
    follow()

    assert migrations.RunSQL("SELECT 1").describe() == "ours"
    assert migrations.RunSQL.elidable is True


def test_a_list_is_shared(monkeypatch):
    keys = django_migrations.AlterModelOptions.ALTER_OPTION_KEYS
    monkeypatch.setattr(django_migrations.AlterModelOptions, "ALTER_OPTION_KEYS", [*keys, "labels"])
    follow()
    django_migrations.AlterModelOptions.ALTER_OPTION_KEYS.append("more")

    shared = migrations.AlterModelOptions.ALTER_OPTION_KEYS
    assert shared == [*keys, "labels", "more"]


def test_what_a_reduction_gives_is_ours(monkeypatch):
    def reduce(self, operation, app_label):
        return [django_migrations.RunSQL("SELECT 3")]

    monkeypatch.setattr(django_migrations.RunSQL, "reduce", reduce)
    follow()
    (reduced,) = migrations.RunSQL("SELECT 1").reduce(migrations.RunSQL("SELECT 2"), "library")

    assert type(reduced) is migrations.RunSQL


def test_what_somebody_changes_in_loaded_migrations_stays_changed(apps, monkeypatch):
    apps.add("library", {"0001_initial.py": migration(BOOK)})
    apps.add("shop", {"0001_initial.py": migration(BOOK)})
    original = DjangoLoader.load_disk

    def load_disk(self):
        original(self)
        self.disk_migrations["library", "0001_initial"].dependencies.append(
            ("shop", "0001_initial")
        )

    monkeypatch.setattr(DjangoLoader, "load_disk", load_disk)
    with apps.installed():
        loader = MigrationLoader(None)

    loaded = loader.disk_migrations["library", "0001_initial"]
    assert isinstance(loaded, Migration)
    assert [type(op) for op in loaded.operations] == [migrations.CreateModel]
    assert loader.graph.forwards_plan(("library", "0001_initial")) == [
        ("shop", "0001_initial"),
        ("library", "0001_initial"),
    ]


def test_a_writer_is_given_the_operations_of_django_inside_others_too(monkeypatch):
    nested = migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")])
    written = Migration("0001_initial", "library")
    written.operations = [nested]
    before = MigrationWriter(written, include_header=False).as_string()
    original = DjangoWriter.as_string
    monkeypatch.setattr(DjangoWriter, "as_string", lambda self: original(self) + "# end\n")

    assert MigrationWriter(written, include_header=False).as_string() == before + "# end\n"
    assert written.operations == [nested]


def test_what_is_set_on_all_migrations_counts_for_those_that_say_nothing_else(monkeypatch):
    class Silent(django_migrations.Migration):
        pass

    class Atomic(django_migrations.Migration):
        atomic = True

    monkeypatch.setattr(django_migrations.Migration, "atomic", False)
    follow()
    converted = [migration_class(cls)("0001_initial", "library") for cls in (Silent, Atomic)]

    assert [each.atomic for each in converted] == [False, True]

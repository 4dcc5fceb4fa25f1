import pytest
from django.db import models

from migrations_core.operations import (
    AddField,
    AlterModelOptions,
    AlterModelTable,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from migrations_core.operations.base import Operation, OperationCategory
from migrations_core.state import ModelState, ProjectState
from tests.operations.samples import APP


class Tidy(Operation):
    """An operation as other people write them."""

    def __init__(self, place, *, twice=False):
        self.place = place
        self.twice = twice


def test_arguments_are_remembered_for_the_writer():
    assert Tidy("attic", twice=True).deconstruct() == ("Tidy", ("attic",), {"twice": True})


def test_its_description_and_representation_show_the_arguments():
    operation = Tidy("attic", twice=True)

    assert operation.describe() == "Tidy: (('attic',), {'twice': True})"
    assert operation.formatted_description() == "? Tidy: (('attic',), {'twice': True})"
    assert repr(operation) == "<Tidy 'attic' twice=True>"


@pytest.mark.parametrize(
    "operation", [Tidy("attic"), Tidy(place="attic")], ids=["by position", "by name"]
)
def test_replacing_an_argument_gives_a_new_operation(operation):
    replaced = operation.__replace__(place="cellar", twice=True)

    assert (replaced.place, replaced.twice) == ("cellar", True)
    assert (operation.place, operation.twice) == ("attic", False)


def test_replacing_keeps_the_class():
    class AddCleanField(AddField):
        pass

    add = AddCleanField("Book", "pages", models.IntegerField())

    assert type(add.__replace__(name="leaves")) is AddCleanField


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("state_forwards", (APP, None)),
        ("database_forwards", (APP, None, None, None)),
        ("database_backwards", (APP, None, None, None)),
    ],
)
def test_a_missing_method_is_named(method, arguments):
    with pytest.raises(NotImplementedError) as caught:
        getattr(Tidy("attic"), method)(*arguments)

    assert str(caught.value) == f"subclasses of Operation must provide a {method}() method"


def test_the_symbol_of_a_category_leads_the_description():
    class Sweep(Tidy):
        category = OperationCategory.REMOVAL

        def describe(self):
            return "Sweep"

    assert Sweep("attic").formatted_description() == "- Sweep"


def test_an_unknown_operation_may_concern_any_model_and_field():
    assert Tidy("attic").references_model("Book", APP)
    assert Tidy("attic").references_field("Book", "title", APP)


def test_an_elidable_operation_gives_way_to_a_later_one():
    later = Tidy("attic")

    assert RunSQL("SELECT 1", elidable=True).reduce(later, APP) == [later]


def test_an_elidable_operation_vanishes_behind_an_earlier_one():
    earlier = Tidy("attic")

    assert earlier.reduce(RunSQL("SELECT 1", elidable=True), APP) == [earlier]


def test_nothing_moves_across_an_unknown_operation():
    assert Tidy("attic").reduce(Tidy("cellar"), APP) is False


@pytest.mark.parametrize("options", [{"proxy": True}, {"managed": False}, {}])
def test_only_managed_models_with_a_table_of_their_own_are_migrated(options):
    bases = ("shop.book",) if options.get("proxy") else (models.Model,)
    state = ProjectState()
    state.add_model(ModelState(APP, "Book", [("id", models.AutoField(primary_key=True))]))
    state.add_model(ModelState(APP, "Thing", [], options, bases))

    allowed = Tidy("attic").allow_migrate_model("default", state.apps.get_model(APP, "Thing"))

    assert allowed is not bool(options)


class Waits:
    """What other people mix into operations."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.append(type(self).__name__)


def test_an_operation_that_says_only_what_it_changes_does_nothing_but_call_the_editor():
    class Described(AlterModelTable):
        def describe(self):
            return "Mine"

    class Waiting(Waits, AlterModelTable):
        pass

    class Asking(AlterModelTable):
        def allow_migrate_model(self, connection_alias, model):
            return True

    classes = (AlterModelTable, AlterModelOptions, Described, Waiting, Asking)
    assert [each("Book", {}).only_calls_editor for each in classes] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "operation",
    [RunSQL("SELECT 1"), RunPython(RunPython.noop), SeparateDatabaseAndState()],
    ids=["RunSQL", "RunPython", "SeparateDatabaseAndState"],
)
def test_what_runs_what_others_wrote_may_do_more_than_call_the_editor(operation):
    assert not operation.only_calls_editor


def test_a_way_forwards_of_somebody_is_the_way_back_where_it_is_in_django():
    class Table(Waits, AlterModelTable):
        pass

    class Options(Waits, AlterModelOptions):
        pass

    ran = []
    for operation in (Table("Book", "books"), Options("Book", {})):
        operation.database_forwards(APP, ran, None, None)
        operation.database_backwards(APP, ran, None, None)

    assert ran == ["Table", "Table", "Options"]

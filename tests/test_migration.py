import pytest
from django.db import models
from django.db.migrations import Migration as DjangoMigration

from migrations_core.exceptions import IrreversibleError
from migrations_core.interop.convert import migration_instance
from migrations_core.migration import (
    Migration,
    SwappableTuple,
    refuse_irreversible,
    swappable_dependency,
)
from migrations_core.operations import (
    AddField,
    CreateModel,
    DeleteModel,
    RenameModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from migrations_core.state import ProjectState

ID = ("id", models.BigAutoField(primary_key=True))


def migration(*operations, name="0001_initial", **attributes) -> Migration:
    made = Migration(name, "shop")
    made.operations = list(operations)
    vars(made).update(attributes)
    return made


def test_migrations_of_one_name_are_equal():
    assert migration() == migration(CreateModel("Order", [ID]))
    assert hash(migration()) == hash(migration(CreateModel("Order", [ID])))
    assert migration() != migration(name="0002")
    assert (str(migration()), repr(migration())) == (
        "shop.0001_initial",
        "<Migration shop.0001_initial>",
    )


def test_lists_are_copied_from_the_class():
    class Written(Migration):
        dependencies = [("shop", "0001")]

    Written("0002", "shop").dependencies.clear()

    assert Written("0002", "shop").dependencies == [("shop", "0001")]


def test_the_state_after_a_migration_is_another_one():
    before = ProjectState()
    after = migration(CreateModel("Order", [ID]), RenameModel("Order", "Sale")).mutate_state(before)

    assert (list(before.model_states), list(after.model_states)) == ([], [("shop", "sale")])


def test_without_preserving_the_state_itself_is_changed():
    state = ProjectState()

    assert migration(CreateModel("Order", [ID])).mutate_state(state, preserve=False) is state
    assert list(state.model_states) == [("shop", "order")]


class InThisFile(Migration):
    operations = [CreateModel("Order", [ID])]


class InThisFileForDjango(DjangoMigration):
    operations = [CreateModel("Order", [ID])]


@pytest.mark.parametrize(
    ("made", "origin"),
    [
        (InThisFile("0001", "shop"), __file__),
        (migration_instance(InThisFileForDjango("0001", "shop")), __file__),
        (Migration("0001", "shop"), None),
        (migration_instance(DjangoMigration("0001", "shop")), None),
    ],
)
def test_only_a_migration_that_was_written_in_a_file_has_one(made, origin):
    assert made.origin == origin


def test_an_error_in_the_state_names_migration_and_operation():
    broken = migration(CreateModel("Order", [ID]), RenameModel("Cart", "Basket"))

    with pytest.raises(KeyError) as caught:
        broken.mutate_state(ProjectState())

    assert str(caught.value.migration_failure) == (
        "While computing the state after migration shop.0001_initial, operation 2: "
        "Rename model Cart to Basket"
    )


@pytest.mark.parametrize(
    ("operations", "name"),
    [
        ([CreateModel("Order", [ID])], "order"),
        ([CreateModel("Order", [ID]), DeleteModel("Cart")], "order_delete_cart"),
        ([AddField("Order", "sum", ID[1])] * 4, "order_sum_order_sum_order_sum_order_sum"),
        ([DeleteModel("Order" * 8), DeleteModel("Cart")], "delete_" + "order" * 8 + "_and_more"),
        ([AddField("Order", "bad name", ID[1])], "order_bad_name"),
    ],
)
def test_a_name_tells_what_the_operations_do(operations, name):
    assert migration(*operations).suggest_name() == name


def test_an_initial_migration_is_named_so():
    assert migration(CreateModel("Order", [ID]), initial=True).suggest_name() == "initial"


@pytest.mark.parametrize("operations", [[], [CreateModel("Order", [ID]), RunSQL("SELECT 1")]])
def test_what_cannot_be_told_is_named_after_the_time(operations):
    assert migration(*operations).suggest_name().startswith("auto_2")


@pytest.mark.parametrize(
    "operation",
    [
        RunSQL("SELECT 1"),
        RunPython(RunPython.noop),
        SeparateDatabaseAndState(database_operations=[RunSQL("SELECT 1")]),
    ],
)
def test_an_operation_without_a_way_back_is_refused(operation):
    with pytest.raises(
        IrreversibleError, match=r"in shop\.0001_initial is not reversible \(operation 2"
    ):
        refuse_irreversible([migration(CreateModel("Order", [ID]), operation)])


def test_operations_with_a_way_back_are_fine():
    refuse_irreversible(
        [
            migration(
                CreateModel("Order", [ID]), RunSQL("SELECT 1", RunSQL.noop), DeleteModel("Order")
            )
        ]
    )


def test_a_dependency_on_a_swappable_model_remembers_its_setting():
    dependency = swappable_dependency("accounts.User")

    assert dependency == ("accounts", "__first__")
    assert isinstance(dependency, SwappableTuple)
    assert dependency.setting == "accounts.User"

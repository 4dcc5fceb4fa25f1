import pytest
from django.db import models

from migrations_core.executor.fake_initial import expected_of, has_names, is_initial
from migrations_core.migration import Migration
from migrations_core.operations import AddField, CreateModel, DeleteModel
from migrations_core.state import ProjectState

ID = ("id", models.BigAutoField(primary_key=True))
SUM = models.IntegerField(null=True)
ORDER = CreateModel("Order", [ID])


def migration(*operations, initial=None, dependencies=()) -> Migration:
    made = Migration("0001", "shop")
    made.operations, made.initial, made.dependencies = list(operations), initial, dependencies
    return made


@pytest.mark.parametrize(
    ("initial", "dependencies", "answer"),
    [
        (None, [], True),
        (None, [("auth", "0001")], True),
        (None, [("shop", "0000")], False),
        (True, [("shop", "0000")], True),
        (False, [], False),
    ],
)
def test_the_first_migration_of_an_app_is_initial_unless_it_says_otherwise(
    initial, dependencies, answer
):
    assert is_initial(migration(initial=initial, dependencies=dependencies)) is answer


def found(connection, *operations, schema: str = "") -> bool:
    with connection.cursor() as cursor:
        for sql in filter(None, map(str.strip, schema.split(";"))):
            cursor.execute(sql)
    made = migration(*operations)
    return has_names(
        connection, expected_of(connection.alias, made, made.mutate_state(ProjectState()))
    )


def test_tables_and_columns_that_exist_are_found(connection):
    sum_ = AddField("Order", "sum", SUM)

    assert found(connection, ORDER, sum_, schema="CREATE TABLE shop_order (id, sum)")


def test_names_are_compared_as_the_database_compares_them(connection):
    assert found(connection, ORDER, schema="CREATE TABLE SHOP_ORDER (id)")


def test_a_missing_table_is_missed(connection):
    assert not found(
        connection, ORDER, CreateModel("Item", [ID]), schema="CREATE TABLE shop_order (id)"
    )


def test_a_missing_column_is_missed(connection):
    sum_ = AddField("Order", "sum", SUM)

    assert not found(connection, ORDER, sum_, schema="CREATE TABLE shop_order (id)")


def test_a_link_table_stands_for_its_field(connection):
    items = AddField("Order", "items", models.ManyToManyField("shop.Item"))
    models_only = "CREATE TABLE shop_order (id); CREATE TABLE shop_item (id);"

    assert not found(connection, ORDER, CreateModel("Item", [ID]), items, schema=models_only)
    links = "CREATE TABLE shop_order_items (id)"
    assert found(connection, ORDER, CreateModel("Item", [ID]), items, schema=links)


def test_models_without_a_table_are_not_looked_for(connection):
    unmanaged = CreateModel("Item", [ID], options={"managed": False})

    assert found(connection, ORDER, unmanaged, schema="CREATE TABLE shop_order (id)")


def test_a_migration_that_creates_nothing_is_never_found(connection):
    assert not found(connection, CreateModel("Item", [ID], options={"managed": False}))


def test_a_model_that_is_gone_at_the_end_is_not_found(connection):
    assert not found(connection, ORDER, DeleteModel("Order"), schema="CREATE TABLE shop_order (id)")

import pytest
from django.db import models

from migrations_core.operations import (
    AlterIndexTogether,
    AlterModelManagers,
    AlterModelOptions,
    AlterModelTable,
    AlterModelTableComment,
    AlterOrderWithRespectTo,
    AlterUniqueTogether,
)
from tests.operations.samples import APP, bookshop, build


def book_after(*operations):
    state = bookshop()
    for operation in operations:
        operation.state_forwards(APP, state)
    return state[APP, "book"]


@pytest.mark.parametrize(
    ("operation", "option", "value"),
    [
        (AlterModelTable("Book", "books"), "db_table", "books"),
        (AlterModelTableComment("Book", "All"), "db_table_comment", "All"),
        (
            AlterUniqueTogether("Book", [("author", "isbn")]),
            "unique_together",
            {("author", "isbn")},
        ),
        (AlterIndexTogether("Book", {("author", "isbn")}), "index_together", {("author", "isbn")}),
        (AlterOrderWithRespectTo("Book", "author"), "order_with_respect_to", "author"),
    ],
)
def test_it_sets_one_option(operation, option, value):
    assert book_after(operation) == bookshop()[APP, "book"].with_options({option: value})


def test_options_that_are_not_given_are_unset():
    first = AlterModelOptions("Book", {"verbose_name": "tome", "ordering": ["title"]})
    second = AlterModelOptions("Book", {"ordering": ["isbn"]})

    book = book_after(AlterModelTable("Book", "books"), first, second)

    before = bookshop()[APP, "book"]
    assert book == before.with_options({"db_table": "books", "ordering": ["isbn"]})


def test_managers_are_replaced():
    managers = [("books", models.Manager())]

    book = book_after(AlterModelManagers("Book", managers))

    assert book == bookshop()[APP, "book"].with_managers(managers)


@pytest.mark.parametrize("operation_class", [AlterUniqueTogether, AlterIndexTogether])
def test_one_group_of_fields_may_be_given_alone(operation_class):
    assert operation_class("Book", ("author", "isbn")).option_value == {("author", "isbn")}


@pytest.mark.parametrize("operation_class", [AlterUniqueTogether, AlterIndexTogether])
def test_the_two_together_options_move_past_each_other(operation_class):
    other_class = {AlterUniqueTogether, AlterIndexTogether} - {operation_class}

    assert operation_class("Book", set()).reduce(other_class.pop()("Book", set()), APP) is True


def test_the_tables_of_many_to_many_fields_follow_the_models_table(shop):
    after = shop.after(AlterModelTable("Book", "books"))

    assert {"books", "books_tags"} <= after.tables()
    assert not {"shop_book", "shop_book_tags"} & after.tables()


def test_ordered_rows_start_at_zero(shop):
    shop.execute("INSERT INTO shop_author (id, name) VALUES (1, 'Ann')")
    shop.execute("INSERT INTO shop_book (id, title, isbn, author_id) VALUES (1, 'Sea', '1', 1)")
    shop.execute("INSERT INTO shop_review (id, book_id, book_isbn_id) VALUES (1, 1, '1')")

    after = shop.after(build("set the order"))

    assert after.execute("SELECT id, _order FROM shop_review") == [(1, 0)]


def test_changing_what_rows_are_ordered_by_leaves_the_column(shop):
    ordered = shop.after(build("set the order"))

    after = ordered.after(AlterOrderWithRespectTo("Review", "book_isbn"))

    assert after.schema() == ordered.schema()


def test_unsetting_the_order_drops_the_column(shop):
    before = shop.schema()

    after = shop.after(build("set the order"), build("unset the order"))

    assert after.schema() == before

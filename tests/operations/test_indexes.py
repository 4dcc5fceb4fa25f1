import pytest
from django.db import models

from migrations_core.exceptions import WrongConstraintCountError
from migrations_core.operations import AddIndex, AlterIndexTogether, RemoveIndex, RenameIndex
from tests.operations.samples import APP, BY_TITLE, bookshop, build
from tests.told import told


def names(site, table):
    return set(site.schema()[table]["constraints"])


def options_after(operation, model="book"):
    state = bookshop()
    operation.state_forwards(APP, state)
    return state[APP, model].options


def test_an_index_is_added_last():
    index = models.Index(fields=["isbn"], name="by_isbn")

    assert options_after(AddIndex("Book", index))["indexes"] == [BY_TITLE, index]


def test_an_index_is_removed():
    assert options_after(RemoveIndex("Book", "by_title"))["indexes"] == []


def test_an_index_is_renamed_and_the_old_one_left_alone():
    indexes = options_after(RenameIndex("Book", "titles", "by_title"))["indexes"]

    assert indexes == [models.Index(fields=["title"], name="titles")]
    assert BY_TITLE.name == "by_title"


def test_a_named_index_leaves_index_together():
    options = options_after(build("name an index"), "stock")

    assert options["indexes"] == [models.Index(fields=["place", "count"], name="by_place")]
    assert options["index_together"] == set()


def test_an_index_without_a_name_is_refused():
    with pytest.raises(ValueError, match="require a name argument") as caught:
        AddIndex("Book", models.Index(fields=["title"]))

    assert str(caught.value) == (
        "Indexes passed to AddIndex operations require a name argument. "
        "<Index: fields=['title']> doesn't have one."
    )


def test_a_renaming_needs_the_old_name_or_the_fields():
    with pytest.raises(ValueError, match="one of old_name and old_fields arguments to be set"):
        RenameIndex("Book", "titles")
    with pytest.raises(ValueError, match="old_name and old_fields are mutually exclusive"):
        RenameIndex("Book", "titles", old_name="by_title", old_fields=("title",))


def test_renaming_renames_in_the_database(shop):
    before = names(shop, "shop_book")

    after = shop.after(build("rename an index"))

    assert names(after, "shop_book") == before - {"by_title"} | {"titles"}


def test_the_unnamed_index_is_found_by_its_columns(shop):
    after = shop.after(build("name an index"))

    assert names(after, "shop_stock") == {"by_place"}


def test_naming_an_index_that_has_the_name_already_does_nothing(shop):
    (name,) = names(shop, "shop_stock")

    after = shop.after(RenameIndex("Stock", name, old_fields=("place", "count")))

    assert names(after, "shop_stock") == {name}


def test_an_unnamed_index_that_is_not_there_is_reported(shop):
    without = shop.after(AlterIndexTogether("Stock", set()))

    with pytest.raises(WrongConstraintCountError, match="wrong number") as caught:
        without.after(build("name an index"))

    assert told(caught.value) == (
        WrongConstraintCountError,
        "Found wrong number (0) of indexes for shop_stock(place, count).",
        {"table": "shop_stock", "columns": ("place", "count"), "names": ()},
    )


def test_an_unknown_index_is_named(shop):
    with pytest.raises(ValueError, match="No index named by_isbn on model Book"):
        shop.after(RemoveIndex("Book", "by_isbn"))

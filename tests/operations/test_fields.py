import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from migrations_core.exceptions import ModelNotInState
from migrations_core.operations import AddField, AlterField, RemoveField, RenameField
from tests.operations.samples import APP, bookshop
from tests.state.builders import foreign_key


def book_after(operation):
    state = bookshop()
    operation.state_forwards(APP, state)
    return state[APP, "book"]


def test_adding_a_field_puts_it_last():
    pages = models.IntegerField()

    book = book_after(AddField("Book", "pages", pages))

    assert book == bookshop()[APP, "book"].with_field("pages", pages)
    assert list(book.fields)[-1] == "pages"


@pytest.mark.parametrize("operation_class", [AddField, AlterField])
def test_a_default_for_existing_rows_does_not_enter_the_state(operation_class):
    field = models.CharField(max_length=100, default="untitled")

    book = book_after(operation_class("Book", "title", field, preserve_default=False))

    assert book.fields["title"].default is models.NOT_PROVIDED
    assert field.default == "untitled"


def test_removing_a_field_takes_it_out():
    assert book_after(RemoveField("Book", "isbn")) == bookshop()[APP, "book"].without_field("isbn")


def test_altering_a_field_leaves_it_in_its_place():
    title = models.TextField()

    book = book_after(AlterField("Book", "title", title))

    assert list(book.fields) == list(bookshop()[APP, "book"].fields)
    assert book.fields["title"] is title


def test_renaming_a_field_renames_it_in_what_refers_to_it():
    state = bookshop()

    RenameField("Book", "isbn", "number").state_forwards(APP, state)

    assert "number" in state[APP, "book"].fields
    assert state[APP, "book"].options["unique_together"] == {("number", "title")}
    assert state[APP, "review"].fields["book_isbn"].to_fields == ("number",)


def test_an_unknown_model_is_named():
    with pytest.raises(ModelNotInState, match=r"'shop\.scroll'"):
        book_after(AddField("Scroll", "length", models.IntegerField()))


@pytest.mark.parametrize(
    "operation", [RemoveField("Book", "pages"), RenameField("Book", "pages", "leaves")]
)
def test_an_unknown_field_is_named(operation):
    with pytest.raises(FieldDoesNotExist, match=r"shop\.book has no field named 'pages'"):
        book_after(operation)


def test_existing_rows_get_the_default_that_is_for_them(shop):
    shop.execute("INSERT INTO shop_author (name) VALUES ('Ann')")
    born = models.IntegerField(default=1900)

    after = shop.after(AddField("Author", "born", born, preserve_default=False))

    assert after.execute("SELECT name, born FROM shop_author") == [("Ann", 1900)]
    with shop.connection.schema_editor() as editor:
        model = after.state.schema_apps_for(editor).get_model(APP, "Author")
    assert model._meta.get_field("born").get_default() is None


def test_a_new_column_comes_last(shop):
    after = shop.after(AddField("Tag", "weight", models.IntegerField(default=0)))

    assert after.columns("shop_tag") == ["id", "label", "weight"]


def test_rows_with_null_get_the_default_that_is_for_them(shop):
    shop.execute("INSERT INTO shop_author (id, name) VALUES (1, 'Ann')")
    shop.execute("INSERT INTO shop_book (id, title, author_id) VALUES (1, 'Sea', 1)")
    isbn = models.CharField(max_length=13, unique=True, default=lambda: "none")

    after = shop.after(AlterField("Book", "isbn", isbn, preserve_default=False))

    assert after.execute("SELECT isbn FROM shop_book") == [("none",)]


def test_columns_that_refer_to_an_altered_key_follow_it(shop):
    after = shop.after(AlterField("Book", "id", models.CharField(max_length=8, primary_key=True)))

    types = {
        (table, column): kind
        for table, facts in after.schema().items()
        for column, kind, *_ in facts["columns"]
    }
    assert types["shop_book", "sequel_id"] == "varchar(8)"
    assert types["shop_book_tags", "book_id"] == "varchar(8)"
    assert types["shop_novel", "book_ptr_id"] == "varchar(8)"
    assert types["shop_review", "book_id"] == "varchar(8)"


def test_renaming_a_field_keeps_its_values(shop):
    shop.execute("INSERT INTO shop_author (name) VALUES ('Ann')")

    after = shop.after(RenameField("Author", "name", "full_name"))

    assert after.execute("SELECT full_name FROM shop_author") == [("Ann",)]


def test_a_renamed_field_with_a_fixed_column_changes_no_table(shop):
    field = models.CharField(max_length=100, db_column="title")
    fixed = shop.after(AlterField("Book", "title", field))
    before = fixed.schema()

    after = fixed.after(RenameField("Book", "title", "heading"))

    assert after.schema()["shop_book"]["columns"] == before["shop_book"]["columns"]


def test_a_field_operation_references_what_its_field_is_built_on():
    key = foreign_key("Author", to_field="name")
    add = AddField("Book", "writer", key)

    assert add.references_field("Author", "name", APP)
    assert not add.references_field("Author", "born", APP)


def test_the_parts_of_a_composite_relation_are_referenced():
    place = models.ForeignObject(
        "Shelf", models.CASCADE, from_fields=("room", "number"), to_fields=("room", "number")
    )

    add = AddField("Book", "place", place)

    assert [add.references_field("Book", name, APP) for name in ("room", "number", "title")] == [
        True,
        True,
        False,
    ]

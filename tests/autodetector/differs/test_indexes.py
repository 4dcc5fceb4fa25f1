from django.db import models

from migrations_core import operations
from migrations_core.autodetector.differs.indexes import (
    added_indexes,
    removed_indexes,
    renamed_indexes,
)
from tests.autodetector.builders import YES, propose, written
from tests.state.builders import model


def book(*indexes, **options):
    return [
        model(
            "Book",
            title=models.TextField(),
            pages=models.IntegerField(),
            options={"indexes": list(indexes), **options},
        )
    ]


def index(name, *fields):
    return models.Index(fields=list(fields), name=name)


def all_three(before, after):
    return [
        propose(differ, before, after)
        for differ in (removed_indexes, renamed_indexes, added_indexes)
    ]


def test_indexes_are_added_and_removed():
    assert all_three(book(index("one", "title")), book(index("two", "pages"))) == [
        written([operations.RemoveIndex("book", "one")]),
        [],
        written([operations.AddIndex("book", index("two", "pages"))]),
    ]


def test_an_index_that_differs_in_its_name_is_renamed():
    assert all_three(book(index("one", "title")), book(index("two", "title"))) == [
        [],
        written([operations.RenameIndex("book", "two", old_name="one", old_fields=None)]),
        [],
    ]


def test_of_two_equal_indexes_one_is_renamed_and_the_other_removed():
    before = book(index("one", "title"), index("two", "title"))

    assert all_three(before, book(index("three", "title"))) == [
        written([operations.RemoveIndex("book", "two")]),
        written([operations.RenameIndex("book", "three", old_name="one", old_fields=None)]),
        [],
    ]


def test_indexes_that_swap_their_names_are_built_anew():
    before = book(index("one", "title"), index("two", "pages"))
    after = book(index("one", "pages"), index("two", "title"))

    removed, renamed, added = all_three(before, after)

    assert (len(removed), renamed, len(added)) == (2, [], 2)


def test_an_index_that_stands_for_index_together_gives_it_a_name():
    before = book(index_together={("title", "pages")})

    assert all_three(before, book(index("named", "title", "pages"))) == [
        [],
        written(
            [operations.RenameIndex("book", "named", old_name=None, old_fields=("title", "pages"))]
        ),
        [],
    ]


def test_index_together_is_found_by_the_new_names_of_its_fields():
    before = [
        model(
            "Book",
            a=models.TextField(),
            b=models.IntegerField(),
            options={"index_together": {("a", "b")}},
        )
    ]
    after = [
        model(
            "Book",
            a=models.TextField(),
            c=models.IntegerField(),
            options={"indexes": [index("named", "a", "c")]},
        )
    ]

    assert propose(renamed_indexes, before, after, YES) == written(
        [operations.RenameIndex("book", "named", old_name=None, old_fields=("a", "c"))]
    )

from django.db import models

from migrations_core import operations
from migrations_core.autodetector.differs.together import (
    grown_unique_together,
    shrunk_unique_together,
)
from tests.autodetector.builders import propose, written
from tests.state.builders import model


def book(*groups):
    names = sorted({name for group in groups for name in group})
    fields = {name: models.TextField(null=True) for name in names}
    return [model("Book", **fields, options={"unique_together": set(groups)})]


def test_groups_go_before_fields_do_and_come_after_fields_came():
    before, after = book(("a", "b"), ("b", "c")), book(("a", "b"), ("a", "d"))

    assert propose(shrunk_unique_together, before, after) == written(
        [operations.AlterUniqueTogether("book", {("a", "b")})]
    )
    assert propose(grown_unique_together, before, after) == written(
        [operations.AlterUniqueTogether("book", {("a", "b"), ("a", "d")})]
    )


def test_nothing_has_to_go_where_there_was_nothing():
    assert propose(shrunk_unique_together, [model("Book")], book(("a", "b"))) == []


def test_groups_that_stay_are_left_alone():
    same = book(("a", "b"))

    assert propose(shrunk_unique_together, same, same) == []
    assert propose(grown_unique_together, same, same) == []

"""Models that are gone and new at once."""

import pytest
from django.db import models

from migrations_core.autodetector.answers import Answers
from migrations_core.autodetector.refusals import refusals
from tests.autodetector.builders import NO, YES, pair_of
from tests.state.builders import foreign_key, model

FIELDS = {"a": models.TextField(), "b": models.IntegerField(), "c": models.DateField()}


def moved(before, after, questioner=NO):
    """Place and models of each refusal."""
    pair = pair_of(before, after, questioner)
    return [(str(each.reason), each.place, each.others) for each in refusals(pair)]


def test_a_model_of_the_same_name_and_half_of_the_fields_was_moved():
    after = [model("Book", app="depot", a=models.TextField(), b=models.IntegerField())]

    assert moved([model("Book", **FIELDS)], after) == [("moved", "depot.book", (("shop", "book"),))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": models.TextField()}, {"z": models.TextField()}),
        (FIELDS, {"a": models.TextField(), "y": models.TextField(), "z": models.TextField()}),
    ],
)
def test_a_name_alone_is_no_move(before, after):
    assert moved([model("Book", **before)], [model("Book", app="depot", **after)]) == []


def test_a_model_of_another_name_was_moved_if_nothing_else_changed():
    before = [model("Book", **FIELDS)]
    few = {"a": models.TextField()}

    assert moved(before, [model("Tome", app="depot", **FIELDS)]) == [
        ("moved", "depot.tome", (("shop", "book"),))
    ]
    assert moved(before, [model("Tome", app="depot", d=models.TextField(), **FIELDS)]) == []
    assert moved([model("Book", **few)], [model("Tome", app="depot", **few)]) == []


def test_a_model_that_was_renamed_is_not_gone():
    before = [model("Book", **FIELDS)]
    after = [model("Tome", **FIELDS), model("Book", app="depot", **FIELDS)]

    assert moved(before, after, YES) == []
    assert moved(before, after) == [("moved", "depot.book", (("shop", "book"),))]


def test_the_most_similar_model_is_the_one():
    before = [model("Book", **FIELDS), model("Book", app="blog", a=models.TextField())]
    after = [model("Book", app="depot", **FIELDS)]

    assert moved(before, after) == [("moved", "depot.book", (("shop", "book"),))]


def test_what_refers_to_a_moved_model_goes_with_it():
    def project(app):
        to = f"{app}.book"
        user = model("Shelf", app="hall", x=foreign_key(to), y=models.ManyToManyField(to))
        return [user, model("Book", app=app, **FIELDS)]

    pair = pair_of(project("shop"), project("depot"))
    (refusal,) = refusals(pair)

    assert (refusal.place, refusal.models) == (
        "depot.book",
        (("depot", "book"), ("shop", "book"), ("hall", "shelf")),
    )
    assert refusals(pair, Answers(accepted=frozenset({"depot.book"}))) == ()


def test_a_model_that_takes_its_table_along_is_told_so():
    options = {"db_table": "shop_book"}
    after = [model("Book", app="depot", options=options, **FIELDS)]

    assert moved([model("Book", **FIELDS)], after) == [("table", "depot.book", (("shop", "book"),))]


def test_a_model_does_not_become_a_proxy():
    before = [model("Box"), model("Crate")]
    after = [model("Box"), model("Crate", bases=("shop.box",), options={"proxy": True})]

    assert moved(before, after) == [("proxy", "shop.crate", ())]

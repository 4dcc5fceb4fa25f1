import pytest
from django.db import IntegrityError

from migrations_core.operations import RemoveConstraint
from tests.operations.samples import (
    APP,
    ONE_TITLE,
    ONE_TITLE_SAID_OTHERWISE,
    TITLE_GIVEN,
    bookshop,
    build,
)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("add a constraint", [ONE_TITLE, TITLE_GIVEN]),
        ("remove a constraint", []),
        ("alter a constraint", [ONE_TITLE_SAID_OTHERWISE]),
    ],
)
def test_the_state_knows_the_constraints(sample, expected):
    state = bookshop()

    build(sample).state_forwards(APP, state)

    book = bookshop()[APP, "book"]
    assert state[APP, "book"] == book.with_options({"constraints": expected})


def test_the_database_enforces_an_added_constraint(shop):
    shop.execute("INSERT INTO shop_author (id, name) VALUES (1, 'Ann')")

    after = shop.after(build("add a constraint"))

    with pytest.raises(IntegrityError, match="title_given"):
        after.execute("INSERT INTO shop_book (title, author_id) VALUES ('', 1)")


def test_altering_a_constraint_sends_nothing_to_the_database(shop):
    before = shop.schema()

    with shop.connection.execute_wrapper(refuse_writes):
        after = shop.after(build("alter a constraint"))

    assert after.schema() == before


def test_an_unknown_constraint_is_named(shop):
    with pytest.raises(ValueError, match="No constraint named rated on model Book"):
        shop.after(RemoveConstraint("Book", "rated"))


def refuse_writes(execute, sql, params, many, context):
    assert not sql.startswith(("ALTER", "CREATE", "DROP", "INSERT")), sql
    return execute(sql, params, many, context)

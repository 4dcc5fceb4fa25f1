import pytest
from django.db import models

from migrations_core import operations
from migrations_core.autodetector.differs.options import (
    altered_managers,
    altered_options,
    altered_order_with_respect_to,
    altered_table_comments,
    altered_tables,
)
from tests.autodetector.builders import YES, propose, written
from tests.state.builders import foreign_key, model

PLAIN = model("Book")


def with_options(**options):
    return model("Book", options=options)


@pytest.mark.parametrize(
    ("differ", "after", "expected"),
    [
        (
            altered_options,
            with_options(ordering=["id"], db_table="books"),
            operations.AlterModelOptions("book", {"ordering": ["id"]}),
        ),
        (
            altered_options,
            with_options(managed=False),
            operations.AlterModelOptions("book", {"managed": False}),
        ),
        (altered_tables, with_options(db_table="b"), operations.AlterModelTable("book", "b")),
        (
            altered_table_comments,
            with_options(db_table_comment="!"),
            operations.AlterModelTableComment("book", "!"),
        ),
        (
            altered_managers,
            model("Book", managers=[("all", models.Manager())]),
            operations.AlterModelManagers("book", [("all", models.Manager())]),
        ),
    ],
)
def test_an_option_that_changes_is_altered(differ, after, expected):
    assert propose(differ, [PLAIN], [after]) == written([expected])
    assert propose(differ, [after], [after]) == []


def test_proxies_have_options_too():
    def proxy(**options):
        options = {"proxy": True, **options}
        return model("Poet", options=options, bases=("shop.book",)).with_fields({})

    assert propose(altered_options, [PLAIN, proxy()], [PLAIN, proxy(ordering=["id"])]) == written(
        [operations.AlterModelOptions("poet", {"ordering": ["id"]})]
    )


def ordered(by, name="shelf"):
    options = {"order_with_respect_to": by} if by else {}
    return [model("Shelf"), model("Book", **{name: foreign_key("shop.shelf")}, options=options)]


def test_an_order_is_set_and_unset():
    assert propose(altered_order_with_respect_to, ordered(None), ordered("shelf")) == written(
        [operations.AlterOrderWithRespectTo("book", "shelf")]
    )
    assert propose(altered_order_with_respect_to, ordered("shelf"), ordered(None)) == written(
        [operations.AlterOrderWithRespectTo("book", None)]
    )


def test_an_order_is_set_anew_when_its_field_is_renamed():
    before, after = ordered("shelf"), ordered("board", name="board")

    assert propose(altered_order_with_respect_to, before, after, YES) == written(
        [operations.AlterOrderWithRespectTo("book", "board")]
    )

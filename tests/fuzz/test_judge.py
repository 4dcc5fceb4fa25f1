"""What counts as a difference between two histories of a project."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrations_core.schema.tables import ForeignKey, Index, IndexKey, Schema, Table
from tests.fuzz.judge import compare_schemas

KEY = ForeignKey(("author_id",), target="shop_author", target_columns=("id",), name="made_up_fk")
TABLE = Table("shop_book", (), foreign_keys=(KEY,))


def schema(*indexes: Index) -> Schema:
    return Schema((replace(TABLE, indexes=indexes),))


def index(name: str, *columns: str, kind: str = "USING BTREE") -> Index:
    return Index(name=name, keys=tuple(map(IndexKey, columns)), options=(kind,))


GIVEN = index("ix7", "author_id", "title")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ([GIVEN, index("made_up_fk", "author_id")], [GIVEN], True),
        ([index("made_up_fk", "author_id")], [index("made_up_1a2b3c4d", "author_id")], True),
        ([index("made_up_fk", "author_id")], [], False),
        ([GIVEN, index("made_up_fk", "author_id", kind="btree")], [GIVEN], False),
        ([GIVEN, index("ix8", "author_id")], [GIVEN], False),
    ],
)
def test_the_index_of_a_key_counts_where_no_other_serves(
    one: list[Index], other: list[Index], is_same: bool
) -> None:
    assert (compare_schemas("kind", schema(*one), schema(*other)) is None) is is_same

"""What a table may have of its own, and what it has to have."""

from dataclasses import replace

import pytest

from migrations_core.backends.postgresql.types import TYPES
from migrations_core.backends.sqlite3.types import TYPES as SQLITE
from migrations_core.schema.comparison import mismatches
from migrations_core.schema.tables import (
    Column,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    Unique,
)


def reference_to(table: str) -> ForeignKey:
    return ForeignKey(("author_id",), target=table, target_columns=("id",))


ID = Column("id", "bigint", null=False)
NAME = Column("name", "character varying(9)", null=False)
AUTHOR = Column("author_id", "bigint", null=True)
TABLE = Table(
    "book",
    (ID, NAME, AUTHOR),
    primary_key=PrimaryKey(("id",)),
    uniques=(Unique(("name", "author_id")),),
    foreign_keys=(reference_to("author"),),
)


def told(wanted: Table, found: Table | None, types=TYPES) -> list[str]:
    return [str(shortfall) for shortfall in mismatches(wanted, found, types)]


def unique_index(*columns: str, **facts) -> Index:
    return Index(name="i", keys=tuple(map(IndexKey, columns)), unique=True, **facts)


def with_column(table: Table, column: Column) -> Table:
    kept = tuple(column if other.name == column.name else other for other in table.columns)
    return replace(table, columns=kept)


HARMLESS = {
    "nothing": TABLE,
    "a column more": replace(TABLE, columns=(*TABLE.columns, Column("x", "text", null=True))),
    "other names": replace(
        TABLE,
        primary_key=PrimaryKey(("id",), name="p"),
        foreign_keys=(replace(TABLE.foreign_keys[0], name="f", on_delete="CASCADE"),),
    ),
    "an index as the constraint": replace(
        TABLE, uniques=(), indexes=(unique_index("author_id", '"name"'),)
    ),
    "unique in fewer columns": replace(TABLE, uniques=(Unique(("name",)),)),
    "more of everything": replace(
        TABLE,
        uniques=(*TABLE.uniques, Unique(("name",))),
        foreign_keys=(*TABLE.foreign_keys, reference_to("person")),
    ),
    "the target in another schema": replace(TABLE, foreign_keys=(reference_to("public.author"),)),
    "an identity column, a default": with_column(
        TABLE, replace(ID, identity="ALWAYS", default="7")
    ),
}
HARMFUL = {
    "book.name does not exist": replace(TABLE, columns=(ID, AUTHOR)),
    "book.name is of the type integer instead of character varying(9)": with_column(
        TABLE, replace(NAME, type="integer")
    ),
    "book.name may be NULL and should not": with_column(TABLE, replace(NAME, null=True)),
    "book.author_id is NOT NULL and should not be": with_column(TABLE, replace(AUTHOR, null=False)),
    "book.name is a generated column": with_column(TABLE, replace(NAME, generated="x")),
    "book.id is not the primary key": replace(TABLE, primary_key=PrimaryKey(("name",))),
    "book.name, author_id is not unique together": replace(
        TABLE, uniques=(), indexes=(unique_index("name", "author_id", condition="x"),)
    ),
    "book.author_id has no foreign key to author": replace(TABLE, foreign_keys=()),
    "book.author_id refers to person instead of author": replace(
        TABLE, foreign_keys=(reference_to("person"),)
    ),
}


@pytest.mark.parametrize("found", HARMLESS.values(), ids=HARMLESS)
def test_what_is_there_besides_is_no_shortfall(found):
    assert told(TABLE, found) == []


@pytest.mark.parametrize("problem", HARMFUL)
def test_what_is_missing_or_different_is_said(problem):
    assert told(TABLE, HARMFUL[problem]) == [problem]


def test_a_table_that_is_not_there_is_one_shortfall():
    assert told(TABLE, None) == ["book does not exist"]


def test_an_index_that_was_never_finished_makes_nothing_unique():
    invalid = unique_index("name", "author_id", options=("INVALID",))
    assert told(TABLE, replace(TABLE, uniques=(), indexes=(invalid,))) == [
        "book.name, author_id is not unique together"
    ]


def test_the_case_of_columns_counts_where_the_database_says_so():
    found = with_column(TABLE, NAME)
    upper = replace(found, columns=tuple(replace(c, name=c.name.upper()) for c in found.columns))
    named = [ID, replace(NAME, type="varchar"), AUTHOR]
    assert told(replace(TABLE, columns=tuple(named)), upper, SQLITE) == []
    assert len(told(TABLE, upper)) == 3

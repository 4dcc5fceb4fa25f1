"""Which statements become one ALTER TABLE."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.apps.registry import Apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrations_core.backends.mysql.merging import MergingRules
from migrations_core.backends.registry import schema_editor
from migrations_core.operations import AddField
from migrations_core.schema import statements as ddl
from migrations_core.schema.merging import merged
from migrations_core.schema.plan import Cause, Planned
from migrations_core.schema.tables import Check, Column, ForeignKey, Index
from tests.backends.builders import create, execute, model, statements
from tests.backends.scenarios import START, Step, carry_out, steps

from .database import mysql
from .snapshot import snapshot

RULES = MergingRules(
    is_clause=lambda statement: not isinstance(statement, ddl.Raw),
    restates=lambda alteration: not isinstance(alteration.changes[0], ddl.DropDefault),
    new_tables=(),
)
RAW = ddl.Raw("OPTIMIZE TABLE t")


def column(name: str, type: str = "integer", **facts: Any) -> Column:
    return Column(name=name, type=type, null=True, **facts)


def adds(name: str, table: str = "t", **facts: Any) -> ddl.Statement:
    return ddl.AddColumn(table, column(name, **facts))


def adds_reference(name: str, target: str, table: str = "t") -> ddl.Statement:
    key = ForeignKey(
        table=table,
        name=f"{name}_fk",
        columns=(name,),
        sql="",
        target=target,
        target_columns=("id",),
    )
    return ddl.AddConstraint(key)


def drops_default(name: str) -> ddl.Statement:
    return ddl.AlterColumn("t", column(name, default="1"), column(name), (ddl.DropDefault(),))


def modifies(name: str, table: str = "t") -> ddl.Statement:
    ends = column(name), column(name, "bigint")
    return ddl.AlterColumn(table, *ends, (ddl.SetType("bigint"),))


def indexes(name: str, table: str = "t") -> ddl.Statement:
    return ddl.CreateIndex(
        Index(table=table, name=f"{name}_i", columns=(name,), listed=f"`{name}`", sql="")
    )


def drops_reference(name: str) -> ddl.Statement:
    return ddl.DropConstraint("t", f"{name}_fk", "foreign key")


def groups(asked: list[ddl.Statement], new_tables: Collection[str] = ()) -> list[list[int]]:
    """Give the positions of those that become one statement each."""
    rules = replace(RULES, new_tables=new_tables)
    planned = tuple(Planned(statement, (Cause(place),)) for place, statement in enumerate(asked))
    return [[cause.operation for cause in each.causes] for each in merged(planned, rules)]


def test_columns_are_added_together_and_their_defaults_dropped_together() -> None:
    asked = [adds("a"), drops_default("a"), adds("b"), drops_default("b")]
    assert groups(asked) == [[0, 2], [1, 3]]


def test_what_copies_all_rows_takes_along_what_touches_none() -> None:
    assert groups([adds("a"), adds("b", unique=True), adds("c")]) == [[0, 1, 2]]


def test_columns_are_added_in_the_order_in_which_they_were_asked_for() -> None:
    computed = adds("c", generated="... VIRTUAL", mentions=("a",))
    assert groups([adds("a"), computed, adds("d")]) == [[0], [1, 2]]


def test_a_column_is_not_made_to_wait_for_the_index_that_others_need() -> None:
    # Columns come without touching a row, the index would make the server copy them.
    assert groups([adds("a"), indexes("a"), adds("b")]) == [[0, 2], [1]]


def test_on_a_new_table_everything_is_done_at_once() -> None:
    asked = [adds("a"), indexes("a"), adds_reference("a", "u")]
    assert groups(asked, new_tables={"t"}) == [[0, 1, 2]]


def test_the_same_column_is_restated_twice() -> None:
    assert groups([modifies("a"), modifies("b"), modifies("a")]) == [[0, 1], [2]]


def test_an_index_does_not_go_before_the_one_that_takes_its_place_for_a_foreign_key() -> None:
    unique, index = ddl.DropConstraint("t", "u", "unique"), ddl.DropIndex("t", "i")
    assert groups([adds_reference("a", "u"), indexes("b"), unique]) == [[0], [1, 2]]
    # Somebody wrote how it goes, so that it is no part of another statement.
    rules = replace(RULES, is_clause=lambda statement: statement != index)
    planned = tuple(Planned(statement) for statement in (indexes("b"), index))
    assert merged(planned, rules) == planned
    assert not rules.commute(*planned)


def test_a_foreign_key_is_dropped_before_its_column_changes() -> None:
    assert groups([drops_reference("a"), modifies("a")], new_tables={"t"}) == [[0], [1]]


def test_tables_wait_for_each_other_only_if_they_have_to() -> None:
    asked = [adds("a"), modifies("id", "u"), adds("b"), adds_reference("a", "u"), indexes("x", "u")]
    assert groups(asked) == [[0, 2], [1], [3], [4]]


def test_a_foreign_key_does_not_overtake_the_change_of_its_target() -> None:
    asked = [adds_reference("a", "v"), modifies("id", "u"), adds_reference("b", "u")]
    assert groups(asked) == [[0], [1], [2]]


def test_nothing_overtakes_a_statement_of_unknown_content() -> None:
    assert groups([adds("a"), RAW, adds("b")]) == [[0], [1], [2]]


def test_a_check_of_unknown_columns_stays_by_itself() -> None:
    unknown = ddl.AddConstraint(Check(table="t", name="c", sql=""))
    known = ddl.AddConstraint(Check(table="t", name="d", columns=("a",), sql=""))
    asked = [adds_reference("b", "u"), unknown, adds_reference("c", "u"), known]
    assert groups(asked) == [[0], [1], [2, 3]]


pieces = st.one_of(
    *(
        st.builds(make, st.sampled_from("abc"))
        for make in (adds, drops_default, modifies, indexes, drops_reference)
    ),
    st.builds(adds_reference, st.sampled_from("abc"), st.sampled_from("tuv")),
    st.builds(modifies, st.sampled_from("abc"), st.just("u")),
    st.just(RAW),
)


@given(asked=st.lists(pieces, max_size=9))
def test_every_statement_is_sent_once_and_what_touches_a_column_keeps_its_order(
    asked: list[ddl.Statement],
) -> None:
    sent = [position for group in groups(asked) for position in group]
    assert sorted(sent) == list(range(len(asked)))
    for name in "abc":
        of_column = [
            p for p in sent if ddl.table_of(asked[p]) == "t" and name in ddl.names_of(asked[p])
        ]
        assert of_column == sorted(of_column)


def test_parts_of_one_statement_are_written_as_clauses(connection: Any) -> None:
    renderer = schema_editor(connection).renderer
    parts = adds("a"), indexes("b"), ddl.DropIndex("t", "c_i"), drops_reference("d")
    assert renderer.render(ddl.AlterTable("t", parts)) == (
        "ALTER TABLE `t` ADD COLUMN `a` integer NULL, ADD INDEX `b_i` (`b`), DROP INDEX `c_i`, "
        "DROP FOREIGN KEY `d_fk`",
        None,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=st.lists(steps, min_size=3, max_size=9), count=st.integers(0, 2))
def test_the_end_is_that_of_single_statements(chosen: list[Step], count: int) -> None:
    ends = []
    for cause in (None, AddField("thing", "x", models.IntegerField())):
        with mysql() as connection:
            ends.append(_end(connection, cause, chosen, count))
    (single_error, *single), (error, *together) = ends
    # Of two reasons to refuse the server may name the other one.
    assert (error is None) == (single_error is None)
    if error is None:
        assert together == single


def _end(connection: Any, cause: object, chosen: list[Step], count: int) -> list[Any]:
    thing = START.model()
    create(connection, thing._meta.apps.get_registered_model("shop", "Target"), thing)
    for number in range(count):
        execute(connection, f"INSERT INTO shop_thing (a, b) VALUES (NULL, {number})")
    error = None
    try:
        with connection.schema_editor() as editor:
            editor.cause = cause and Cause(cause)
            carry_out(editor, chosen)
    except Exception as caught:
        error = type(caught)
    return [error, snapshot(connection), execute(connection, "SELECT * FROM shop_thing ORDER BY 1")]


def test_a_migration_sends_few_statements(connection: Any) -> None:
    apps = Apps()
    author = model("Author", apps=apps)
    book = model(
        "Book",
        apps=apps,
        title=models.CharField(max_length=9, db_index=True),
        author=models.ForeignKey(author, models.CASCADE),
        editor=models.ForeignKey(author, models.CASCADE, related_name="+"),
        meta={"unique_together": {("title", "author")}},
    )
    with statements(connection) as sent, connection.schema_editor() as editor:
        editor.cause = Cause(AddField("book", "x", models.IntegerField()))
        editor.create_model(author)
        editor.create_model(book)
    assert [sql.partition(" (")[0] for sql in sent] == [
        "CREATE TABLE `shop_author`",
        "CREATE TABLE `shop_book`",
        "ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_title_author_id_b73220a8_uniq` UNIQUE",
    ]

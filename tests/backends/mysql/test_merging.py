"""Which statements become one ALTER TABLE."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrations_core.backends.mysql.merging import AlterCost, Clause, clause, merged
from migrations_core.operations import AddField
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column
from tests.backends.builders import create, execute, model, statements
from tests.backends.scenarios import START, Step, carry_out, steps

from .database import mysql
from .snapshot import snapshot


def adds(name: str, table: str = "t") -> Clause:
    sql = f"ALTER TABLE `{table}` ADD COLUMN `{name}` integer NULL"
    return _clause(ddl.AddColumn(table, Column(name=name, type="integer")), sql)


def adds_reference(name: str, target: str, table: str = "t") -> Clause:
    return _clause(
        ddl.AddConstraint(table, ""),
        f"ALTER TABLE `{table}` ADD CONSTRAINT `{name}_fk` FOREIGN KEY (`{name}`) REFERENCES `{target}` (`id`)",
    )


def drops_default(name: str) -> Clause:
    column = Column(name=name, type="integer")
    sql = f"ALTER TABLE `t` ALTER COLUMN `{name}` DROP DEFAULT"
    return _clause(ddl.AlterColumn("t", column, (ddl.DropDefault(),)), sql)


def modifies(name: str, table: str = "t") -> Clause:
    column = Column(name=name, type="bigint")
    sql = f"ALTER TABLE `{table}` MODIFY `{name}` bigint NOT NULL"
    return _clause(ddl.AlterColumn(table, column, (ddl.SetType("bigint"),)), sql)


def indexes(name: str, table: str = "t") -> Clause:
    sql = f"CREATE INDEX `{name}_i` ON `{table}` (`{name}`)"
    return _clause(ddl.CreateIndex(table, sql), sql)


def drops_reference(name: str) -> Clause:
    sql = f"ALTER TABLE `t` DROP FOREIGN KEY `{name}_fk`"
    return _clause(ddl.DropConstraint("t", f"{name}_fk", "foreign key"), sql)


def _clause(statement: ddl.Statement, sql: str) -> Clause:
    found = clause(statement, sql)
    assert found is not None
    return found


def test_an_index_is_written_as_part_of_an_alter_table() -> None:
    assert indexes("a") == Clause(
        "t", "ADD INDEX `a_i` (`a`)", AlterCost.INDEX, frozenset({"a", "a_i"})
    )


def test_an_index_of_unknown_form_stays_by_itself() -> None:
    sql = "CREATE FULLTEXT INDEX `i` ON `t` (`a`) WITH PARSER ngram"
    assert clause(ddl.CreateIndex("t", sql), sql) is None


def test_columns_are_added_together_and_their_defaults_dropped_together() -> None:
    asked = [adds("a"), drops_default("a"), adds("b"), drops_default("b")]
    assert merged(asked) == [[0, 2], [1, 3]]


def test_what_copies_all_rows_takes_along_what_touches_none() -> None:
    unique = ddl.AddColumn("t", Column(name="b", type="integer", unique=True))
    added = _clause(unique, "ALTER TABLE `t` ADD COLUMN `b` integer NULL UNIQUE")
    assert merged([adds("a"), added, adds("c")]) == [[0, 1, 2]]


def test_columns_are_added_in_the_order_in_which_they_were_asked_for() -> None:
    computed = _clause(
        ddl.AddColumn("t", Column(name="c", type="integer", generated="... VIRTUAL")),
        "ALTER TABLE `t` ADD COLUMN `c` integer GENERATED ALWAYS AS (`a`) VIRTUAL",
    )
    assert merged([adds("a"), computed, adds("d")]) == [[0], [1, 2]]


def test_a_column_is_not_made_to_wait_for_the_index_that_others_need() -> None:
    # Columns come without touching a row, the index would make the server copy them.
    assert merged([adds("a"), indexes("a"), adds("b")]) == [[0, 2], [1]]


def test_on_a_new_table_everything_is_done_at_once() -> None:
    asked = [adds("a"), indexes("a"), adds_reference("a", "u")]
    assert merged(asked, new_tables={"t"}) == [[0, 1, 2]]


def test_the_same_column_is_restated_twice() -> None:
    assert merged([modifies("a"), modifies("b"), modifies("a")]) == [[0, 1], [2]]


def test_a_foreign_key_is_dropped_before_its_column_changes() -> None:
    assert merged([drops_reference("a"), modifies("a")], new_tables={"t"}) == [[0], [1]]


def test_tables_wait_for_each_other_only_if_they_have_to() -> None:
    asked = [adds("a"), modifies("id", "u"), adds("b"), adds_reference("a", "u"), indexes("x", "u")]
    assert merged(asked) == [[0, 2], [1], [3], [4]]


def test_a_foreign_key_does_not_overtake_the_change_of_its_target() -> None:
    asked = [adds_reference("a", "v"), modifies("id", "u"), adds_reference("b", "u")]
    assert merged(asked) == [[0], [1], [2]]


def test_nothing_overtakes_a_statement_of_unknown_content() -> None:
    assert merged([adds("a"), None, adds("b")]) == [[0], [1], [2]]


pieces = st.one_of(
    *(
        st.builds(make, st.sampled_from("abc"))
        for make in (adds, drops_default, modifies, indexes, drops_reference)
    ),
    st.builds(adds_reference, st.sampled_from("abc"), st.sampled_from("tuv")),
    st.builds(modifies, st.sampled_from("abc"), st.just("u")),
    st.none(),
)


@given(asked=st.lists(pieces, max_size=9))
def test_every_statement_is_sent_once_and_what_touches_a_column_keeps_its_order(
    asked: list[Clause | None],
) -> None:
    sent = [position for group in merged(asked) for position in group]
    assert sorted(sent) == list(range(len(asked)))
    for name in "abc":
        of_column = [
            p for p in sent if (c := asked[p]) is not None and c.table == "t" and name in c.names
        ]
        assert of_column == sorted(of_column)


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
            editor.cause = cause
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
        editor.cause = AddField("book", "x", models.IntegerField())
        editor.create_model(author)
        editor.create_model(book)
    assert [sql.partition(" (")[0] for sql in sent] == [
        "CREATE TABLE `shop_author`",
        "CREATE TABLE `shop_book`",
        "ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_title_author_id_b73220a8_uniq` UNIQUE",
    ]

"""Merging changes of one table."""

from __future__ import annotations

from migrations_core.backends.sqlite3.merging import Source, TableChange, merge, unchanged
from migrations_core.schema.tables import Column, Constraint, Index, Table

ID = Column(name="id", type="integer", primary_key=True)


def table(*columns: Column, **options: object) -> Table:
    return Table(name="book", columns=(ID, *columns), **options)  # type: ignore[arg-type]


def column(name: str, type: str = "integer", **options: object) -> Column:
    return Column(name=name, type=type, **{"null": True, **options})  # type: ignore[arg-type]


def test_a_table_that_does_not_exist_yet_takes_any_change() -> None:
    pending = TableChange(None, table(column("a", null=False)), causes=("create",))
    after = table(column("a"), column("b"))
    assert merge(pending, after, {}, "add") == TableChange(None, after, {}, ("create", "add"))


def test_renames_of_a_column_are_followed_to_the_column_that_exists() -> None:
    pending = TableChange(
        table(column("a")), table(column("b")), {"id": Source("id"), "b": Source("a")}
    )
    after = table(column("c"))
    folded = merge(pending, after, {"id": Source("id"), "c": Source("b")}, None)
    assert folded is not None
    assert folded.sources == {"id": Source("id"), "c": Source("a")}


def test_the_first_replacement_of_null_wins() -> None:
    before, between = table(column("a")), table(column("a", null=False))
    pending = TableChange(before, between, {"id": Source("id"), "a": Source("a", "1")})
    folded = merge(pending, between, {"id": Source("id"), "a": Source("a", "2")}, None)
    assert folded is not None
    assert folded.sources["a"] == Source("a", "1")


def test_an_added_column_that_is_dropped_again_leaves_nothing_to_copy() -> None:
    before, between = table(), table(column("a"))
    pending = TableChange(before, between, {"id": Source("id"), "a": Source(None, "5")})
    folded = merge(pending, before, {"id": Source("id")}, None)
    assert folded == TableChange(before, before, {"id": Source("id")})


def test_two_changes_of_type_are_not_merged() -> None:
    before, between = table(column("a", "text")), table(column("a", "integer"))
    pending = TableChange(before, between, unchanged(between))
    after = table(column("a", "bool"))
    assert merge(pending, after, unchanged(after), None) is None


def test_a_constant_is_not_converted_after_the_fact() -> None:
    before, between = table(), table(column("a", "text"))
    pending = TableChange(before, between, {**unchanged(before), "a": Source(None, "5")})
    after = table(column("a", "integer"))
    assert merge(pending, after, unchanged(after), None) is None


def test_a_rule_that_would_vanish_is_tried_on_the_rows_first() -> None:
    before = table(column("a"))
    for strict in (
        table(column("a", null=False)),
        table(column("a", unique=True)),
        table(column("a", check='"a" > 0')),
        table(column("a"), constraints=(Constraint("c", "CHECK (1)"),)),
        table(column("a"), indexes=(Index("i", "CREATE UNIQUE ...", ("a",), True),)),
    ):
        pending = TableChange(before, strict, unchanged(before))
        assert merge(pending, before, unchanged(before), None) is None


def test_a_rule_that_the_table_had_before_may_go() -> None:
    before, after = table(column("a", null=False)), table(column("a"))
    pending = TableChange(before, before.with_column(column("b")), unchanged(before))
    merged = after.with_column(column("b"))
    assert merge(pending, merged, unchanged(after), None) is not None


def test_every_cause_is_remembered_once() -> None:
    before = table(column("a"))
    pending = TableChange(before, before, unchanged(before), ("first",))
    for cause in ("first", "second", "second"):
        folded = merge(pending, before, unchanged(before), cause)
        assert folded is not None
        pending = folded
    assert pending.causes == ("first", "second")

"""Merging changes of one table."""

from __future__ import annotations

from migrations_core.ddl.plan import Pending, Source, fold, unchanged
from migrations_core.ddl.tables import Column, Constraint, Index, Table

ID = Column(name="id", type="integer", primary_key=True)


def table(*columns: Column, **options: object) -> Table:
    return Table(name="book", columns=(ID, *columns), **options)  # type: ignore[arg-type]


def column(name: str, type: str = "integer", **options: object) -> Column:
    return Column(name=name, type=type, **{"null": True, **options})  # type: ignore[arg-type]


def test_a_table_that_does_not_exist_yet_takes_any_change() -> None:
    pending = Pending(None, table(column("a", null=False)), causes=("create",))
    after = table(column("a"), column("b"))
    assert fold(pending, after, {}, "add") == Pending(None, after, {}, ("create", "add"))


def test_renames_of_a_column_are_followed_to_the_column_that_exists() -> None:
    pending = Pending(
        table(column("a")), table(column("b")), {"id": Source("id"), "b": Source("a")}
    )
    after = table(column("c"))
    folded = fold(pending, after, {"id": Source("id"), "c": Source("b")}, None)
    assert folded is not None
    assert folded.sources == {"id": Source("id"), "c": Source("a")}


def test_the_first_replacement_of_null_wins() -> None:
    before, between = table(column("a")), table(column("a", null=False))
    pending = Pending(before, between, {"id": Source("id"), "a": Source("a", "1")})
    folded = fold(pending, between, {"id": Source("id"), "a": Source("a", "2")}, None)
    assert folded is not None
    assert folded.sources["a"] == Source("a", "1")


def test_an_added_column_that_is_dropped_again_leaves_nothing_to_copy() -> None:
    before, between = table(), table(column("a"))
    pending = Pending(before, between, {"id": Source("id"), "a": Source(None, "5")})
    folded = fold(pending, before, {"id": Source("id")}, None)
    assert folded == Pending(before, before, {"id": Source("id")})


def test_two_changes_of_type_are_not_merged() -> None:
    before, between = table(column("a", "text")), table(column("a", "integer"))
    pending = Pending(before, between, unchanged(between))
    after = table(column("a", "bool"))
    assert fold(pending, after, unchanged(after), None) is None


def test_a_constant_is_not_converted_after_the_fact() -> None:
    before, between = table(), table(column("a", "text"))
    pending = Pending(before, between, {**unchanged(before), "a": Source(None, "5")})
    after = table(column("a", "integer"))
    assert fold(pending, after, unchanged(after), None) is None


def test_a_rule_that_would_vanish_is_tried_on_the_rows_first() -> None:
    before = table(column("a"))
    for strict in (
        table(column("a", null=False)),
        table(column("a", unique=True)),
        table(column("a", check='"a" > 0')),
        table(column("a"), constraints=(Constraint("c", "CHECK (1)"),)),
        table(column("a"), indexes=(Index("i", "CREATE UNIQUE ...", ("a",), True),)),
    ):
        pending = Pending(before, strict, unchanged(before))
        assert fold(pending, before, unchanged(before), None) is None


def test_a_rule_that_the_table_had_before_may_go() -> None:
    before, after = table(column("a", null=False)), table(column("a"))
    pending = Pending(before, before.with_column(column("b")), unchanged(before))
    merged = after.with_column(column("b"))
    assert fold(pending, merged, unchanged(after), None) is not None


def test_every_cause_is_remembered_once() -> None:
    before = table(column("a"))
    pending = Pending(before, before, unchanged(before), ("first",))
    for cause in ("first", "second", "second"):
        folded = fold(pending, before, unchanged(before), cause)
        assert folded is not None
        pending = folded
    assert pending.causes == ("first", "second")

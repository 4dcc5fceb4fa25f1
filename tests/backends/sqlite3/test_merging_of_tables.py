"""Merging changes of one table."""

from __future__ import annotations

from migrations_core.backends.sqlite3.merging import MergingRules, form_after, unchanged
from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Cause, Planned
from migrations_core.schema.statements import RebuildTable, Source, Sources
from migrations_core.schema.tables import Column, Constraint, Index, Table

ID = Column(name="id", type="integer", primary_key=True)


def table(*columns: Column, **options: object) -> Table:
    return Table(name="book", columns=(ID, *columns), **options)  # type: ignore[arg-type]


def column(name: str, type: str = "integer", **options: object) -> Column:
    return Column(name=name, type=type, **{"null": True, **options})  # type: ignore[arg-type]


def merge(earlier: ddl.Statement, after: Table, sources: Sources) -> ddl.Statement | None:
    """Give what becomes of a statement and a later change of its table, if they become one."""
    later = RebuildTable(form_after(earlier), after, sources)
    joined = MergingRules().join(Planned(earlier), Planned(later))
    return joined and joined.statement


def sources_of(statement: ddl.Statement | None) -> Sources:
    assert isinstance(statement, RebuildTable)
    return statement.sources


def test_a_table_that_does_not_exist_yet_takes_any_change() -> None:
    created = ddl.CreateTable(table(column("a", null=False)))
    after = table(column("a"), column("b"))
    assert merge(created, after, {}) == ddl.CreateTable(after)


def test_renames_of_a_column_are_followed_to_the_column_that_exists() -> None:
    pending = RebuildTable(
        table(column("a")), table(column("b")), {"id": Source("id"), "b": Source("a")}
    )
    after = table(column("c"))
    folded = merge(pending, after, {"id": Source("id"), "c": Source("b")})
    assert sources_of(folded) == {"id": Source("id"), "c": Source("a")}


def test_the_first_replacement_of_null_wins() -> None:
    before, between = table(column("a")), table(column("a", null=False))
    pending = RebuildTable(before, between, {"id": Source("id"), "a": Source("a", "1")})
    folded = merge(pending, between, {"id": Source("id"), "a": Source("a", "2")})
    assert sources_of(folded)["a"] == Source("a", "1")


def test_an_added_column_that_is_dropped_again_leaves_nothing_to_copy() -> None:
    before, between = table(), table(column("a"))
    pending = RebuildTable(before, between, {"id": Source("id"), "a": Source(None, "5")})
    folded = merge(pending, before, {"id": Source("id")})
    assert folded == RebuildTable(before, before, {"id": Source("id")})


def test_two_changes_of_type_are_not_merged() -> None:
    before, between = table(column("a", "text")), table(column("a", "integer"))
    pending = RebuildTable(before, between, unchanged(between))
    after = table(column("a", "bool"))
    assert merge(pending, after, unchanged(after)) is None


def test_a_constant_is_not_converted_after_the_fact() -> None:
    before, between = table(), table(column("a", "text"))
    pending = RebuildTable(before, between, {**unchanged(before), "a": Source(None, "5")})
    after = table(column("a", "integer"))
    assert merge(pending, after, unchanged(after)) is None


def test_a_rule_that_would_vanish_is_tried_on_the_rows_first() -> None:
    before = table(column("a"))
    for strict in (
        table(column("a", null=False)),
        table(column("a", unique=True)),
        table(column("a", check='"a" > 0')),
        table(column("a"), constraints=(Constraint(name="c", sql="CHECK (1)"),)),
        table(
            column("a"),
            indexes=(Index(name="i", sql="CREATE UNIQUE ...", columns=("a",), unique=True),),
        ),
    ):
        pending = RebuildTable(before, strict, unchanged(before))
        assert merge(pending, before, unchanged(before)) is None


def test_a_rule_that_the_table_had_before_may_go() -> None:
    before, after = table(column("a", null=False)), table(column("a"))
    pending = RebuildTable(before, before.with_column(column("b")), unchanged(before))
    merged = after.with_column(column("b"))
    assert merge(pending, merged, unchanged(after)) is not None


def test_every_cause_is_remembered_once() -> None:
    before = table(column("a"))
    first, second = Cause("first"), Cause("second")
    pending = Planned(RebuildTable(before, before, unchanged(before)), (first,))
    for cause in (first, second, second):
        later = Planned(RebuildTable(before, before, unchanged(before)), (cause,))
        folded = MergingRules().join(pending, later)
        assert folded is not None
        pending = folded
    assert pending.causes == (first, second)

"""What is told of a migration that could not be rolled back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from migrations_core.aftermath import Aftermath, Part, Refused, aftermath_told
from migrations_core.backends.base.sending import Sent
from migrations_core.migration import Migration
from migrations_core.operations import DeleteModel, RunPython, RunSQL

FIRST, SECOND, THIRD = RunSQL("SELECT 1"), DeleteModel("Order"), DeleteModel("Item")


class Broken(Exception):
    pass


@dataclass
class Editor:
    """What an editor knows at the moment when something breaks."""

    cause: Any = None
    journal: list[Sent] = field(default_factory=list)
    unsent: list[Sent] = field(default_factory=list)
    deferred_sql: list[str] = field(default_factory=list)
    is_finishing: bool = False
    keeps_journal: bool = True


def told(editor: Editor, *, unapplying: bool = False) -> Aftermath:
    migration = Migration("0001", "shop")
    migration.operations = [FIRST, SECOND, THIRD]
    error = Broken()
    with pytest.raises(Broken), aftermath_told(editor, migration, unapplying=unapplying):
        raise error
    assert error.__notes__ == [str(error.migration_aftermath)]
    return error.migration_aftermath


def test_an_operation_that_broke_is_done_in_part():
    editor = Editor(
        cause=SECOND,
        journal=[Sent("A", (FIRST,), False), Sent("B", (SECOND,), False)],
        unsent=[Sent("C", (SECOND,), False)],
        deferred_sql=["D"],
    )
    assert told(editor) == Aftermath(
        "shop",
        "0001",
        unapplying=False,
        done=(
            Part("operation 1: Raw SQL operation", ("A",)),
            Part("operation 2: Delete model Order, its beginning", ("B",)),
        ),
        left=(
            Part("operation 2: Delete model Order, from here on", ("C",)),
            Part("operation 3: Delete model Item"),
            Part("at the end of the migration", ("D",)),
        ),
    )


def test_an_operation_whose_statements_were_held_back_is_not_done():
    editor = Editor(cause=SECOND, unsent=[Sent("AB", (FIRST, SECOND), False)])
    assert told(editor).left[:2] == (
        Part("operation 1: Raw SQL operation, from here on", ("AB",)),
        Part("operation 2: Delete model Order, from here on", ("AB",)),
    )


def test_backwards_the_last_operation_comes_first():
    editor = Editor(cause=SECOND, journal=[Sent("A", (THIRD,), False)])
    aftermath = told(editor, unapplying=True)
    assert aftermath.done == (Part("operation 3: Delete model Item", ("A",)),)
    assert [part.heading for part in aftermath.left] == [
        "operation 2: Delete model Order",
        "operation 1: Raw SQL operation",
    ]


def test_at_the_end_all_operations_are_done():
    editor = Editor(
        cause=THIRD,
        is_finishing=True,
        journal=[Sent("A", (FIRST,), True)],
        unsent=[Sent("B", (SECOND,), True)],
    )
    aftermath = told(editor)
    assert aftermath.done[2:] == (
        Part("operation 3: Delete model Item"),
        Part("at the end of the migration", ("A",)),
    )
    assert aftermath.left == (Part("at the end of the migration", ("B",)),)


def test_if_only_the_record_is_missing_there_is_nothing_left_to_do():
    text = str(told(Editor(cause=THIRD, is_finishing=True)))
    assert "All of it is done; only recording that failed." in text
    assert text.endswith("record it: migrate shop 0001 --fake")


def test_a_refused_statement_is_known_although_nobody_planned_it():
    error = Broken()
    error.statement_failure = Refused("SELECT x", (FIRST,))
    migration = Migration("0001", "shop")
    migration.operations = [FIRST]
    with (
        pytest.raises(Broken),
        aftermath_told(Editor(cause=FIRST), migration, unapplying=False),
    ):
        raise error
    assert error.migration_aftermath.left == (
        Part("operation 1: Raw SQL operation, from here on", ("SELECT x",)),
    )
    assert str(error.migration_aftermath).startswith("Nothing of shop.0001 was done.")


@pytest.mark.parametrize(
    ("atomic", "rows"),
    [(None, "are as before"), (False, "stay changed")],
)
def test_rows_of_a_function_are_rolled_back_if_it_is_atomic(atomic, rows):
    operation = RunPython(RunPython.noop, atomic=atomic)
    migration = Migration("0001", "shop")
    migration.operations = [operation]
    with pytest.raises(Broken), aftermath_told(Editor(operation), migration, unapplying=False):
        raise (error := Broken())
    assert error.migration_aftermath.left == (
        Part(f"operation 1: Raw Python operation (the rows that it had changed {rows})"),
    )


def test_where_statements_are_rolled_back_nothing_is_told():
    error = Broken()
    editor = Editor(keeps_journal=False)
    with pytest.raises(Broken), aftermath_told(editor, Migration("1", "a"), unapplying=False):
        raise error
    assert not hasattr(error, "migration_aftermath")

"""Whatever is asked of it, the editor leaves the schema and the rows that Django's editor leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.backends.builders import create, django_sqlite, editing, execute, sqlite
from tests.backends.rows import rows
from tests.backends.scenarios import START, Step, carry_out, steps, undo
from tests.snapshots.schemas import read_schema

TABLES = ("shop_target", "shop_thing")
several_steps = st.lists(steps, min_size=3, max_size=9)
thorough = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def result(
    connection: Any, open_editor: Callable[[], Any], chosen: Sequence[Step], count: int
) -> Any:
    """Carry out the steps on a table with ``count`` rows; give error, schema and rows."""
    thing = START.model()
    create(connection, thing._meta.apps.get_registered_model("shop", "Target"), thing)
    execute(connection, 'INSERT INTO "shop_target" ("id", "code") VALUES (1, 1), (2, 2)')
    for number in range(count):
        execute(
            connection,
            f'INSERT INTO "shop_thing" ("a", "b") VALUES ({number or "NULL"}, {number})',
        )
    error = None
    try:
        with open_editor() as editor:
            carry_out(editor, chosen)
    except DatabaseError as caught:
        error = type(caught)
        if connection.in_atomic_block:
            # Django's editor leaves its transaction open when it finds a broken foreign key.
            connection.connection.rollback()
            connection.in_atomic_block = connection.needs_rollback = False
    return error, read_schema(connection), {table: rows(connection, table) for table in TABLES}


def django_result(chosen: Sequence[Step], count: int) -> Any:
    with django_sqlite() as connection:
        return result(connection, connection.schema_editor, chosen, count)


@pytest.mark.parametrize("cause", [None, "a migration"], ids=["at once", "merged"])
@given(chosen=several_steps, count=st.integers(0, 3))
@thorough
def test_changes_have_the_effect_that_they_have_with_djangos_editor(
    cause: object, chosen: list[Step], count: int
) -> None:
    with sqlite() as connection:
        ours = result(connection, lambda: editing(connection, cause=cause), chosen, count)
    assert ours == django_result(chosen, count)


@given(chosen=several_steps)
@thorough
def test_a_table_made_in_steps_equals_one_made_in_one_shot(chosen: list[Step]) -> None:
    with sqlite() as stepwise, sqlite() as at_once:
        with editing(stepwise, cause="a migration") as editor:
            editor.create_model(START.model())
            state = carry_out(editor, chosen)
        create(at_once, state.model())
        made, expected = _unordered(stepwise), _unordered(at_once)
    assert made == expected


@given(chosen=several_steps)
@thorough
def test_going_back_restores_the_schema(chosen: list[Step]) -> None:
    with sqlite() as connection:
        create(connection, START.model())
        before = _unordered(connection)
        states = [START]
        for step in chosen:
            with editing(connection, cause="a migration") as editor:
                states.append(carry_out(editor, [step], states[-1]))
        for step, state, earlier in zip(
            reversed(chosen), reversed(states), reversed(states[:-1]), strict=False
        ):
            with editing(connection, cause="a migration") as editor:
                undo(editor, step, state, earlier)
        after = _unordered(connection)
    assert after == before


def _unordered(connection: Any) -> Any:
    """Columns change places when they are altered; names of indexes keep renamed columns."""
    table = read_schema(connection).sorted_columns().table("shop_thing")
    return replace(
        table, indexes=tuple(sorted((replace(i, name="") for i in table.indexes), key=repr))
    )

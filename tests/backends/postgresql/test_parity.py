"""Whatever is asked of it, the editor leaves the schema and the rows that Django's editor leaves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import DatabaseError
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.backends.builders import create, execute
from tests.backends.rows import rows
from tests.backends.scenarios import START, Step, carry_out, steps
from tests.snapshots.schemas import read_schema

from .database import django_postgresql, postgresql

TABLES = ("shop_target", "shop_thing")
several_steps = st.lists(steps, min_size=3, max_size=9)
thorough = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow],
)


def result(connection: Any, chosen: Sequence[Step], count: int) -> Any:
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
        with connection.schema_editor() as editor:
            carry_out(editor, chosen)
    except DatabaseError as caught:
        error = type(caught)
    return error, read_schema(connection), {table: rows(connection, table) for table in TABLES}


@given(chosen=several_steps, count=st.integers(0, 3))
@thorough
def test_changes_have_the_effect_that_they_have_with_djangos_editor(
    chosen: list[Step], count: int
) -> None:
    assume(not _alters_what_it_adds(chosen))
    with postgresql() as our_database, django_postgresql() as their_database:
        ours, theirs = (result(c, chosen, count) for c in (our_database, their_database))
    if theirs[0] is None or ours[0] is not None:
        assert ours == theirs
    # Else we succeed where Django fails: it converts defaults that are about to be replaced.


def _alters_what_it_adds(chosen: Sequence[Step]) -> bool:
    """Django makes the deferred index of a new field even if an alteration has taken it away."""
    added: set[str] = set()
    for step in chosen:
        if step.kind == "alter" and step.name in added:
            return True
        if step.kind in ("add", "rename"):
            added |= {step.name, step.other}
    return False


@given(chosen=several_steps)
@thorough
def test_a_table_made_in_steps_has_the_columns_of_one_made_in_one_shot(chosen: list[Step]) -> None:
    with postgresql() as stepwise, postgresql() as at_once:
        state = START
        with stepwise.schema_editor() as editor:
            editor.create_model(START.model()._meta.apps.get_registered_model("shop", "Target"))
            editor.create_model(START.model())
        for step in chosen:
            # Some types cannot be converted into each other.
            with suppress(DatabaseError), stepwise.schema_editor() as editor:
                state = carry_out(editor, [step], state)
        thing = state.model()
        create(at_once, thing._meta.apps.get_registered_model("shop", "Target"), thing)
        made, expected = (_columns(c) for c in (stepwise, at_once))
    assert made == expected


def _columns(connection: Any) -> Any:
    return [table.columns for table in read_schema(connection).sorted_columns().tables]

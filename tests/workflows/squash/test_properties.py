"""A squashed history does what the history did."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from migrations_core.executor.plan import full_order
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.names import ModelKey
from migrations_core.schema.tables import Schema
from migrations_core.state import ModelState, ProjectState
from migrations_core.workflows.squash import SquashOptions, combine, parts, worth_writing
from migrations_core.workflows.squash.selection import Range
from tests.operations.databases import OURS, new_database
from tests.snapshots.schemas import read_schema
from tests.workflows.squash.histories import APPS, histories, loader_of

QUITE_SOME = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def squashed(history: list[Migration], labels: tuple[str, ...] = APPS) -> MigrationLoader:
    """Squash the whole histories of some apps, and load the result beside what it replaces."""
    loader = loader_of(history)
    ranges = [
        Range(label, found)
        for label in labels
        if (found := [migration for migration in history if migration.app_label == label])
    ]
    chosen = worth_writing(parts(loader, ranges), single=False)
    return loader_of([*history, *(each.migration for each in combine(chosen, SquashOptions()))])


def models_of(loader: MigrationLoader) -> dict[ModelKey, ModelState]:
    return dict(loader.graph.make_state().model_states)


def schema(loader: MigrationLoader) -> Schema:
    connection = new_database(OURS)
    state = ProjectState()
    for migration in full_order(loader.graph):
        with connection.schema_editor() as editor:
            state = migration.apply(state, editor)
    found = read_schema(connection)
    connection.close()
    return found.sorted_columns()


@given(histories())
@QUITE_SOME
def test_the_state_is_the_same(history):
    assert models_of(squashed(history)) == models_of(loader_of(history))


@given(histories())
@QUITE_SOME
def test_squashing_one_app_only_gives_the_same_state(history):
    assert models_of(squashed(history, ("left",))) == models_of(loader_of(history))


@given(histories())
@QUITE_SOME
def test_the_schema_is_the_same(history):
    assert schema(squashed(history)) == schema(loader_of(history))


@given(histories())
@QUITE_SOME
def test_nothing_is_left_that_could_be_squashed(history):
    loader = squashed(history)
    lengths = [len(each.replaces) for each in loader.replacements.values()]

    assert all(length > 1 for length in lengths)
    assert len(loader.graph.nodes) == len(history) - sum(length - 1 for length in lengths)

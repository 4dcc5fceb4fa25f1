"""What every reduction has to keep, tried on histories that make sense."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, reject, settings

from migrations_core.operations.base import Operation
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.state import ProjectState
from tests.operations.databases import DJANGO, Site, new_database
from tests.optimizer.histories import APP, History, histories

QUITE_SOME = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def optimize(operations: list[Operation]) -> list[Operation]:
    return MigrationOptimizer().optimize(operations, APP)


def state_after(operations: list[Operation]) -> ProjectState:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards(APP, state)
    return state


def schema_after(operations: list[Operation]) -> dict[str, Any]:
    """Carry the operations out on SQLite; names that Django derives from former names are left out."""
    site = Site(new_database(DJANGO), ProjectState()).after(*operations)
    schema = site.schema()
    site.connection.close()
    for table in schema.values():
        table["constraints"] = sorted(
            (
                name if name.startswith("name_") else "",
                *(
                    str(facts[key])
                    for key in ("columns", "unique", "index", "foreign_key", "check")
                ),
            )
            for name, facts in table["constraints"].items()
        )
    return schema


@given(histories())
@QUITE_SOME
def test_the_state_is_the_same(history: History) -> None:
    optimized = optimize(history.operations)

    assert state_after(history.past + optimized) == state_after(history.past + history.operations)


@given(histories())
@QUITE_SOME
def test_the_schema_is_the_same(history: History) -> None:
    try:
        expected = schema_after(history.past + history.operations)
    except OperationalError:
        reject()  # an index of a foreign key keeps its name when the model is renamed; its new namesake fails

    assert schema_after(history.past + optimize(history.operations)) == expected


@given(histories(longest=16))
@QUITE_SOME
def test_there_are_never_more_operations(history: History) -> None:
    assert len(optimize(history.operations)) <= len(history.operations)


@given(histories(longest=16))
@QUITE_SOME
def test_optimizing_again_changes_nothing(history: History) -> None:
    once = optimize(history.operations)

    assert optimize(once) == once

"""What is detected can be carried out: on SQLite, with our editor, for every pair of states."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ConnectionHandler
from hypothesis import HealthCheck, assume, given, note, settings

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.backends.registry import schema_editor
from migrations_core.state import ProjectState
from tests.autodetector.builders import NO, in_order
from tests.autodetector.strategies import pairs
from tests.autodetector.test_properties import described, questioners

IN_MEMORY = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}


def run(changes: dict[str, list[Any]], state: ProjectState, connection: Any) -> ProjectState:
    for migration in in_order(changes):
        with schema_editor(connection) as editor:
            state = migration.apply(state, editor)
    return state


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(pairs(), questioners)
def test_the_changes_between_two_states_can_be_carried_out(pair, questioner):
    before, after = pair
    detector = MigrationAutodetector(before, after, questioner)
    changes = detector._detect_changes()
    note(described(before, after, changes))
    assume(not detector.refusals())
    connection = ConnectionHandler(IN_MEMORY)["default"]
    try:
        creation = MigrationAutodetector(ProjectState(), before, NO)._detect_changes()
        state = run(creation, ProjectState(), connection)

        run(changes, state, connection)
    finally:
        connection.close()

"""What holds for every pair of states."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.autodetector.differs import DIFFERS
from migrations_core.autodetector.refusals import Reason
from migrations_core.state import ProjectState
from tests.autodetector.builders import NO, SIMILAR, YES, Stating, carry_out, in_order, written
from tests.autodetector.strategies import pairs, project_states

pytestmark = pytest.mark.filterwarnings("ignore")

examples = settings(
    max_examples=settings.default.max_examples // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
questioners = st.sampled_from([YES, NO, SIMILAR])


def normalized(state: ProjectState) -> dict[Any, Any]:
    """A state without what makes no difference: options that are unset, the order of fields and indexes."""
    return {key: _parts(model) for key, model in state.model_states.items()}


def _parts(model: Any) -> Any:
    options = {name: value for name, value in model.options.items() if value}
    for listed in ("indexes", "constraints"):
        by_name = sorted(options.pop(listed, ()), key=lambda each: each.name)
        options[listed] = [each.deconstruct() for each in by_name]
    fields = {name: written([field])[0] for name, field in model.fields.items()}
    return fields, options, model.bases, model.managers


def described(before: ProjectState, after: ProjectState, changes: dict[str, list[Any]]) -> str:
    operations = [
        f"{migration}: {operation}"
        for migration in in_order(changes)
        for operation in migration.operations
    ]
    models = [
        f"{title} {key}: {written([*state.fields.items()])} {written([state.options])} {state.bases}"
        for title, states in (("before", before), ("after", after))
        for key, state in states.model_states.items()
    ]
    return "\n".join([*models, *operations])


def changes_of(detector: MigrationAutodetector) -> list[Any]:
    return [
        (str(migration), sorted(migration.dependencies), written(migration.operations))
        for migrations in detector._detect_changes().values()
        for migration in migrations
    ]


@examples
@given(pairs(), questioners)
def test_carrying_out_the_changes_leads_to_the_state_afterwards(pair, questioner):
    before, after = pair
    detector = MigrationAutodetector(before, after, questioner)
    changes = detector._detect_changes()
    note(described(before, after, changes))
    assume(not any(refusal.reason is Reason.BASES for refusal in detector.refusals()))

    reached = carry_out(changes, before)

    assert normalized(reached) == normalized(after)
    assert MigrationAutodetector(reached, after, questioner)._detect_changes() == {}


@examples
@given(pairs())
def test_carrying_out_what_was_said_to_be_renamed_leads_there_too(pair):
    before, after = pair
    detector = MigrationAutodetector(before, after, Stating(before, after))
    changes = detector._detect_changes()
    note(described(before, after, changes))
    assume(not any(refusal.reason is Reason.BASES for refusal in detector.refusals()))

    assert normalized(carry_out(changes, before)) == normalized(after)


@examples
@given(project_states())
def test_nothing_is_detected_between_equal_states(state):
    assert MigrationAutodetector(state, ProjectState.from_apps(state.apps))._detect_changes() == {}


@examples
@given(pairs(), questioners, st.randoms(use_true_random=False))
def test_the_order_of_the_differs_changes_nothing(pair, questioner, chance):
    before, after = pair

    class Shuffled(MigrationAutodetector):
        differs = chance.sample(list(DIFFERS), len(DIFFERS))

    expected = changes_of(MigrationAutodetector(before, after, questioner))
    assert changes_of(Shuffled(before, after, questioner)) == expected


@examples
@given(pairs(), questioners, st.randoms(use_true_random=False))
def test_the_order_of_the_models_in_the_states_changes_nothing(pair, questioner, chance):
    before, after = pair
    shuffled = [_shuffled(state, chance) for state in (before, after)]

    expected = changes_of(MigrationAutodetector(before, after, questioner))
    assert changes_of(MigrationAutodetector(*shuffled, questioner)) == expected


def _shuffled(state: ProjectState, chance: random.Random) -> ProjectState:
    models = list(state.model_states.items())
    chance.shuffle(models)
    return ProjectState(dict(models))


@examples
@given(pairs(), questioners)
def test_detection_leaves_the_states_alone(pair, questioner):
    before, after = pair
    expected = normalized(before), normalized(after)

    MigrationAutodetector(before, after, questioner)._detect_changes()

    assert (normalized(before), normalized(after)) == expected

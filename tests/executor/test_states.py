from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.executor.states import KEPT_AT_LEAST, states_before
from migrations_core.migration import Migration
from migrations_core.operations import CreateModel
from migrations_core.state import ProjectState


class Counted(Migration):
    computed = 0

    def mutate_state(self, project_state, preserve=True):
        self.computed += 1
        return super().mutate_state(project_state, preserve)


def creating(number: int) -> Counted:
    migration = Counted(f"{number:04}", "shop")
    fields = [("id", models.BigAutoField(primary_key=True))]
    migration.operations = [CreateModel(f"M{number}", fields)]
    return migration


def names(state: ProjectState) -> list[str]:
    return [name for _, name in state.model_states]


def test_without_migrations_there_are_no_states():
    assert list(states_before(ProjectState(), [])) == []


@given(st.sampled_from([1, 2, KEPT_AT_LEAST, KEPT_AT_LEAST + 1, 3 * KEPT_AT_LEAST - 1]))
def test_each_state_has_what_came_before_and_the_last_comes_first(count):
    migrations = [creating(number) for number in range(count)]
    base = ProjectState()

    states = [names(state) for state in states_before(base, migrations)]

    assert states == [[f"m{n}" for n in range(number)] for number in reversed(range(count))]
    assert names(base) == []


def test_each_state_is_computed_twice_at_most():
    migrations = [creating(number) for number in range(5 * KEPT_AT_LEAST)]

    list(states_before(ProjectState(), migrations))

    assert max(migration.computed for migration in migrations) == 2


def test_changing_a_state_changes_no_other():
    states = states_before(ProjectState(), [creating(number) for number in range(3)])

    next(states).remove_model("shop", "m0")

    assert names(next(states)) == ["m0"]

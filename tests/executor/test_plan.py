import pytest
from django.db.migrations.executor import MigrationExecutor as DjangoExecutor
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.exceptions import InvalidMigrationPlan
from migrations_core.executor.plan import (
    Step,
    full_order,
    in_order,
    is_backwards,
    remaining,
    steps_to,
)
from tests.graph.builders import FakeMigration, key, shape, shapes

A1, A2, B1 = (FakeMigration(*key(text)) for text in ("a1", "a2", "b1"))


def planned(graph, targets, applied=""):
    steps = steps_to(graph, targets, {key(text) for text in applied.split()})
    return " ".join(("-" if back else "+") + m.app_label + m.name for m, back in steps)


def test_a_target_that_is_not_applied_is_applied_with_what_it_needs():
    graph = shape("a1", "a2: a1 b1", "b1", "b2: b1").ours()

    assert planned(graph, [key("a2")]) == "+b1 +a1 +a2"


def test_what_is_applied_is_left_out():
    graph = shape("a1", "a2: a1 b1", "b1").ours()

    assert planned(graph, [key("a2")], "b1 a1") == "+a2"


def test_an_applied_target_is_gone_back_to_in_its_own_app():
    graph = shape("a1", "a2: a1", "b1: a1", "b2: a2").ours()

    assert planned(graph, [key("a1")], "a1 a2 b1 b2") == "-b2 -a2"


def test_no_name_means_that_nothing_of_the_app_stays():
    graph = shape("a1", "a2: a1", "b1: a1").ours()

    assert planned(graph, [("a", None)], "a1 a2 b1") == "-b1 -a2 -a1"


def test_targets_are_arrived_at_in_turn():
    graph = shape("a1", "b1: a1").ours()

    assert planned(graph, [key("b1"), ("a", None), key("b1")]) == "+a1 +b1 -b1 -a1 +a1 +b1"


@given(shapes(), st.data())
def test_plans_are_those_of_django(drawn, data):
    class Loader:
        replace_migrations = False

    keys = st.sampled_from(drawn.nodes)
    whole_apps = keys.map(lambda node: (node[0], None))
    targets = data.draw(st.lists(keys | whole_apps, max_size=5))
    applied = data.draw(st.sets(keys))
    executor = DjangoExecutor.__new__(DjangoExecutor)
    executor.loader = Loader()
    executor.loader.graph = drawn.djangos()
    executor.loader.applied_migrations = dict.fromkeys(applied)

    assert steps_to(drawn.ours(), targets, applied) == executor.migration_plan(targets)


def test_a_plan_has_one_direction():
    assert is_backwards([Step(A1, False), Step(A2, False)]) is False
    assert is_backwards([(A2, True), (A1, True)]) is True
    assert is_backwards([]) is False

    with pytest.raises(InvalidMigrationPlan) as caught:
        is_backwards([(A1, True), (B1, False)])
    assert caught.value.args[1] == [(A1, True), (B1, False)]
    assert str(caught.value).startswith("Migration plans with both forwards and backwards")


def test_migrations_run_in_the_order_of_the_whole_project():
    order = full_order(shape("a1", "a2: a1 b1", "b1").ours())

    assert in_order([(A2, False), (A1, False), (B1, False)], order) == [B1, A1, A2]


def test_a_plan_with_an_unknown_migration_is_refused():
    with pytest.raises(InvalidMigrationPlan, match=r"not in the graph: b\.1\."):
        in_order([(A1, False), (B1, False)], [A1])


def test_what_remains_is_what_is_applied_and_not_in_the_plan():
    graph = shape("a1", "a2: a1", "b1: a1", "c1").ours()

    assert remaining(graph, [(A2, True)], {key("a1"), key("a2"), key("b1")}) == [A1, B1]


def test_a_plan_that_leaves_a_dependent_applied_is_refused():
    graph = shape("a1", "b1: a1").ours()

    with pytest.raises(InvalidMigrationPlan, match=r"unapplies a\.1 and leaves b\.1 applied"):
        remaining(graph, [(A1, True)], {key("a1"), key("b1")})

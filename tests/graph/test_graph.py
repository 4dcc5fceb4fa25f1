import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.exceptions import (
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
)
from migrations_core.graph import MigrationGraph
from migrations_core.state import ProjectState
from tests.graph.builders import Shape, key, shape, shapes


def keys(text: str):
    return [key(part) for part in text.split()]


def test_a_forwards_plan_has_all_that_a_migration_depends_on():
    graph = shape("a1", "a2: a1", "b1: a1", "b2: b1 a2", "c1").ours()

    assert graph.forwards_plan(key("b2")) == keys("a1 b1 a2 b2")


def test_a_backwards_plan_has_all_that_depends_on_a_migration():
    graph = shape("a1", "a2: a1", "b1: a1", "b2: b1 a2", "c1").ours()

    assert graph.backwards_plan(key("a1")) == keys("b2 b1 a2 a1")


def test_roots_and_leaves_look_at_one_app_only():
    graph = shape("a1", "a2: a1 b1", "b1: a1", "b2: b1", "b3: b1").ours()

    assert graph.root_nodes() == keys("a1 b1")
    assert graph.leaf_nodes() == keys("a2 b2 b3")
    assert graph.leaf_nodes("b") == keys("b2 b3")
    assert graph.root_nodes("c") == []


def test_a_new_migration_is_seen_by_whoever_asks_for_leaves_again():
    graph = shape("a1").ours()
    assert graph.leaf_nodes() == keys("a1")

    graph.add_node(key("a2"), None)
    graph.add_dependency("a2", key("a2"), key("a1"))

    assert graph.leaf_nodes() == keys("a2")


def test_a_name_can_be_used_once():
    graph = shape("a1").ours()

    with pytest.raises(BadMigrationError, match=r"Migration a\.1 is in the graph already"):
        graph.add_node(key("a1"), None)


def test_an_unknown_target_is_refused():
    with pytest.raises(NodeNotFoundError, match=r"Node \('a', '1'\) not a valid node"):
        MigrationGraph().forwards_plan(key("a1"))


def test_a_missing_dependency_is_refused_once_the_graph_is_complete():
    graph = shape("a1: b1").ours()

    with pytest.raises(NodeNotFoundError) as caught:
        graph.validate_consistency()

    assert caught.value.node == key("b1")
    assert "reference nonexistent parent node ('b', '1')" in str(caught.value)


def test_a_missing_dependency_that_was_replaced_is_fine():
    graph = shape("b1: a1", "a9").ours()

    graph.remove_replaced_nodes(key("a9"), [key("a1")])

    graph.validate_consistency()
    assert graph.forwards_plan(key("b1")) == keys("a9 b1")


def test_a_cycle_is_named_in_full():
    graph = shape("a1: c1", "b1: a1", "c1: b1", "d1").ours()

    with pytest.raises(CircularDependencyError) as caught:
        graph.ensure_not_cyclic()

    assert caught.value.cycle == (key("a1"), key("c1"), key("b1"))
    assert "a.1 -> c.1 -> b.1 -> a.1" in str(caught.value)


def test_a_plan_of_a_graph_with_a_cycle_ends():
    graph = shape("a1: b1", "b1: a1").ours()

    assert graph.forwards_plan(key("a1")) == keys("b1 a1")


def test_a_replacement_takes_over_the_links_of_what_it_replaces():
    graph = shape("a1: b1", "a2: a1", "a9", "b1", "c1: a2").ours()

    graph.remove_replaced_nodes(key("a9"), keys("a1 a2"))

    assert graph.parents_of(key("a9")) == keys("b1")
    assert graph.children_of(key("a9")) == keys("c1")
    assert graph.leaf_nodes() == keys("a9 b1 c1")


def test_without_the_replacement_its_dependents_depend_on_the_last_replaced():
    graph = shape("a1", "a2: a1", "a9", "b1: a9").ours()

    graph.remove_replacement_node(key("a9"), keys("a1 a2"))

    assert graph.parents_of(key("b1")) == keys("a2")
    assert key("a9") not in graph


def test_the_state_of_an_empty_graph_is_empty():
    assert MigrationGraph().make_state() == ProjectState()


@given(shapes(), st.randoms(use_true_random=False))
def test_the_order_of_insertion_changes_nothing(drawn, random):
    nodes, edges = list(drawn.nodes), list(drawn.edges)
    random.shuffle(nodes)
    random.shuffle(edges)
    other = Shape(tuple(nodes), tuple(edges)).ours()
    graph = drawn.ours()

    assert graph.leaf_nodes() == other.leaf_nodes()
    assert graph.walk(graph.leaf_nodes(), set()) == other.walk(other.leaf_nodes(), set())


@given(shapes())
def test_plans_are_those_of_django(drawn):
    ours, djangos = drawn.ours(), drawn.djangos()

    for node in drawn.nodes:
        assert ours.forwards_plan(node) == djangos.forwards_plan(node)
        assert ours.backwards_plan(node) == djangos.backwards_plan(node)
    for at_end in (True, False):
        plan = djangos._generate_plan(list(drawn.nodes), at_end)
        assert ours._generate_plan(list(drawn.nodes), at_end) == plan
    assert ours.root_nodes() == djangos.root_nodes()
    assert ours.leaf_nodes("a") == djangos.leaf_nodes("a")


@given(shapes(), st.data())
def test_replacing_gives_the_graph_that_django_gets(drawn, data):
    replacement = data.draw(st.sampled_from(drawn.nodes))
    replaced = data.draw(st.sets(st.sampled_from(drawn.nodes))) - {replacement}
    method = data.draw(st.sampled_from(["remove_replaced_nodes", "remove_replacement_node"]))
    ours, djangos = drawn.ours(), drawn.djangos()

    getattr(ours, method)(replacement, sorted(replaced))
    getattr(djangos, method)(replacement, sorted(replaced))

    links = {
        node: {parent.key for parent in djangos.node_map[node].parents} for node in djangos.nodes
    }
    assert {node: set(ours.parents_of(node)) for node in ours.nodes} == links

from collections import Counter
from graphlib import CycleError, TopologicalSorter

from hypothesis import given

from migrations_core.graph.order import depth_first_order, find_cycle
from tests.graph.builders import Shape, shapes


def parents_in(shape: Shape):
    parents = {node: sorted(p for c, p in shape.edges if c == node) for node in shape.nodes}
    return parents.__getitem__


def test_what_a_node_needs_comes_before_it():
    parents = {"c": ["a", "b"], "b": ["a"], "a": []}

    assert list(depth_first_order("c", parents.__getitem__, set())) == ["a", "b", "c"]


def test_of_several_neighbours_the_last_is_walked_first():
    parents = {"c": ["a", "b"], "b": [], "a": []}

    assert list(depth_first_order("c", parents.__getitem__, set())) == ["b", "a", "c"]


def test_what_is_done_is_passed_over():
    parents = {"c": ["b"], "b": ["a"], "a": []}
    done = {"b"}

    assert list(depth_first_order("c", parents.__getitem__, done)) == ["c"]
    assert done == {"b", "c"}


def test_a_long_chain_needs_no_recursion():
    length = 50_000

    def before(n):
        return [n - 1] if n else []

    assert list(depth_first_order([length], before, set())) == list(range(length + 1))
    assert find_cycle([length], before) == []


@given(shapes())
def test_every_node_comes_once_and_after_its_neighbours(shape):
    parents = parents_in(shape)
    order = list(depth_first_order(shape.nodes, parents, set()))

    assert Counter(order) == Counter(shape.nodes)
    assert all(order.index(p) < order.index(c) for c, p in shape.edges)


@given(shapes(cyclic=True))
def test_the_walk_asks_for_the_neighbours_of_a_node_once(shape):
    parents = parents_in(shape)
    asked = Counter()

    def counted(node):
        asked[node] += 1
        return parents(node)

    list(depth_first_order(shape.nodes, counted, set()))

    assert asked == Counter(shape.nodes)


@given(shapes())
def test_walks_that_share_what_is_done_give_the_order_of_separate_walks(shape):
    parents = parents_in(shape)
    separate = [
        found for node in shape.nodes for found in depth_first_order([node], parents, set())
    ]

    assert list(depth_first_order(shape.nodes, parents, set())) == list(dict.fromkeys(separate))


@given(shapes(cyclic=True))
def test_a_cycle_is_found_exactly_when_there_is_one(shape):
    parents = parents_in(shape)
    cycle = find_cycle(shape.nodes, parents)

    try:
        list(TopologicalSorter({node: parents(node) for node in shape.nodes}).static_order())
    except CycleError:
        assert cycle
    else:
        assert cycle == []
    for node, following in zip(cycle, [*cycle[1:], *cycle[:1]], strict=True):
        assert following in parents(node)

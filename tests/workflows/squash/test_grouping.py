"""How histories are cut into groups that can become one migration each."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from migrations_core.graph.order import depth_first_order, find_cycle
from migrations_core.workflows.squash.grouping import group

Graph = dict[tuple[str, str], list[tuple[str, str]]]


def graph(**chains: list[str]) -> Graph:
    """Read ``a=["1", "2: b.1"]``: each migration needs the one before it and what stands behind the colon."""
    found: Graph = {}
    for app, entries in chains.items():
        before: list[tuple[str, str]] = []
        for entry in entries:
            name, _, needs = entry.partition(":")
            others = [tuple(need.split(".")) for need in needs.split()]
            found[app, name] = [*before, *others]  # type: ignore[list-item]  # pairs
            before = [(app, name)]
    return found


def grouped(found: Graph, *apps: str) -> list[str]:
    """Squash the whole histories of some apps; return each group as one word."""
    order = list(depth_first_order(sorted(found), lambda key: sorted(found[key]), set()))
    ranges = {app: [key for key in order if key[0] == app] for app in apps}
    groups = group(ranges, order, found.__getitem__)
    return [f"{keys[0][0]}:{''.join(name for _, name in keys)}" for keys in groups]


def test_an_app_alone_becomes_one():
    assert grouped(graph(a=["1", "2", "3"]), "a") == ["a:123"]


def test_apps_that_need_each_other_in_one_direction_become_one_each():
    assert grouped(graph(a=["1", "2"], b=["1: a.1", "2: a.2"]), "b", "a") == ["a:12", "b:12"]


def test_a_circle_is_cut_once():
    assert grouped(graph(a=["1", "2: b.1", "3"], b=["1: a.1", "2"]), "a", "b") == [
        "a:1",
        "b:12",
        "a:23",
    ]


def test_the_cut_comes_as_late_as_possible():
    assert grouped(graph(a=["1", "2", "3: b.1"], b=["1: a.1"]), "a", "b") == ["a:12", "b:1", "a:3"]


def test_an_app_that_is_not_squashed_forces_a_cut_too():
    assert grouped(graph(a=["1", "2: b.1"], b=["1: a.1"]), "a") == ["a:1", "a:2"]


def test_the_app_that_goes_first_is_chosen_for_the_fewest_cuts():
    tangle = graph(a=["1", "2: b.1", "3: c.2"], b=["1", "2: c.1"], c=["1", "2: a.2", "3: b.2"])

    assert grouped(tangle, "a", "b", "c") == [
        "c:1",
        "b:12",
        "a:12",
        "c:23",
        "a:3",
    ]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Histories of three apps, written in an order in which they can be applied."""
    found: Graph = {}
    last: dict[str, tuple[str, str]] = {}
    for number in range(draw(st.integers(1, 7))):
        app = draw(st.sampled_from("abc"))
        others = draw(st.lists(st.sampled_from(sorted(found)), max_size=2)) if found else []
        key = (app, str(number))
        found[key] = [*([last[app]] if app in last else []), *others]
        last[app] = key
    return found


@given(graphs(), st.sets(st.sampled_from("abc"), min_size=1))
def test_groups_hold_everything_once_and_can_be_applied_in_their_order(found, apps):
    order = list(depth_first_order(sorted(found), lambda key: sorted(found[key]), set()))
    ranges = {app: [key for key in order if key[0] == app] for app in sorted(apps)}
    groups = group(ranges, order, found.__getitem__)

    flat = [key for keys in groups for key in keys]
    assert sorted(flat) == sorted(key for keys in ranges.values() for key in keys)
    owner = {key: number for number, keys in enumerate(groups) for key in keys}
    assert is_acyclic(found, owner)


@given(graphs())
def test_there_are_as_few_groups_as_possible(found):
    assert len(grouped(found, "a", "b", "c")) == fewest(found)


def is_acyclic(found: Graph, owner: dict) -> bool:
    nodes = {owner.get(key, key) for key in found}
    links: dict = {node: set() for node in nodes}
    for key, parents in found.items():
        links[owner.get(key, key)] |= {owner.get(parent, parent) for parent in parents}
    for node, parents in links.items():
        parents.discard(node)
    return not find_cycle(nodes, links.__getitem__)


def fewest(found: Graph) -> int:
    """Try all ways of cutting every chain, with fewer cuts first."""
    chains = [[key for key in found if key[0] == app] for app in "abc"]
    places = [
        (number, place) for number, chain in enumerate(chains) for place in range(1, len(chain))
    ]
    for count in range(len(places) + 1):
        for cuts in combinations(places, count):
            owner = {
                key: (number, sum(1 for cut in cuts if cut[0] == number and cut[1] <= position))
                for number, chain in enumerate(chains)
                for position, key in enumerate(chain)
            }
            if is_acyclic(found, owner):
                return count + sum(1 for chain in chains if chain)
    raise AssertionError(found)

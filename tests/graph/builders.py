"""Graphs for tests, ours and Django's alike, and the shapes that hypothesis makes of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.migrations.graph import MigrationGraph as DjangoGraph
from hypothesis import strategies as st

from migrations_core.exceptions import MigrationKey
from migrations_core.graph import MigrationGraph


@dataclass(frozen=True)
class FakeMigration:
    """Stands for a migration where only its name matters."""

    app_label: str
    name: str

    def __str__(self) -> str:
        return f"{self.app_label}.{self.name}"


@dataclass(frozen=True)
class Shape:
    """The nodes of a graph, and (child, parent) pairs."""

    nodes: tuple[MigrationKey, ...]
    edges: tuple[tuple[MigrationKey, MigrationKey], ...]

    def ours(self) -> MigrationGraph:
        return self._filled(MigrationGraph())

    def djangos(self) -> DjangoGraph:
        return self._filled(DjangoGraph())

    def _filled(self, graph):
        for node in self.nodes:
            graph.add_node(node, FakeMigration(*node))
        for child, parent in self.edges:
            graph.add_dependency(child, child, parent, skip_validation=True)
        return graph


def shape(*lines: str) -> Shape:
    """Build a shape from lines such as ``"b1: a1 a2"``: an app's letter, a number, and what it depends on."""
    nodes, edges = [], []
    for line in lines:
        child, _, parents = line.partition(":")
        nodes.append(key(child))
        edges += [(key(child), key(parent)) for parent in parents.split()]
    return Shape(tuple(nodes), tuple(edges))


def key(text: str) -> MigrationKey:
    """Return the key that ``"a1"`` stands for."""
    return text[0], text[1:]


@st.composite
def shapes(draw: st.DrawFn, *, cyclic: bool = False) -> Shape:
    """Graphs of up to 12 migrations in up to three apps, without cycles unless they are asked for."""
    size = draw(st.integers(1, 12))
    nodes = [(draw(st.sampled_from("abc")), str(number)) for number in range(size)]
    targets = st.integers(0, size - 1)
    edges = [
        (nodes[child], nodes[parent])
        for child in range(size)
        for parent in sorted(draw(st.sets(targets, max_size=3)))
        if cyclic or parent < child
    ]
    return Shape(tuple(draw(st.permutations(nodes))), tuple(draw(st.permutations(edges))))

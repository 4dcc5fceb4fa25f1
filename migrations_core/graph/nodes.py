"""A migration's place in the graph, with direct links to its neighbours."""

from __future__ import annotations

from functools import total_ordering
from typing import NoReturn

from migrations_core.exceptions import MigrationKey, NodeNotFoundError


@total_ordering
class Node:
    """One migration that a graph knows; equal to its key, so that either can be looked up among the other."""

    def __init__(self, key: MigrationKey) -> None:
        self.key = key
        self.children: set[Node] = set()
        self.parents: set[Node] = set()

    def __eq__(self, other: object) -> bool:
        return self.key == (other.key if isinstance(other, Node) else other)

    def __lt__(self, other: Node | MigrationKey) -> bool:
        return self.key < (other.key if isinstance(other, Node) else other)

    def __hash__(self) -> int:
        return hash(self.key)

    def __getitem__(self, item: int) -> str:
        return self.key[item]

    def __str__(self) -> str:
        return str(self.key)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: ({self.key[0]!r}, {self.key[1]!r})>"

    def add_child(self, child: Node) -> None:
        self.children.add(child)

    def add_parent(self, parent: Node) -> None:
        self.parents.add(parent)


class DummyNode(Node):
    """A migration that others depend on and that is not there; only replacing it away makes the graph usable."""

    def __init__(self, key: MigrationKey, origin: object, error_message: str) -> None:
        super().__init__(key)
        self.origin = origin
        self.error_message = error_message

    def raise_error(self) -> NoReturn:
        raise NodeNotFoundError(self.error_message, self.key, origin=self.origin)

"""The order between migrations: who depends on whom, and what has to run before or after what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from migrations_core.exceptions import (
    BadMigrationError,
    CircularDependencyError,
    MigrationKey,
    NodeNotFoundError,
)
from migrations_core.graph.nodes import DummyNode, Node
from migrations_core.graph.order import depth_first_order, find_cycle
from migrations_core.state import ProjectState

if TYPE_CHECKING:
    from migrations_core.migration import Migration

__all__ = ["DummyNode", "MigrationGraph", "Node"]

by_key = attrgetter("key")


def sorted_parents(node: Node) -> list[Node]:
    return sorted(node.parents, key=by_key)


def sorted_children(node: Node) -> list[Node]:
    return sorted(node.children, key=by_key)


class MigrationGraph:
    """Every migration of a project with its dependencies, built up node by node.

    ``nodes`` maps a key to its migration, ``node_map`` to its place in the graph. The loader builds one, carries out
    the replacements and hands it on; from then on it is only read.
    """

    def __init__(self) -> None:
        self.node_map: dict[MigrationKey, Node] = {}
        self.nodes: dict[MigrationKey, Migration | None] = {}
        self._dummies: dict[MigrationKey, DummyNode] = {}
        self._ends: dict[str, dict[str, list[MigrationKey]]] = {}

    # Building

    def add_node(self, key: MigrationKey, migration: Migration | None) -> None:
        if key in self.node_map:
            raise BadMigrationError(
                f"Migration {key[0]}.{key[1]} is in the graph already: two migrations of one app cannot "
                "have the same name.",
                migration=key,
            )
        self.node_map[key] = Node(key)
        self.nodes[key] = migration
        self._ends.clear()

    def add_dummy_node(self, key: MigrationKey, origin: object, error_message: str) -> None:
        self.node_map[key] = self._dummies[key] = DummyNode(key, origin, error_message)
        self.nodes[key] = None
        self._ends.clear()

    def add_dependency(
        self,
        migration: object,
        child: MigrationKey,
        parent: MigrationKey,
        skip_validation: bool = False,
    ) -> None:
        """Let ``child`` depend on ``parent``; the one that is missing becomes a dummy, blamed on ``migration``.

        With ``skip_validation`` it is the caller who calls validate_consistency() in the end.
        """
        for key, role in ((child, "child"), (parent, "parent")):
            if key not in self.nodes:
                reason = (
                    f"Migration {migration} dependencies reference nonexistent {role} node {key!r}"
                )
                self.add_dummy_node(key, migration, reason)
        self._link(self.node_map[child], self.node_map[parent])
        if not skip_validation:
            self.validate_consistency()

    def remove_replaced_nodes(
        self, replacement: MigrationKey, replaced: Iterable[MigrationKey]
    ) -> None:
        """Put ``replacement`` in the place of those of ``replaced`` that exist, with all that they were linked to."""
        replaced = set(replaced)
        if replacement not in self.node_map:
            raise NodeNotFoundError(
                f"Unable to find replacement node {replacement!r}. It was either never added to the "
                "migration graph, or has been removed.",
                replacement,
            )
        replacement_node = self.node_map[replacement]
        for key in replaced & self.node_map.keys():
            node = self._remove(key)
            # Links among the replaced would become links of the replacement to itself.
            for child in node.children:
                if child.key not in replaced:
                    self._link(child, replacement_node)
            for parent in node.parents:
                if parent.key not in replaced:
                    self._link(replacement_node, parent)

    def remove_replacement_node(
        self, replacement: MigrationKey, replaced: Iterable[MigrationKey]
    ) -> None:
        """Take ``replacement`` out and let what depended on it depend on the last of ``replaced``.

        What it depended on itself is dropped: the replaced migrations have dependencies of their own.
        """
        if replacement not in self.node_map:
            raise NodeNotFoundError(
                f"Unable to remove replacement node {replacement!r}. It was either never added to the "
                "migration graph, or has been removed already.",
                replacement,
            )
        node = self._remove(replacement)
        present = {self.node_map[key] for key in replaced if key in self.node_map}
        last = present.difference(*(n.parents for n in present))
        for child in node.children:
            for replaced_node in last:
                self._link(child, replaced_node)

    def validate_consistency(self) -> None:
        """Raise NodeNotFoundError for the first dependency that does not exist."""
        for dummy in self._dummies.values():
            dummy.raise_error()

    def ensure_not_cyclic(self) -> None:
        """Raise CircularDependencyError if there is a cycle, naming it in full."""
        ordered = (self.node_map[key] for key in sorted(self.nodes))
        cycle = tuple(node.key for node in find_cycle(ordered, sorted_parents))
        if cycle:
            path = " -> ".join(f"{app}.{name}" for app, name in (*cycle, cycle[0]))
            raise CircularDependencyError(
                f"Circular dependency between migrations, each depending on the next: {path}. One of "
                "these dependencies has to go, or one of the migrations has to be split in two.",
                cycle,
            )

    def _link(self, child: Node, parent: Node) -> None:
        child.add_parent(parent)
        parent.add_child(child)
        if child.key[0] == parent.key[0]:
            self._ends.clear()

    def _remove(self, key: MigrationKey) -> Node:
        self.nodes.pop(key, None)
        self._dummies.pop(key, None)
        self._ends.clear()
        node = self.node_map.pop(key)
        for child in node.children:
            child.parents.discard(node)
        for parent in node.parents:
            parent.children.discard(node)
        return node

    # Reading

    def forwards_plan(self, target: MigrationKey) -> list[MigrationKey]:
        """Return all that has to be applied for ``target``, in order, ``target`` itself last."""
        return self.iterative_dfs(self._node(target))

    def backwards_plan(self, target: MigrationKey) -> list[MigrationKey]:
        """Return all that has to be unapplied for ``target``, in order, ``target`` itself last."""
        return self.iterative_dfs(self._node(target), forwards=False)

    def iterative_dfs(self, start: Node, forwards: bool = True) -> list[MigrationKey]:
        """Return the keys of all that ``start`` depends on (or that depends on it), in order, its own last."""
        return self.walk([start.key], set(), forwards=forwards)

    def walk(
        self, targets: Iterable[MigrationKey], done: set[Node], *, forwards: bool = True
    ) -> list[MigrationKey]:
        """Return one plan for several targets that leaves out what is in ``done``, and add the plan to it."""
        neighbours: Callable[[Node], list[Node]] = sorted_parents if forwards else sorted_children
        starts = [self._node(target) for target in targets]
        return [node.key for node in depth_first_order(starts, neighbours, done)]

    def parents_of(self, key: MigrationKey) -> list[MigrationKey]:
        """Return what a migration depends on directly, sorted."""
        return [node.key for node in sorted_parents(self._node(key))]

    def children_of(self, key: MigrationKey) -> list[MigrationKey]:
        """Return what depends directly on a migration, sorted."""
        return [node.key for node in sorted_children(self._node(key))]

    def root_nodes(self, app: str | None = None) -> list[MigrationKey]:
        """Return the migrations that depend on none of their own app, of one app or of all, sorted."""
        return self._ends_of("parents", app)

    def leaf_nodes(self, app: str | None = None) -> list[MigrationKey]:
        """Return the migrations on which none of their own app depends, of one app or of all, sorted.

        Usually that is one for each app. Two are the sign of two branches that were merged in version control.
        """
        return self._ends_of("children", app)

    def make_state(
        self,
        nodes: MigrationKey | Sequence[MigrationKey] | None = None,
        at_end: bool = True,
        real_apps: set[str] | None = None,
    ) -> ProjectState:
        """Return the state after ``nodes`` (one key or several, all leaves by default) and all that they depend on.

        Without ``at_end``, return the state before ``nodes``.
        """
        targets: list[Any] = self.leaf_nodes() if nodes is None else list(nodes)
        if not targets:
            return ProjectState()
        if not isinstance(targets[0], tuple):
            targets = [nodes]
        state = ProjectState(real_apps=real_apps)
        for key in self._generate_plan(targets, at_end):
            migration: Any = self.nodes[key]
            state = migration.mutate_state(state, preserve=False)
        return state

    def _generate_plan(self, nodes: Sequence[MigrationKey], at_end: bool) -> list[MigrationKey]:
        plan = self.walk(nodes, set())
        if at_end:
            return plan
        excluded = set(nodes)
        return [key for key in plan if key not in excluded]

    def _node(self, key: MigrationKey) -> Node:
        if key not in self.nodes:
            raise NodeNotFoundError(f"Node {key!r} not a valid node", key)
        return self.node_map[key]

    def _ends_of(self, side: str, app: str | None) -> list[MigrationKey]:
        if side not in self._ends:
            ends: dict[str, list[MigrationKey]] = {}
            neighbours = attrgetter(side)
            for key in sorted(self.nodes):
                if all(other.key[0] != key[0] for other in neighbours(self.node_map[key])):
                    ends.setdefault(key[0], []).append(key)
            self._ends[side] = ends
        if app:
            return list(self._ends[side].get(app, ()))
        return [key for keys in self._ends[side].values() for key in keys]

    def __contains__(self, key: object) -> bool:
        return key in self.nodes

    def __str__(self) -> str:
        nodes, edges = self._nodes_and_edges()
        return f"Graph: {nodes} nodes, {edges} edges"

    def __repr__(self) -> str:
        nodes, edges = self._nodes_and_edges()
        return f"<{type(self).__name__}: nodes={nodes}, edges={edges}>"

    def _nodes_and_edges(self) -> tuple[int, int]:
        return len(self.nodes), sum(len(node.parents) for node in self.node_map.values())

"""Walks through a directed graph: linear in nodes and edges, deterministic, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def depth_first_order(
    starts: Iterable[T], neighbours: Callable[[T], Iterable[T]], done: set[T]
) -> Iterator[T]:
    """Yield everything reachable from ``starts``, each once and after all of its neighbours.

    What is in ``done`` is passed over; what is yielded is added to it. So several walks that share one set cost as
    much as a single one, and give the order that separate walks give once repetitions are struck out. Of several
    neighbours the last one is walked first. A cycle is walked once: finding cycles is ``find_cycle``'s task.
    """
    entered: set[T] = set()
    for start in starts:
        stack = [start]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
            elif node in entered:
                stack.pop()
                done.add(node)
                yield node
            else:
                entered.add(node)
                stack.extend(n for n in neighbours(node) if n not in entered and n not in done)


def find_cycle(nodes: Iterable[T], neighbours: Callable[[T], Iterable[T]]) -> list[T]:
    """Return the nodes of one cycle, each a neighbour of the one before, or an empty list."""
    done: set[T] = set()
    for start in nodes:
        if start in done:
            continue
        path: dict[T, Iterator[T]] = {start: iter(neighbours(start))}
        while path:
            node, pending = next(reversed(path.items()))
            following = next((n for n in pending if n not in done), None)
            if following is None:
                del path[node]
                done.add(node)
            elif following in path:
                entered = list(path)
                return entered[entered.index(following) :]
            else:
                path[following] = iter(neighbours(following))
    return []

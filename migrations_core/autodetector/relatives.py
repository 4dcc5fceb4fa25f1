"""What new fields require of the models that share their rows: none has a field that another one inherits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from migrations_core.autodetector.relations import model_bases
from migrations_core.autodetector.requirements import (
    OperationDependency,
    field_removed,
    field_renamed,
    model_removed,
    weak,
)

if TYPE_CHECKING:
    from migrations_core.autodetector.pair import Pair
    from migrations_core.names import ModelKey
    from migrations_core.state import ProjectState


def names_given_up(
    pair: Pair, key: ModelKey, names: Collection[str]
) -> Iterator[OperationDependency]:
    """Yield what has to happen to parents and children of a model before it can have fields of these names."""
    for relative in _relatives(pair, key):
        before = pair.before.model_states[relative]
        new_key = pair.new_key(relative)
        after = pair.after.model_states.get(new_key)
        for name in sorted(before.fields.keys() & names):
            if after is None:
                yield weak(model_removed(new_key))
            elif name not in after.fields:
                yield weak(field_removed(new_key, name))
                yield weak(field_renamed(new_key, name))


def _relatives(pair: Pair, key: ModelKey) -> list[ModelKey]:
    """Give the models of before that share rows with one, then or afterwards."""
    old_key = pair.old_key(key)
    found = {pair.old_key(each) for each in _ancestors(pair.after, key)}
    if old_key in pair.before.model_states:
        found.update(_ancestors(pair.before, old_key), _descendants(pair.before, old_key))
    return sorted(found & pair.before.model_states.keys())


def _ancestors(state: ProjectState, key: ModelKey) -> Iterator[ModelKey]:
    for base in model_bases(state[key]):
        yield base
        if base in state.model_states:
            yield from _ancestors(state, base)


def _descendants(state: ProjectState, key: ModelKey) -> Iterator[ModelKey]:
    for user in state.users_of(key):
        if key in model_bases(state[user]):
            yield user
            yield from _descendants(state, user)

"""Models that are gone: first what refers to them or depends on their fields, then the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core import operations
from migrations_core.autodetector.relations import model_bases, unique
from migrations_core.autodetector.requirements import (
    Proposal,
    field_altered,
    field_removed,
    field_unordered,
    indexes_removed,
    model_removed,
    together_altered,
    weak,
)
from migrations_core.rendering.relations import is_relation, through_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import OperationDependency
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState


def deleted_models(pair: Pair, answers: Answers) -> list[Proposal]:
    """Delete models, managed and unmanaged."""
    remaining = pair.kinds_after.models | pair.kinds_after.unmanaged
    return [
        proposal
        for kind in (pair.kinds_before.models, pair.kinds_before.unmanaged)
        for key in sorted(kind - remaining)
        for proposal in _one_model(pair, pair.before[key])
    ]


def deleted_proxies(pair: Pair, answers: Answers) -> list[Proposal]:
    """Delete proxy models."""
    return [
        Proposal(
            key[0],
            operations.DeleteModel(name=pair.before[key].name),
            unique([*_of_subclasses(pair, key), *_of_referring_fields(pair, key)]),
        )
        for key in sorted(pair.kinds_before.proxies - pair.kinds_after.proxies)
    ]


def _one_model(pair: Pair, state: ModelState) -> Iterator[Proposal]:
    related = sorted(
        name
        for name, field in state.fields.items()
        if is_relation(field) or through_of(field, state.key)
    )
    yield from _removed_options(state)
    for name in related:
        operation = operations.RemoveField(model_name=state.name_lower, name=name)
        yield Proposal(state.app_label, operation, tuple(_of_options(state, name)))
    before_deletion = [
        *_of_relations(pair, state.key),
        *(field_removed(state.key, name) for name in related),
        *_of_users_as_intermediary(pair, state.key),
        *_of_subclasses(pair, state.key),
    ]
    deletion = operations.DeleteModel(name=state.name)
    yield Proposal(state.app_label, deletion, unique(before_deletion))


def _of_options(state: ModelState, name: str) -> Iterator[OperationDependency]:
    yield indexes_removed(state.key, name)
    if any(name in group for group in state.options.get("unique_together") or ()):
        yield weak(together_altered(state.key, name))
    if state.options.get("order_with_respect_to") == name:
        yield weak(field_unordered(state.key, name))


def _removed_options(state: ModelState) -> Iterator[Proposal]:
    name, options = state.name_lower, state.options
    if options.get("unique_together"):
        operation = operations.AlterUniqueTogether(name=name, unique_together=None)
        yield Proposal(state.app_label, operation)
    if options.get("order_with_respect_to"):
        unordered = operations.AlterOrderWithRespectTo(name=name, order_with_respect_to=None)
        yield Proposal(state.app_label, unordered)
    for index in options["indexes"]:
        removed_index = operations.RemoveIndex(model_name=name, name=index.name)
        yield Proposal(state.app_label, removed_index)
    for constraint in options["constraints"]:
        removed = operations.RemoveConstraint(model_name=name, name=constraint.name)
        yield Proposal(state.app_label, removed)


def _of_relations(pair: Pair, key: ModelKey) -> Iterator[OperationDependency]:
    for old_user, fields in sorted(pair.before.relations.get(key, {}).items()):
        user = pair.new_key(old_user)
        for old_name, field in sorted(fields.items()):
            # A field that was renamed, too, is altered under either name.
            for name in dict.fromkeys((old_name, pair.new_field_name(user, old_name))):
                yield field_removed(user, name)
                if not field.many_to_many:
                    yield field_altered(user, name)


def _of_users_as_intermediary(pair: Pair, key: ModelKey) -> Iterator[OperationDependency]:
    for user in sorted(pair.before.users_of(key)):
        for name, field in pair.before[user].fields.items():
            if through_of(field, user) == key:
                yield field_removed(pair.new_key(user), name)


def _of_subclasses(pair: Pair, key: ModelKey) -> Iterator[OperationDependency]:
    for user in sorted(pair.before.users_of(key)):
        if key in model_bases(pair.before[user]):
            yield weak(model_removed(user))


def _of_referring_fields(pair: Pair, key: ModelKey) -> Iterator[OperationDependency]:
    if key in pair.after.model_states:
        return  # Fields that refer to it may go on doing so: it makes room for a model of its name.
    for user, name in sorted(found[:2] for found in pair.before.references_to(key)):
        yield weak(field_removed(pair.new_key(user), name))
        yield weak(field_altered(pair.new_key(user), name))

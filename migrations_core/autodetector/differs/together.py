"""``unique_together`` of models that were kept: shrunk before fields are removed, grown after they are added."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from migrations_core import operations
from migrations_core.autodetector.relations import (
    requirements_of_field,
    requirements_of_new_fields,
    unique,
)
from migrations_core.autodetector.requirements import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import OperationDependency

    Groups = set[tuple[str, ...]]

_OPTION = "unique_together"


def shrunk_unique_together(pair: Pair, answers: Answers) -> list[Proposal]:
    """Leave only the groups that stay."""
    return [
        _alteration(model, before & after, _of_relations(pair, model))
        for model, before, after in _changed(pair)
        if before
    ]


def grown_unique_together(pair: Pair, answers: Answers) -> list[Proposal]:
    """Add the groups that are new."""
    return [
        _alteration(
            model,
            after,
            [
                *_of_relations(pair, model),
                *requirements_of_new_fields(pair, model, set(chain.from_iterable(after))),
            ],
        )
        for model, before, after in _changed(pair)
        if after - before
    ]


def _changed(pair: Pair) -> Iterator[tuple[ModelPair, Groups, Groups]]:
    for model in pair.kept_models:
        # By the old names: a group with a renamed field is written down again, as Django does.
        before = {tuple(group) for group in model.old_option(_OPTION) or ()}
        after = {tuple(group) for group in model.new_option(_OPTION) or ()}
        if before != after:
            yield model, before, after


def _alteration(
    model: ModelPair, groups: Groups, requires: Iterable[OperationDependency]
) -> Proposal:
    operation = operations.AlterUniqueTogether(name=model.name, unique_together=groups)
    return Proposal(model.app_label, operation, unique(requires))


def _of_relations(pair: Pair, model: ModelPair) -> Iterator[OperationDependency]:
    for name in sorted({name for group in model.new_option(_OPTION) or () for name in group}):
        yield from requirements_of_field(pair, model.key, model.after.get_field(name))

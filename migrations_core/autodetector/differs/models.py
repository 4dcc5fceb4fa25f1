"""Models that go on under another name, and proxies that are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core import operations
from migrations_core.autodetector.differs.created_models import requirements_of_base
from migrations_core.autodetector.relations import model_bases, requirements_of_relations, unique
from migrations_core.autodetector.requirements import (
    SETTING,
    Proposal,
    model_created,
    model_removed,
)

if TYPE_CHECKING:
    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import OperationDependency


def renamed_models(pair: Pair, answers: Answers) -> list[Proposal]:
    """Rename models."""
    return [_renaming(pair, model) for model in pair.model_pairs(pair.model_renames)]


def _renaming(pair: Pair, model: ModelPair) -> Proposal:
    requires = (
        requirement
        for requirement in (
            *requirements_of_relations(pair, model.after),
            *(model_created(user) for user in sorted(pair.after.relations.get(model.key, ()))),
        )
        if _is_about_the_past(pair, requirement)
    )
    operation = operations.RenameModel(old_name=model.before.name, new_name=model.after.name)
    return Proposal(model.app_label, operation, unique(requires))


def _is_about_the_past(pair: Pair, requirement: OperationDependency) -> bool:
    """Tell whether a requirement is for the migrations that there are: renaming repoints what is in their state.

    Models that are new refer to the model by its new name and come after the renaming themselves.
    """
    if requirement.type is requirement.Type.RENAME:
        return False
    key = pair.old_key((requirement.app_label, requirement.model_name))
    return requirement.app_label == SETTING or key in pair.before.model_states


def created_proxies(pair: Pair, answers: Answers) -> list[Proposal]:
    """Create proxy models, which have no columns of their own."""
    proposals = []
    for key in sorted(pair.kinds_after.proxies - pair.kinds_before.proxies):
        state = pair.after[key]
        bases = (
            requirement
            for base in model_bases(state)
            for requirement in requirements_of_base(pair, base)
        )
        operation = operations.CreateModel(
            name=state.name,
            fields=[],
            options=state.options,
            bases=state.bases,
            managers=state.managers,
        )
        # A model of the same name with a table has to make room.
        requires = unique([model_removed(key), *bases])
        proposals.append(Proposal(key[0], operation, requires))
    return proposals

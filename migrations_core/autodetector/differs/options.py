"""What models that were kept say in ``Meta``, but for indexes and constraints, and their managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrations_core import operations
from migrations_core.autodetector.requirements import Proposal, field_created

if TYPE_CHECKING:
    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.pair import Pair
    from migrations_core.state import ModelState


def altered_options(pair: Pair, answers: Answers) -> list[Proposal]:
    """Alter options that no database knows of; being managed is one."""
    turned = (pair.kinds_before.unmanaged & pair.kinds_after.models) | (
        pair.kinds_before.models & pair.kinds_after.unmanaged
    )
    models = sorted((*pair.kept_of_any_kind, *pair.model_pairs(turned)), key=lambda each: each.key)
    return [
        Proposal(
            model.app_label,
            operations.AlterModelOptions(name=model.name, options=_state_only(model.after)),
        )
        for model in models
        if _differ(pair, _state_only(model.before), _state_only(model.after))
    ]


def _state_only(state: ModelState) -> dict[str, Any]:
    # Read now: projects take some out of the list, or put others in.
    names = operations.AlterModelOptions.ALTER_OPTION_KEYS
    return {name: value for name, value in state.options.items() if name in names}


def _differ(pair: Pair, before: Any, after: Any) -> bool:
    # Most are equal, and to find that out costs less than to take them apart.
    return bool(before != after and pair.deconstruct(before) != pair.deconstruct(after))


def altered_managers(pair: Pair, answers: Answers) -> list[Proposal]:
    """Set the managers that migrations see."""
    return [
        Proposal(
            model.app_label,
            operations.AlterModelManagers(name=model.name, managers=model.after.managers),
        )
        for model in pair.kept_models
        if _differ(pair, model.before.managers, model.after.managers)
    ]


def altered_tables(pair: Pair, answers: Answers) -> list[Proposal]:
    """Rename tables."""
    return [
        Proposal(
            model.app_label,
            operations.AlterModelTable(name=model.name, table=model.new_option("db_table")),
        )
        for model in pair.kept_of_any_kind
        if model.old_option("db_table") != model.new_option("db_table")
    ]


def altered_table_comments(pair: Pair, answers: Answers) -> list[Proposal]:
    """Change the comments of tables."""
    option = "db_table_comment"
    return [
        Proposal(
            model.app_label,
            operations.AlterModelTableComment(
                name=model.name, table_comment=model.new_option(option)
            ),
        )
        for model in pair.kept_of_any_kind
        if model.old_option(option) != model.new_option(option)
    ]


def altered_order_with_respect_to(pair: Pair, answers: Answers) -> list[Proposal]:
    """Set or unset ``order_with_respect_to``."""
    option = "order_with_respect_to"
    proposals = []
    for model in pair.kept_models:
        ordered_by = model.new_option(option)
        # Also where the field was renamed and nothing else: Django's states keep the old name until they are told.
        if model.old_option(option) != ordered_by:
            operation = operations.AlterOrderWithRespectTo(
                name=model.name, order_with_respect_to=ordered_by
            )
            requires = (field_created(model.key, ordered_by),) if ordered_by else ()
            proposals.append(Proposal(model.app_label, operation, requires))
    return proposals

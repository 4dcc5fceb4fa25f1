"""Fields of models that were kept: renamed, removed, added, altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core import operations
from migrations_core.autodetector.ambiguities import loses_null
from migrations_core.autodetector.relations import names_in, requirements_of_field, unique
from migrations_core.autodetector.relatives import names_given_up
from migrations_core.autodetector.requirements import (
    Proposal,
    field_altered,
    field_created,
    field_removed,
    field_renamed,
    field_unordered,
    indexes_removed,
    together_altered,
    weak,
)
from migrations_core.deconstruction import column_of, unbound_copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.comparison import FieldChange, ModelPair
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import OperationDependency
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState


def renamed_fields(pair: Pair, answers: Answers) -> list[Proposal]:
    """Rename fields."""
    proposals = []
    changes = {(*change.model.key, change.field.name): change for change in pair.field_changes}
    for model in pair.model_pairs({key[:2] for key in pair.field_renames}):
        for name, old_name in sorted(model.renamed_fields.items()):
            before, after = model.before.fields[old_name], model.after.fields[name]
            if (change := changes.get((*model.key, name))) is None:
                if before.db_column != after.db_column:
                    proposals.append(_keeping_column(model, old_name, after))
            elif change.precedes_renaming:
                proposals.append(_alteration(pair, answers, change, name=old_name))
            operation = operations.RenameField(
                model_name=model.name, old_name=old_name, new_name=name
            )
            requires = unique(names_given_up(pair, model.key, {name}))
            proposals.append(Proposal(model.app_label, operation, requires))
    return proposals


def _keeping_column(model: ModelPair, old_name: str, after: AnyField) -> Proposal:
    """Name the column before the field is renamed, so that the renaming leaves the column alone."""
    field = unbound_copy(after)
    field.name = old_name
    operation = operations.AlterField(model_name=model.name, name=old_name, field=field)
    return Proposal(model.app_label, operation)


def removed_fields(pair: Pair, answers: Answers) -> list[Proposal]:
    """Remove fields."""
    return [_removal(model, name) for model in pair.kept_models for name in model.removed]


def _removal(model: ModelPair, name: str, requires: Iterable[OperationDependency] = ()) -> Proposal:
    operation = operations.RemoveField(model_name=model.name, name=name)
    return Proposal(model.app_label, operation, (*_of_users_of_field(model, name), *requires))


def _of_users_of_field(model: ModelPair, name: str) -> Iterator[OperationDependency]:
    yield field_unordered(model.key, name)
    if any(name in group for group in model.old_option("unique_together") or ()):
        yield together_altered(model.key, name)
    yield indexes_removed(model.key, name)
    for other, field in model.before.fields.items():
        if field.generated and name in names_in(field.expression):  # type: ignore[attr-defined]
            yield field_removed(model.key, other)


def added_fields(pair: Pair, answers: Answers) -> list[Proposal]:
    """Add fields."""
    return [
        _addition(pair, answers, model, name) for model in pair.kept_models for name in model.added
    ]


def _addition(pair: Pair, answers: Answers, model: ModelPair, name: str) -> Proposal:
    field = model.after.fields[name]
    requires = [
        # A field of this name may have to go first.
        field_removed(model.key, name),
        *requirements_of_field(pair, model.key, field),
        *_of_generated(model, field),
        *_of_column(model, name),
        *names_given_up(pair, model.key, {name}),
    ]
    key = (*model.key, name)
    operation = operations.AddField(
        model_name=model.name,
        name=name,
        field=_with_default(field, answers, key),
        preserve_default=key not in answers.defaults,
    )
    return Proposal(model.app_label, operation, unique(requires))


def _with_default(field: AnyField, answers: Answers, key: tuple[str, str, str]) -> AnyField:
    if key not in answers.defaults:
        return field
    duplicate = unbound_copy(field)
    duplicate.default = answers.defaults[key]
    return duplicate


def _of_generated(model: ModelPair, field: AnyField) -> Iterator[OperationDependency]:
    if field.generated:
        used = names_in(field.expression)  # type: ignore[attr-defined]  # a GeneratedField
        for name in model.added:
            if {name, f"{name}_id"} & used:
                yield field_created(model.key, name)


def _of_column(model: ModelPair, name: str) -> Iterator[OperationDependency]:
    """Wait for whoever has the column to give it up."""
    column = _column(model.after, name)
    for old_name in model.before.fields:
        if old_name != name and column and _column(model.before, old_name) == column:
            yield weak(field_removed(model.key, old_name))
            yield weak(field_altered(model.key, old_name))


def _column(state: ModelState, name: str) -> str | None:
    field = state.fields[name]
    # Some databases know columns by their names in any case.
    column = None if field.many_to_many else column_of(field, name)
    return column.lower() if column else None


def altered_fields(pair: Pair, answers: Answers) -> list[Proposal]:
    """Alter fields, or remove and add them where no column can be altered into the other."""
    proposals = []
    for change in pair.field_changes:
        model, name = change.model, change.field.name
        if change.replaced:
            proposals.append(_removal(model, name, _of_renaming(change)))
            proposals.append(_addition(pair, answers, model, name))
        elif not change.precedes_renaming:
            proposals.append(_alteration(pair, answers, change, name=name))
    return proposals


def _of_renaming(change: FieldChange) -> Iterator[OperationDependency]:
    if change.field.name != change.field.old_name:
        yield field_renamed(change.model.key, change.field.old_name)


def _alteration(pair: Pair, answers: Answers, change: FieldChange, *, name: str) -> Proposal:
    """Alter a field that is called ``name`` at the time."""
    model, (new_name, _, before, after) = change.model, change.field
    key = (*model.key, new_name)
    field = _with_default(after, answers, key)
    requires = [*requirements_of_field(pair, model.key, after)]
    if name == new_name:
        requires += [*_of_column(model, name), *_of_renaming(change)]
    else:
        field = unbound_copy(field)
        field.name = name
    operation = operations.AlterField(
        model_name=model.name,
        name=name,
        field=field,
        preserve_default=not (loses_null(before, after) and key in answers.defaults),
    )
    return Proposal(model.app_label, operation, unique(requires))

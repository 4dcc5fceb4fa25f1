"""Indexes of models that were kept: added, removed, renamed, or named at last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core import operations
from migrations_core.autodetector.relations import requirements_of_part
from migrations_core.autodetector.requirements import Proposal
from migrations_core.deconstruction import same_indexes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Index

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair


class RenamedIndex(NamedTuple):
    """An index under a new name; one of ``index_together`` has no old name but fields."""

    old_name: str | None
    new_name: str
    old_fields: tuple[str, ...] | None = None


class IndexChanges(NamedTuple):
    added: Sequence[Index] = ()
    removed: Sequence[Index] = ()
    renamed: Sequence[RenamedIndex] = ()


def removed_indexes(pair: Pair, answers: Answers) -> list[Proposal]:
    """Remove indexes."""
    return [
        Proposal(model.app_label, operations.RemoveIndex(model_name=model.name, name=index.name))
        for model in pair.kept_models
        for index in index_changes(pair, model).removed
    ]


def renamed_indexes(pair: Pair, answers: Answers) -> list[Proposal]:
    """Rename indexes."""
    return [
        Proposal(
            model.app_label,
            operations.RenameIndex(
                model_name=model.name,
                new_name=renamed.new_name,
                old_name=renamed.old_name,
                old_fields=renamed.old_fields,
            ),
        )
        for model in pair.kept_models
        for renamed in index_changes(pair, model).renamed
    ]


def added_indexes(pair: Pair, answers: Answers) -> list[Proposal]:
    """Add indexes."""
    return [
        Proposal(
            model.app_label,
            operations.AddIndex(model_name=model.name, index=index),
            requirements_of_part(pair, model, index),
        )
        for model in pair.kept_models
        for index in index_changes(pair, model).added
    ]


def index_changes(pair: Pair, model: ModelPair) -> IndexChanges:
    """Compare the indexes of one model."""
    before, after = model.old_option("indexes"), model.new_option("indexes")
    if same_indexes(before or (), after or ()):
        return IndexChanges()
    old = [pair.definition(index) for index in before]
    new = [pair.definition(index) for index in after]
    if old == new:
        return IndexChanges()
    added = [index for index, definition in zip(after, new, strict=True) if definition not in old]
    removed = [
        index for index, definition in zip(before, old, strict=True) if definition not in new
    ]
    renamed = {**_renamed(pair, added, removed), **_named(pair, model, added)}
    old_names = {renaming.old_name for renaming in renamed.values()}
    return IndexChanges(
        [index for index in added if index.name not in renamed],
        [index for index in removed if index.name not in old_names],
        tuple(renamed.values()),
    )


def _renamed(
    pair: Pair, added: Sequence[Index], removed: Sequence[Index]
) -> dict[str, RenamedIndex]:
    """Find pairs of indexes that differ in the name only; each index is in one pair at most."""
    left = list(removed)
    taken = {index.name for index in removed}
    found = {}
    for index in added:
        twin = next((old for old in left if _unnamed(pair, old) == _unnamed(pair, index)), None)
        # Names that are swapped would meet on the way.
        if twin is not None and index.name not in taken:
            left.remove(twin)
            found[index.name] = RenamedIndex(twin.name, index.name)
    return found


def _unnamed(pair: Pair, index: Index) -> Any:
    path, args, kwargs = pair.definition(index)
    return path, args, {name: value for name, value in kwargs.items() if name != "name"}


def _named(pair: Pair, model: ModelPair, added: Sequence[Index]) -> dict[str, RenamedIndex]:
    """Find indexes that stand for a group of ``index_together``, which had a name of the database's choice."""
    found = {}
    for group in _unnamed_groups(model):
        twins = [index for index in added if _has_only_fields(pair, index, group)]
        if len(twins) == 1:
            found[twins[0].name] = RenamedIndex(None, twins[0].name, group)
    return found


def _unnamed_groups(model: ModelPair) -> list[tuple[str, ...]]:
    """Give the groups of ``index_together``, by the fields' new names; model classes have had none since Django 5.1."""
    new_names = {old_name: name for name, old_name in model.renamed_fields.items()}
    groups = model.old_option("index_together") or ()
    staying = {tuple(group) for group in model.new_option("index_together") or ()}
    return sorted(
        {tuple(new_names.get(name, name) for name in group) for group in groups} - staying
    )


def _has_only_fields(pair: Pair, index: Index, group: tuple[str, ...]) -> bool:
    _, args, kwargs = pair.definition(index)
    return not args and index.fields == list(group) and kwargs.keys() == {"name", "fields"}

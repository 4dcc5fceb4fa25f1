"""Operations as an index finds them: by what they name."""

from __future__ import annotations

from typing import Any

from migrations_core.operations.base import Operation
from migrations_core.operations.footprint import ANY_FIELD, INDEX_NAME, Footprint
from migrations_core.operations.registry import has_reductions_of_others
from migrations_core.values import frozen

Key = tuple[str, ...]
"""A mark of a footprint, ``(model,)`` for every mention of a model, or ``(model, RENAMED)``."""

RENAMED = "renamed"
"""In the place of a field: what a renaming refers to, and every operation that mentions the model is a subject of."""

DJANGO_BASE = "django.db.migrations.operations.base"


@frozen
class Entry:
    """The keys under which an operation is found, as the earlier and as the later one of a pair.

    A pair whose ``subjects`` (of the earlier) and ``references`` (of the later) have nothing in common does not
    combine. The later may then move in front of the earlier, unless that is ``opaque`` or itself ``refers_to_all``.
    """

    subjects: frozenset[Key] = frozenset()
    references: frozenset[Key] = frozenset()
    opaque: bool = True
    refers_to_all: bool = True
    meets_all: bool = False
    """Whether each pair with it has to be asked: a class that we do not know, or an elidable operation."""


UNKNOWN = Entry(meets_all=True)
BARRIER = Entry()


def entry(operation: Any, app_label: str) -> Entry:
    """Give the keys of an operation of an app."""
    cls = type(operation)
    if getattr(operation, "elidable", False) or not _is_known(cls):
        return UNKNOWN
    if not isinstance(operation, Operation):
        return BARRIER
    footprint = operation.footprint(app_label)
    mentioned = {model for model, _ in footprint.references if model != INDEX_NAME}
    renamed = {(model, RENAMED) for model in mentioned}
    references: set[Key] = {*footprint.references, *((model,) for model in mentioned)}
    return Entry(
        subjects=frozenset(_subjects(footprint) | renamed),
        references=frozenset(references | renamed if footprint.renames else references),
        opaque=cls.can_reduce_through is Operation.can_reduce_through,
        refers_to_all=footprint.refers_to_all,
    )


def _subjects(footprint: Footprint) -> set[Key]:
    keys: set[Key] = set()
    for model, field in footprint.subjects:
        if model == INDEX_NAME:
            keys.add((model, field))
        elif field == ANY_FIELD:
            keys.add((model,))
        else:
            keys |= {(model, field), (model, ANY_FIELD)}
    return keys


def _is_known(cls: type) -> bool:
    """Tell whether a class leaves it to what its footprint says, and to our reductions, what becomes of a pair."""
    if has_reductions_of_others(cls):
        return False
    if issubclass(cls, Operation):
        return cls.stands_by_footprint()
    # Other people's operations, where they leave it at what Django's base class says: nothing passes, nothing combines.
    methods = [
        getattr(cls, name, None) for name in ("reduce", "references_model", "references_field")
    ]
    return all(getattr(method, "__module__", None) == DJANGO_BASE for method in methods)

"""Have a field come at last where its alteration cannot reach the creation of the model.

It may refer to a model that is created in between and refers to this one. Django makes the indexes and foreign keys of
a new table at the end of the migration, when the alteration has found none to drop: both, old and new, would be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from migrations_core.deconstruction import without_default
from migrations_core.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from migrations_core.operations.base import Operation
from migrations_core.operations.fields import FieldOperation
from migrations_core.operations.indexes import IndexOperation

OPAQUE = (RunPython, RunSQL, SeparateDatabaseAndState)
"""What nobody can look into."""


def add_in_place_of_altering(operations: list[Any], app_label: str) -> list[Any]:
    """Take the first such field out of its model's creation and add it where it is altered; else give the same list."""
    for position, alter in enumerate(operations):
        if not isinstance(alter, AlterField):
            continue
        start = creation_of(operations[:position], alter.model_name_lower)
        if start is None or not _can_wait(operations[start], alter.name):
            continue
        between = operations[start + 1 : position]
        if not any(_needs(each, alter, app_label) for each in between):
            create, late = _without(operations[start], alter)
            if len(late) == 1 or not any(isinstance(each, IndexOperation) for each in between):
                return [
                    *operations[:start],
                    create,
                    *between,
                    *late,
                    *operations[position + 1 :],
                ]
    return operations


def creation_of(operations: list[Any], name: str) -> int | None:
    """Give the place where a model, by its name in lower case, is created last."""
    found = [
        position
        for position, operation in enumerate(operations)
        if isinstance(operation, CreateModel) and operation.name_lower == name
    ]
    return found[-1] if found else None


def _can_wait(create: CreateModel, name: str) -> bool:
    """Tell whether nothing else in the creation names the field; in doubt, it does."""
    fields = dict(create.fields)
    field = fields.pop(name, None)
    if field is None or field.primary_key or getattr(field.remote_field, "parent_link", False):
        return False
    options = [
        create.options.get(option)
        for option in ("unique_together", "index_together", "order_with_respect_to")
    ]
    return not _names(name, fields.values()) and repr(name) not in repr(options)


def _without(create: CreateModel, alter: AlterField) -> tuple[CreateModel, list[Operation]]:
    """Give the creation without the field and what is built on it, and the operations that add these."""
    late: list[Operation] = [AddField(alter.model_name, alter.name, _lasting(alter))]
    options = dict(create.options)
    for option, addition in (("indexes", AddIndex), ("constraints", AddConstraint)):
        parts = options.get(option, ())
        moved = [part for part in parts if _names(alter.name, [part])]
        if moved:
            options[option] = [part for part in parts if part not in moved]
            late += [addition(alter.model_name, part) for part in moved]
    fields = [(name, field) for name, field in create.fields if name != alter.name]
    return create.__replace__(fields=fields, options=options), late


def _needs(operation: Any, alter: AlterField, app_label: str) -> bool:
    if not isinstance(operation, Operation) or isinstance(operation, OPAQUE):
        return True
    match operation:
        case CreateModel():
            return _names(alter.name, [field for _, field in operation.fields])
        case FieldOperation():
            is_same = operation.is_same_model_operation(alter) and alter.name in (
                operation.name,
                getattr(operation, "new_name", None),
            )
            return is_same or _names(alter.name, [operation.field] if operation.field else [])
    return operation.references_field(alter.model_name, alter.name, app_label)


def _names(name: str, parts: Iterable[Any]) -> bool:
    """Tell whether a field, an index or a constraint may be built on a field of this name."""
    # As it stands in lists of fields, in expressions (F(name)) and in lookups (name__gt).
    found = re.compile(rf"(?<!\w){re.escape(name)}(?=__|\b)").search
    return any(found(repr(part.deconstruct())) for part in parts)


def _lasting(alter: AlterField) -> Any:
    """Leave out a default for rows, of which a new table has none."""
    return alter.field if alter.preserve_default else without_default(alter.field)

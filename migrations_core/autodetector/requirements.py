"""What an operation requires of others before it may run, and which operation fulfils it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from migrations_core.operations import (
    AddField,
    AlterField,
    AlterIndexTogether,
    AlterOrderWithRespectTo,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
)
from migrations_core.operations.fields import FieldOperation
from migrations_core.values import frozen

if TYPE_CHECKING:
    from migrations_core.names import ModelKey

SETTING = "__setting__"
"""The app label of a requirement that names its model by a setting (``AUTH_USER_MODEL``)."""


class RequirementType(Enum):
    """What has to have happened to the model or field that a requirement names."""

    CREATE = 0
    REMOVE = 1
    ALTER = 2
    REMOVE_ORDER_WRT = 3
    ALTER_FOO_TOGETHER = 4
    REMOVE_INDEX_OR_CONSTRAINT = 5
    RENAME = 6


class _Requirement(NamedTuple):
    app_label: str
    model_name: str
    field_name: str | None
    type: RequirementType


class OperationDependency(_Requirement):
    """A requirement; it counts as fulfilled when no operation of the run could fulfil it."""

    __slots__ = ()

    Type = RequirementType

    @property
    def model_name_lower(self) -> str:
        return self.model_name.lower()

    @property
    def field_name_lower(self) -> str:
        return (self.field_name or "").lower()


class WeakRequirement(OperationDependency):
    """A requirement that the customary order of operations fulfils by itself most of the time.

    It moves an operation only where that order would break it, and makes a migration depend on another app's only if
    an operation of this run fulfils it.
    """

    __slots__ = ()


Requirements = tuple[OperationDependency, ...]


def model_created(key: ModelKey) -> OperationDependency:
    return OperationDependency(*key, None, RequirementType.CREATE)


def model_removed(key: ModelKey) -> OperationDependency:
    return OperationDependency(*key, None, RequirementType.REMOVE)


def model_renamed(key: ModelKey) -> WeakRequirement:
    return WeakRequirement(*key, None, RequirementType.RENAME)


def field_created(key: ModelKey, name: str) -> OperationDependency:
    return OperationDependency(*key, name, RequirementType.CREATE)


def field_removed(key: ModelKey, name: str) -> OperationDependency:
    return OperationDependency(*key, name, RequirementType.REMOVE)


def field_altered(key: ModelKey, name: str) -> OperationDependency:
    return OperationDependency(*key, name, RequirementType.ALTER)


def field_renamed(key: ModelKey, old_name: str) -> OperationDependency:
    """The field has another name than this one."""
    return OperationDependency(*key, old_name, RequirementType.RENAME)


def field_unordered(key: ModelKey, name: str) -> OperationDependency:
    """Nothing is ordered with respect to the field any more."""
    return OperationDependency(*key, name, RequirementType.REMOVE_ORDER_WRT)


def together_altered(key: ModelKey, name: str) -> OperationDependency:
    return OperationDependency(*key, name, RequirementType.ALTER_FOO_TOGETHER)


def indexes_removed(key: ModelKey, name: str) -> OperationDependency:
    return OperationDependency(*key, name, RequirementType.REMOVE_INDEX_OR_CONSTRAINT)


def weak(requirement: OperationDependency) -> WeakRequirement:
    return WeakRequirement(*requirement)


def is_weak(requirement: OperationDependency) -> bool:
    return isinstance(requirement, WeakRequirement)


def resolved(requirement: OperationDependency) -> OperationDependency:
    """Replace a setting by the model that it names now."""
    if requirement.app_label != SETTING:
        return requirement
    app_label, model_name = getattr(settings, requirement.model_name).split(".")
    return requirement._replace(app_label=app_label, model_name=model_name.lower())


def fulfils(operation: Any, requirement: OperationDependency) -> bool:
    """Tell whether an operation, on a model of the requirement's app, is one that it waits for."""
    classes, of_field, matches = _RULES[requirement.type]
    if requirement.field_name is None and of_field:
        msg = f"Can't handle dependency {requirement!r}"
        raise ValueError(msg)
    return isinstance(operation, classes) and matches(operation, requirement)


def models_of(operation: Any) -> tuple[str, ...]:
    """Give the lower case names of the models of its app that an operation can fulfil requirements on."""
    match operation:
        case RenameModel():
            return (operation.new_name_lower,)
        case CreateModel() | DeleteModel() | AlterOrderWithRespectTo():
            return (operation.name_lower,)
        case AlterUniqueTogether() | AlterIndexTogether():
            return (operation.name_lower,)
        case FieldOperation() | RemoveIndex() | RemoveConstraint():
            return (operation.model_name_lower,)
        case _:
            return ()


def models_of_any(operation: Any) -> tuple[str, ...]:
    """Give the lower case names of the models that an operation, of any class, is about."""
    if isinstance(operation, RenameModel):
        return operation.old_name_lower, operation.new_name_lower
    for attribute in ("model_name_lower", "name_lower"):
        name = getattr(operation, attribute, None)
        if name:
            return (name,)
    return ()


def _creates(operation: Any, requirement: OperationDependency) -> bool:
    model, field = requirement.model_name_lower, requirement.field_name
    if isinstance(operation, CreateModel):
        return operation.name_lower == model and (
            field is None or any(field == name for name, _ in operation.fields)
        )
    return field is not None and _is_on_field(operation, requirement)


def _removes(operation: Any, requirement: OperationDependency) -> bool:
    if isinstance(operation, DeleteModel):
        return requirement.field_name is None and _is_of_model(operation, requirement)
    return requirement.field_name is not None and _is_on_field(operation, requirement)


def _is_on_field(operation: Any, requirement: OperationDependency) -> bool:
    return _is_on_model(operation, requirement) and operation.name == requirement.field_name


def _is_on_model(operation: Any, requirement: OperationDependency) -> bool:
    return bool(operation.model_name_lower == requirement.model_name_lower)


def _is_of_model(operation: Any, requirement: OperationDependency) -> bool:
    return bool(operation.name_lower == requirement.model_name_lower)


def _ends_order(operation: Any, requirement: OperationDependency) -> bool:
    orders_by = operation.order_with_respect_to
    return _is_of_model(operation, requirement) and orders_by != requirement.field_name


def _leaves_field_out(operation: Any, requirement: OperationDependency) -> bool:
    return _is_of_model(operation, requirement) and all(
        requirement.field_name not in group for group in operation.option_value or ()
    )


def _renames(operation: Any, requirement: OperationDependency) -> bool:
    if isinstance(operation, RenameModel):
        return requirement.field_name is None and (
            operation.new_name_lower == requirement.model_name_lower
        )
    return requirement.field_name is not None and (
        _is_on_model(operation, requirement) and operation.old_name == requirement.field_name
    )


_Rule = tuple[tuple[type, ...], bool, Callable[[Any, OperationDependency], bool]]

_RULES: dict[RequirementType, _Rule] = {
    RequirementType.CREATE: ((CreateModel, AddField), False, _creates),
    RequirementType.REMOVE: ((DeleteModel, RemoveField), False, _removes),
    RequirementType.ALTER: ((AlterField,), True, _is_on_field),
    RequirementType.REMOVE_ORDER_WRT: ((AlterOrderWithRespectTo,), True, _ends_order),
    RequirementType.ALTER_FOO_TOGETHER: (
        (AlterUniqueTogether, AlterIndexTogether),
        True,
        _leaves_field_out,
    ),
    RequirementType.REMOVE_INDEX_OR_CONSTRAINT: (
        (RemoveIndex, RemoveConstraint),
        True,
        _is_on_model,
    ),
    RequirementType.RENAME: ((RenameModel, RenameField), False, _renames),
}
"""For each type: the classes of the operations, whether a field has to be named, and what they have to be about."""


@frozen
class Proposal:
    """What a differ yields: one operation for one app, and what it requires."""

    app_label: str
    operation: Any
    requires: Requirements = ()
    beginning: bool = False
    """Whether it belongs before everything else, what was put there earlier included."""

"""What an operation can have to do with others, told by the models and fields that it names.

Asking ``reduce()`` of every pair takes a time that grows with the square of the operations. For the operations that
we know, the answer for two that name nothing in common is known in advance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from migrations_core.names import ModelKey, models_among, resolve_relation
from migrations_core.operations.base import Operation
from migrations_core.operations.fields import FieldOperation, RenameField
from migrations_core.operations.indexes import IndexOperation, named_by
from migrations_core.operations.lifecycle import CreateModel, DeleteModel, ModelOperation
from migrations_core.operations.options import AlterOrderWithRespectTo, AlterTogetherOptionOperation
from migrations_core.operations.registry import reductions_involving
from migrations_core.operations.renaming import RenameModel

Key = tuple[str, ...]
"""``(model,)``, ``(model, field)``, or ``(model, ANY_FIELD)``; all in lower case, models of the operation's own app."""

ANY_FIELD = "*"
RENAMED = "renamed"
"""In the place of a field: what a renaming refers to, and every operation that mentions the model is a subject of."""
INDEX_NAME = "*"
"""In the place of a model: the name of an index or a constraint, which are all of one kind to a database."""
ANY_INDEX = (INDEX_NAME, "*")
"""What every operation on an index refers to, and every deletion of a model is a subject of."""

OWN_MODULES = "migrations_core."
DJANGO_BASE = "django.db.migrations.operations.base"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What an operation names, as the earlier and as the later one of a pair.

    A pair whose ``subjects`` (of the earlier) and ``references`` (of the later) have nothing in common does not
    combine. The later may then move in front of the earlier, unless that is ``opaque`` or itself ``refers_to_all``.
    """

    subjects: frozenset[Key] = frozenset()
    references: frozenset[Key] = frozenset()
    opaque: bool = True
    refers_to_all: bool = True
    meets_all: bool = False
    """Whether each pair with it has to be asked: a class that we do not know, or an elidable operation."""


UNKNOWN = Footprint(meets_all=True)
BARRIER = Footprint()


def footprint(operation: Any, app_label: str) -> Footprint:
    """Describe an operation of an app."""
    cls = type(operation)
    if getattr(operation, "elidable", False) or not _is_known(cls):
        return UNKNOWN
    if not isinstance(operation, Operation):
        return BARRIER
    references = frozenset(_references(operation, app_label))
    mentioned = {(key[0], RENAMED) for key in references if len(key) == 1}
    if isinstance(operation, (RenameModel, RenameField)):
        references |= mentioned
    return Footprint(
        subjects=frozenset(_subjects(operation)) | mentioned,
        references=references,
        opaque=cls.can_reduce_through is Operation.can_reduce_through,
        refers_to_all=cls.references_model in (Operation.references_model, DELETE),
    )


def _subjects(operation: Operation) -> Iterator[Key]:
    match operation:
        case RenameModel():
            yield (operation.old_name_lower,)
            yield (operation.new_name_lower,)
        case ModelOperation():
            yield (operation.name_lower,)
            if isinstance(operation, DeleteModel):
                yield ANY_INDEX
        case IndexOperation():
            yield (operation.model_name_lower,)
            yield from _index_names(operation)
        case FieldOperation():
            yield operation.model_name_lower, ANY_FIELD
            yield from _fields_named(operation)


def _references(operation: Operation, app_label: str) -> Iterator[Key]:
    match operation:
        case FieldOperation():
            model = operation.model_name_lower
            yield (model,)
            yield from _fields_named(operation)
            if operation.field is not None:
                if _is_built_on_others(operation.field):
                    yield model, ANY_FIELD
                yield from _whole_models(
                    _related_models(operation.field, (app_label, model)), app_label
                )
        case _:
            own_models = [key[0] for key in _subjects(operation) if len(key) == 1]
            yield from _whole_models([(app_label, model) for model in own_models], app_label)
            if isinstance(operation, IndexOperation):
                yield ANY_INDEX
                yield from _index_names(operation)
            if isinstance(operation, CreateModel):
                yield from _index_names(operation)
                yield from _whole_models(_models_of_creation(operation, app_label), app_label)


def _index_names(operation: Operation) -> Iterator[Key]:
    return ((INDEX_NAME, name) for name in named_by(operation))


def _fields_named(operation: FieldOperation) -> Iterator[Key]:
    names = [operation.name_lower]
    if isinstance(operation, RenameField):
        names.append(operation.new_name_lower)
    for name in names:
        yield operation.model_name_lower, name


def _whole_models(keys: Iterable[ModelKey], app_label: str) -> Iterator[Key]:
    for label, model in keys:
        if label == app_label:
            yield (model,)
            yield model, ANY_FIELD


def _models_of_creation(create: CreateModel, app_label: str) -> Iterator[ModelKey]:
    here = (app_label, create.name_lower)
    yield from models_among(create.bases, *here)
    for _, field in create.fields:
        if field.remote_field:
            yield from _related_models(field, here)


def _related_models(field: Any, here: ModelKey) -> Iterator[ModelKey]:
    if not field.remote_field:
        return
    for model in (field.remote_field.model, getattr(field.remote_field, "through", None)):
        if model:
            yield resolve_relation(model, *here)


def _is_built_on_others(field: Any) -> bool:
    return field.generated or any(name != "self" for name in getattr(field, "from_fields", ()))


DELETE = DeleteModel.references_model

KNOWN_METHODS: dict[str, set[Callable[..., Any]]] = {
    "reduce": {Operation.reduce},
    "can_reduce_through": {
        Operation.can_reduce_through,
        AlterTogetherOptionOperation.can_reduce_through,
        FieldOperation.can_reduce_through,
        IndexOperation.can_reduce_through,
        ModelOperation.can_reduce_through,
        RenameField.can_reduce_through,
        RenameModel.can_reduce_through,
    },
    "references_model": {
        DELETE,
        Operation.references_model,
        CreateModel.references_model,
        FieldOperation.references_model,
        IndexOperation.references_model,
        ModelOperation.references_model,
        RenameModel.references_model,
    },
    "references_field": {
        Operation.references_field,
        AlterOrderWithRespectTo.references_field,
        AlterTogetherOptionOperation.references_field,
        FieldOperation.references_field,
        RenameField.references_field,
    },
}
"""What the footprints above speak for. A class that overrides one of these methods is asked about each pair."""


def _is_known(cls: type) -> bool:
    if any(
        not function.__module__.startswith(OWN_MODULES) for function in reductions_involving(cls)
    ):
        return False
    if issubclass(cls, Operation):
        return all(getattr(cls, name) in methods for name, methods in KNOWN_METHODS.items())
    # Other people's operations, where they leave it at what Django's base class says: nothing passes, nothing combines.
    methods = [
        getattr(cls, name, None) for name in ("reduce", "references_model", "references_field")
    ]
    return all(getattr(method, "__module__", None) == DJANGO_BASE for method in methods)

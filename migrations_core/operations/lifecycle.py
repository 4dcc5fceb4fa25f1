"""Operations that make a model appear and disappear, and what all operations on a whole model share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.base import ModelBase
from django.utils.functional import cached_property

from migrations_core.names import resolve_relation
from migrations_core.operations.base import Operation, OperationCategory
from migrations_core.operations.editors import leaving_model
from migrations_core.operations.footprint import ANY_FIELD, ANY_INDEX, INDEX_NAME, Footprint, about
from migrations_core.operations.indexes import names_in
from migrations_core.rendering.relations import related_models
from migrations_core.state import ModelState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migrations_core.deconstruction import AnyField
    from migrations_core.operations.base import Deconstructed
    from migrations_core.operations.editors import Change, Transition
    from migrations_core.state import ProjectState

    Base = str | type
    Managers = Sequence[tuple[str, models.Manager[Any]]]


class ModelOperation(Operation):
    """An operation about one whole model."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def name_lower(self) -> str:
        return self.name.lower()

    def footprint(self, app_label: str) -> Footprint:
        return about((self.name_lower, ANY_FIELD))

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        return not operation.references_model(self.name, app_label)


class CreateModel(ModelOperation):
    """Create a model and its table."""

    category = OperationCategory.ADDITION
    serialization_expand_args = ["fields", "options", "managers"]

    def __init__(
        self,
        name: str,
        fields: Sequence[tuple[str, AnyField]],
        options: Mapping[str, Any] | None = None,
        bases: Sequence[Base] | None = None,
        managers: Managers | None = None,
    ) -> None:
        self.fields = fields
        self.options: Mapping[str, Any] = options or {}
        self.bases: Sequence[Base] = bases or (models.Model,)
        self.managers: Managers = managers or []
        super().__init__(name)
        _refuse_duplicates("fields", (name for name, _ in self.fields))
        _refuse_duplicates("bases", (_base_identity(base) for base in self.bases))
        _refuse_duplicates("managers", (name for name, _ in self.managers))

    def deconstruct(self) -> Deconstructed:
        name, args, kwargs = super().deconstruct()
        if kwargs.get("bases") == (models.Model,):
            del kwargs["bases"]
        if kwargs.get("managers") == [("objects", models.Manager())]:
            del kwargs["managers"]
        return name, args, kwargs

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_model(
            ModelState(
                app_label,
                self.name,
                list(self.fields),
                dict(self.options),
                tuple(self.bases),
                list(self.managers),
            )
        )

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.name)
        return model, lambda: self._create(transition, model)

    def _create(self, transition: Transition, model: type[models.Model]) -> None:
        transition.editor.create_model(model)
        # Model classes have not had index_together since 5.1, so no rendered model can tell the editor about it.
        if index_together := transition.state_after(self.name).options.get("index_together"):
            transition.editor.alter_index_together(model, set(), index_together)

    def _backwards(self, transition: Transition) -> Change:
        model = transition.model_before(self.name)
        return model, lambda: transition.editor.delete_model(model)

    def describe(self) -> str:
        kind = "proxy model" if self.options.get("proxy", False) else "model"
        return f"Create {kind} {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return self.name_lower

    def footprint(self, app_label: str) -> Footprint:
        here = (app_label, self.name_lower)
        own = (self.name_lower, ANY_FIELD)
        references = [own]
        named = [
            model
            for _, field in self.fields
            if field.remote_field
            for model in related_models(field)
        ]
        for model in (*_models_among(self.bases), *named):
            label, name = resolve_relation(model, *here)
            if label == app_label:
                references.append((name, ANY_FIELD))
        references += [(INDEX_NAME, name) for name in names_in(self.options)]
        return Footprint((own,), tuple(references))


class DeleteModel(ModelOperation):
    """Delete a model and its table."""

    category = OperationCategory.REMOVAL

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_model(app_label, self.name_lower)

    def _forwards(self, transition: Transition) -> Change | None:
        model = _leaving_model(transition, transition.from_state, self.name)
        return None if model is None else (model, partial(transition.editor.delete_model, model))

    def _backwards(self, transition: Transition) -> Change | None:
        model = _leaving_model(transition, transition.to_state, self.name)
        return None if model is None else (model, partial(transition.editor.create_model, model))

    def footprint(self, app_label: str) -> Footprint:
        own = (self.name_lower, ANY_FIELD)
        # It does not know what fields the model has, which may point at any other, nor what indexes.
        return Footprint((own, ANY_INDEX), (own,), refers_to_all=True)

    def describe(self) -> str:
        return f"Delete model {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"delete_{self.name_lower}"


def _leaving_model(
    transition: Transition, state: ProjectState, name: str
) -> type[models.Model] | None:
    """Render a model that goes or comes back; None for a proxy: it has no table, and what it stands for may be gone."""
    if state[transition.app_label, name.lower()].options.get("proxy", False):
        return None
    return leaving_model(transition.editor, state, transition.app_label, name)


def _models_among(bases: Iterable[Any]) -> Iterator[Any]:
    """Yield the bases that are models, and what abstract ones among them are derived from."""
    for base in bases:
        if base is not models.Model and isinstance(base, (ModelBase, str)):
            yield base
            if isinstance(base, ModelBase) and base._meta.abstract:  # type: ignore[attr-defined]  # a model has it
                yield from _models_among(base.__bases__)


def _base_identity(base: Base) -> Base:
    if hasattr(base, "_meta"):
        return str(base._meta.label_lower)
    return base.lower() if isinstance(base, str) else base


def _refuse_duplicates(argument: str, values: Iterable[object]) -> None:
    given = list(values)
    # The sets decide first: the optimizer builds a model with many fields again for each field that it adds.
    if len(set(given)) == len(given):
        return
    duplicate = next(value for position, value in enumerate(given) if value in given[:position])
    msg = f"Found duplicate value {duplicate} in CreateModel {argument} argument."
    raise ValueError(msg)

"""RenameModel: the table, the foreign keys that point at it and the many-to-many tables that carry its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from migrations_core.names import resolve_relation
from migrations_core.operations.base import Operation, OperationCategory
from migrations_core.operations.editors import field_of, model_for
from migrations_core.operations.footprint import Footprint, whole
from migrations_core.operations.lifecycle import ModelOperation
from migrations_core.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.operations.editors import Change, SchemaEditor, Transition
    from migrations_core.state import ProjectState


class RenameModel(ModelOperation):
    """Rename a model, and its table unless ``db_table`` fixes that."""

    category = OperationCategory.ALTERATION

    def __init__(self, old_name: str, new_name: str) -> None:
        self.old_name = old_name
        self.new_name = new_name
        super().__init__(old_name)

    @cached_property
    def old_name_lower(self) -> str:
        return self.old_name.lower()

    @cached_property
    def new_name_lower(self) -> str:
        return self.new_name.lower()

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.rename_model(app_label, self.old_name, self.new_name)

    def _forwards(self, transition: Transition) -> Change:
        return self._renaming(transition, self.old_name_lower, self.new_name_lower)

    def _backwards(self, transition: Transition) -> Change:
        return self._renaming(transition, self.new_name_lower, self.old_name_lower)

    def _renaming(self, transition: Transition, old_name: str, new_name: str) -> Change:
        editor, app_label = transition.editor, transition.app_label
        before = _Side(editor, transition.from_state, (app_label, old_name))
        after = _Side(editor, transition.to_state, (app_label, new_name))
        return after.model(after.key), lambda: self._rename(before, after)

    def _rename(self, before: _Side, after: _Side) -> None:
        editor = after.editor
        before, after = before.unswapped(), after.unswapped()
        old_model, new_model = before.model(before.key), after.model(after.key)
        editor.alter_db_table(new_model, old_model._meta.db_table, new_model._meta.db_table)
        for key, old_field in _fields_pointing_at(before):
            model = after.model(after.key if key == before.key else key)
            new_field = _counterpart(old_field, model, after.key)
            self._change(editor, (model, partial(editor.alter_field, model, old_field, new_field)))
        _rename_own_through_tables(editor, old_model, new_model)

    def footprint(self, app_label: str) -> Footprint:
        both = whole(self.old_name_lower, self.new_name_lower)
        return Footprint(both, both, renames=True)

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        # The old name is free after this operation: another model may be created under it.
        names = (self.old_name, self.new_name)
        return not any(operation.references_model(name, app_label) for name in names)

    def describe(self) -> str:
        return f"Rename model {self.old_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rename_{self.old_name_lower}_{self.new_name_lower}"


@frozen
class _Side:
    """One side of a renaming: the state and the key that the model has in it."""

    editor: SchemaEditor
    state: ProjectState
    key: ModelKey

    def model(self, key: ModelKey) -> type[Model]:
        return model_for(self.editor, self.state, *key)

    def unswapped(self) -> _Side:
        """Give the side as if no setting put another model in the place of this one.

        The setting has the new name by now; the table and its links are there under the old one all the same.
        """
        if "swappable" not in self.state[self.key].options:
            return self
        state = self.state.clone()
        state.put(self.key, state[self.key].with_options({}, remove={"swappable"}))
        return _Side(self.editor, state, self.key)


def _fields_pointing_at(side: _Side) -> Iterator[tuple[ModelKey, AnyField]]:
    """Yield the fields whose columns or tables depend on the renamed model's name or table, rendered.

    Rendered ones rather than those of the states, because the parent link of an inherited model may be implicit.
    """
    for user in side.state.users_of(side.key):
        options = side.model(user)._meta
        for field in (*options.local_fields, *options.local_many_to_many):
            # Foreign keys that hide their reverse side keep their constraint, and its name, as in Django.
            if _targets(field, side.key) and (
                field.many_to_many or not field.remote_field.hidden  # type: ignore[union-attr]  # a relation
            ):
                yield user, field


def _targets(field: AnyField, key: ModelKey) -> bool:
    return bool(field.remote_field) and resolve_relation(field.remote_field.model) == key  # type: ignore[union-attr]  # a relation


def _counterpart(field: AnyField, model: type[Model], parent_key: ModelKey) -> AnyField:
    """Find a field on the model after the renaming; an implicit parent link has another name there."""
    if field.remote_field.parent_link:  # type: ignore[union-attr]  # a relation
        for parent, link in model._meta.parents.items():
            if link is not None and resolve_relation(parent) == parent_key:
                return link
    return field_of(model, field.name)


def _rename_own_through_tables(
    editor: SchemaEditor, old_model: type[Model], new_model: type[Model]
) -> None:
    """Rename the automatic tables of the model's own many-to-many fields, and the column that refers to the model."""
    pairs = zip(old_model._meta.local_many_to_many, new_model._meta.local_many_to_many, strict=True)
    for old_field, new_field in pairs:
        through: Any = new_field.remote_field.through
        to_itself = new_field.model == new_field.related_model
        if through._meta.auto_created and not to_itself:
            # alter_field() would see no change: only the model's name differs. A public way does not exist.
            editor._alter_many_to_many(new_model, old_field, new_field, strict=False)

"""Operations on a model's named indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.backends.utils import truncate_name
from django.utils.functional import cached_property

from migrations_core.exceptions import WrongConstraintCountError
from migrations_core.operations.base import Operation, OperationCategory
from migrations_core.operations.editors import field_of
from migrations_core.operations.fields import FieldOperation, needs_no_more_than_the_key_of
from migrations_core.operations.footprint import ANY_FIELD, ANY_INDEX, INDEX_NAME, Footprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from migrations_core.operations.editors import Change, SchemaEditor, Transition
    from migrations_core.state import ProjectState


class IndexOperation(Operation):
    """An operation about one index or constraint of one model."""

    option_name: ClassVar[str] = "indexes"

    model_name: str

    @cached_property
    def model_name_lower(self) -> str:
        return self.model_name.lower()

    @cached_property
    def database_names(self) -> frozenset[str]:
        """The names of indexes or constraints that it takes or gives up, in lower case."""
        named = getattr(self, "index", None) or getattr(self, "constraint", None)
        names = (
            getattr(named, "name", None),
            *(getattr(self, attribute, None) for attribute in ("name", "old_name", "new_name")),
        )
        return frozenset(name.lower() for name in names if name)

    def footprint(self, app_label: str) -> Footprint:
        return self._footprint

    @cached_property
    def _footprint(self) -> Footprint:
        names = [(INDEX_NAME, name) for name in self.database_names]
        own = ((self.model_name_lower, ANY_FIELD), *names)
        return Footprint(own, (*own, ANY_INDEX))

    @property
    def goes_by_name(self) -> bool:
        """Whether a name is all that it needs of the model: then it is the same before fields come, change or go."""
        return False

    def references_field(self, model_name: str, name: str, app_label: str) -> bool:
        return not self.goes_by_name and super().references_field(model_name, name, app_label)

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        # Most databases know an index by its name alone: one has to be gone before another table can have it.
        if not self.database_names.isdisjoint(named_by(operation)):
            return False
        return (
            not operation.references_model(self.model_name, app_label)
            or goes_by_name(operation)
            or needs_no_more_than_the_key_of(self.model_name_lower, operation)
        )


def goes_by_name(operation: Operation) -> bool:
    """Tell whether an operation needs nothing of its model but the name of an index or a constraint."""
    return isinstance(operation, IndexOperation) and operation.goes_by_name


def named_by(operation: Operation) -> frozenset[str]:
    """Name, in lower case, the indexes and constraints that an operation has to do with."""
    if isinstance(operation, IndexOperation):
        return operation.database_names
    return names_in(getattr(operation, "options", None) or {})


def names_in(options: Mapping[str, Any]) -> frozenset[str]:
    """Name, in lower case, the indexes and constraints among a model's options."""
    named = [*(options.get("indexes") or ()), *(options.get("constraints") or ())]
    return frozenset(index.name.lower() for index in named if index.name)


class AddIndex(IndexOperation):
    """Add an index to a model."""

    category = OperationCategory.ADDITION

    def __init__(self, model_name: str, index: models.Index) -> None:
        self.model_name = model_name
        if not index.name:
            msg = (
                "Indexes passed to AddIndex operations require a name argument. "
                f"{index!r} doesn't have one."
            )
            raise ValueError(msg)
        self.index = index

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_index(app_label, self.model_name_lower, self.index)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        return model, lambda: transition.editor.add_index(model, self.index)

    def _backwards(self, transition: Transition) -> Change:
        model = transition.model_before(self.model_name)
        return model, lambda: transition.editor.remove_index(model, self.index)

    def describe(self) -> str:
        if self.index.expressions:
            expressions = ", ".join(map(str, self.index.expressions))
            return f"Create index {self.index.name} on {expressions} on model {self.model_name}"
        fields = ", ".join(self.index.fields)
        return f"Create index {self.index.name} on field(s) {fields} of model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.index.name.lower()}"


class RemoveIndex(IndexOperation):
    """Remove an index from a model."""

    category = OperationCategory.REMOVAL

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    @property
    def goes_by_name(self) -> bool:
        return True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_index(app_label, self.model_name_lower, self.name)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_before(self.model_name)
        before = transition.state_before(self.model_name)
        return model, lambda: transition.editor.remove_index(
            model, before.get_index_by_name(self.name)
        )

    def _backwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        after = transition.state_after(self.model_name)
        return model, lambda: transition.editor.add_index(model, after.get_index_by_name(self.name))

    def describe(self) -> str:
        return f"Remove index {self.name} from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name.lower()}"


class RenameIndex(IndexOperation):
    """Rename an index, or give a name to the unnamed one that ``index_together`` made for some fields."""

    category = OperationCategory.ALTERATION

    def __init__(
        self,
        model_name: str,
        new_name: str,
        old_name: str | None = None,
        old_fields: Sequence[str] | None = None,
    ) -> None:
        if not old_name and not old_fields:
            msg = "RenameIndex requires one of old_name and old_fields arguments to be set."
            raise ValueError(msg)
        if old_name and old_fields:
            msg = "RenameIndex.old_name and old_fields are mutually exclusive."
            raise ValueError(msg)
        self.model_name = model_name
        self.new_name = new_name
        self.old_name = old_name
        self.old_fields = old_fields

    @property
    def goes_by_name(self) -> bool:
        return self.old_name is not None

    footprint = IndexOperation.footprint

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        is_about_a_field = isinstance(operation, FieldOperation)
        return (self.goes_by_name and is_about_a_field) or super().can_reduce_through(
            operation, app_label
        )

    @cached_property
    def old_name_lower(self) -> str:
        return (self.old_name or "").lower()

    @cached_property
    def new_name_lower(self) -> str:
        return self.new_name.lower()

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        key = (app_label, self.model_name_lower)
        if self.old_fields:
            index = models.Index(fields=self.old_fields, name=self.new_name)
            state.add_index(*key, index)
            state.remove_model_options(*key, "index_together", self.old_fields)
        elif self.old_name:
            state.rename_index(*key, self.old_name, self.new_name)

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.model_name)
        return model, lambda: self._rename(transition, model)

    def _rename(self, transition: Transition, model: type[Model]) -> None:
        old_index = self._old_index(transition)
        if old_index.name != self.new_name:
            new_index = transition.state_after(self.model_name).get_index_by_name(self.new_name)
            transition.editor.rename_index(model, old_index, new_index)

    def _old_index(self, transition: Transition) -> models.Index:
        if self.old_fields:
            model = transition.model_before(self.model_name)
            return _unnamed_index(transition.editor, model, self.old_fields)
        return transition.state_before(self.model_name).get_index_by_name(self.old_name or "")

    def _backwards(self, transition: Transition) -> None:
        # Nobody knows what the unnamed index was called, and its name does not matter.
        return None

    def _undone_by(self) -> Operation | None:
        if self.old_fields:
            return None
        return self.__replace__(new_name=self.old_name, old_name=self.new_name)

    def describe(self) -> str:
        old = f"index {self.old_name}" if self.old_name else f"unnamed index for {self.old_fields}"
        return f"Rename {old} on {self.model_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        if self.old_name:
            return f"rename_{self.old_name_lower}_{self.new_name_lower}"
        fields = "_".join(self.old_fields or ())
        return f"rename_{self.model_name_lower}_{fields}_{self.new_name_lower}"


def _unnamed_index(
    editor: SchemaEditor, model: type[Model], field_names: Sequence[str]
) -> models.Index:
    """Find the index that ``index_together`` made for some fields; its name is only in the database."""
    table = model._meta.db_table
    columns = [str(field_of(model, name).column) for name in field_names]
    introspection = editor.connection.introspection
    with editor.connection.cursor() as cursor:
        constraints = introspection.get_constraints(cursor, table)
    wanted = [introspection.identifier_converter(_truncated(editor, name)) for name in columns]
    names = [
        name
        for name, facts in constraints.items()
        if facts["columns"] == wanted and facts["index"] and not facts["unique"]
    ]
    if len(names) != 1:
        raise WrongConstraintCountError(
            f"Found wrong number ({len(names)}) of indexes for {table}({', '.join(columns)}).",
            table=table,
            columns=columns,
            names=names,
        )
    return models.Index(fields=field_names, name=names[0])


def _truncated(editor: SchemaEditor, column: str) -> str:
    if not editor.connection.features.truncates_names:
        return column
    return truncate_name(column, editor.connection.ops.max_name_length())

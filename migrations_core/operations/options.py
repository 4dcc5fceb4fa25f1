"""Operations on a model's Meta options and managers."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models.options import normalize_together
from django.utils.functional import cached_property

from migrations_core.operations.base import OperationCategory, StateOnly
from migrations_core.operations.editors import field_of
from migrations_core.operations.fields import (
    AddField,
    needs_no_more_than_the_key_of,
    with_default,
)
from migrations_core.operations.footprint import Footprint, fields, whole
from migrations_core.operations.indexes import goes_by_name
from migrations_core.operations.lifecycle import ModelOperation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    from migrations_core.operations.base import Deconstructed, Operation
    from migrations_core.operations.editors import Change, SchemaEditor, Transition
    from migrations_core.operations.lifecycle import Managers
    from migrations_core.state import ProjectState

    Together = set[tuple[str, ...]]


class ModelOptionOperation(ModelOperation):
    """An operation that sets one option; the last one of its class wins."""

    category = OperationCategory.ALTERATION

    footprint = ModelOperation.footprint

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        return (
            goes_by_name(operation)
            or needs_no_more_than_the_key_of(self.name_lower, operation)
            or super().can_reduce_through(operation, app_label)
        )

    def _undone_by(self) -> Operation | None:
        # What an option was and will be is read from the two states, so back is forth with the states exchanged.
        return self


class AlterModelTable(ModelOptionOperation):
    """Give a model another table name; None means the default one."""

    def __init__(self, name: str, table: str | None) -> None:
        self.table = table
        super().__init__(name)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(app_label, self.name_lower, {"db_table": self.table})

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.name)
        return model, lambda: _rename_tables(transition, self.name, model)

    def describe(self) -> str:
        return (
            f"Rename table for {self.name} to {'(default)' if self.table is None else self.table}"
        )

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_table"


class AlterModelTableComment(ModelOptionOperation):
    """Give a model's table another comment."""

    def __init__(self, name: str, table_comment: str | None) -> None:
        self.table_comment = table_comment
        super().__init__(name)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(
            app_label, self.name_lower, {"db_table_comment": self.table_comment}
        )

    def _forwards(self, transition: Transition) -> Change:
        after = transition.model_after(self.name)
        return after, lambda: transition.editor.alter_db_table_comment(
            after,
            transition.model_before(self.name)._meta.db_table_comment,
            after._meta.db_table_comment,
        )

    def describe(self) -> str:
        return f"Alter {self.name} table comment"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_table_comment"


class AlterTogetherOptionOperation(ModelOptionOperation):
    """What ``unique_together`` and ``index_together`` have in common."""

    option_name: ClassVar[str]

    def __init__(self, name: str, option_value: Iterable[Any] | None) -> None:
        if option_value:
            option_value = set(normalize_together(option_value))  # type: ignore[call-overload]  # takes any nesting
        setattr(self, self.option_name, option_value)
        super().__init__(name)

    @cached_property
    def option_value(self) -> Together | None:
        value: Together | None = getattr(self, self.option_name)
        return value

    def deconstruct(self) -> Deconstructed:
        return (
            type(self).__qualname__,
            [],
            {"name": self.name, self.option_name: self.option_value},
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(app_label, self.name_lower, {self.option_name: self.option_value})

    def _forwards(self, transition: Transition) -> Change:
        model = transition.model_after(self.name)
        return model, lambda: self._alter(transition, model)

    def _alter(self, transition: Transition, model: type[Model]) -> None:
        before, after = (
            state.options.get(self.option_name) or set()
            for state in (transition.state_before(self.name), transition.state_after(self.name))
        )
        getattr(transition.editor, f"alter_{self.option_name}")(model, before, after)

    def footprint(self, app_label: str) -> Footprint:
        return self._footprint

    @cached_property
    def _footprint(self) -> Footprint:
        names = chain.from_iterable(self.option_value) if self.option_value else None
        return Footprint(whole(self.name_lower), tuple(fields(self.name_lower, names)))

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        other_option = isinstance(operation, AlterTogetherOptionOperation) and type(
            operation
        ) is not type(self)
        if other_option or super().can_reduce_through(operation, app_label):
            return True
        # A field that is new cannot have been in the old value.
        return isinstance(operation, AddField) and not self.references_field(
            operation.model_name, operation.name, app_label
        )

    def describe(self) -> str:
        count = len(self.option_value or "")
        return f"Alter {self.option_name} for {self.name} ({count} constraint(s))"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_{self.option_name}"


class AlterUniqueTogether(AlterTogetherOptionOperation):
    """Set the groups of fields that are unique together."""

    option_name = "unique_together"

    def __init__(self, name: str, unique_together: Iterable[Any] | None) -> None:
        super().__init__(name, unique_together)


class AlterIndexTogether(AlterTogetherOptionOperation):
    """Set the groups of fields that have an unnamed index; only old migrations still do."""

    option_name = "index_together"

    def __init__(self, name: str, index_together: Iterable[Any] | None) -> None:
        super().__init__(name, index_together)


class AlterOrderWithRespectTo(ModelOptionOperation):
    """Set or unset ``order_with_respect_to``, which adds or removes the column ``_order``."""

    option_name = "order_with_respect_to"

    def __init__(self, name: str, order_with_respect_to: str | None) -> None:
        self.order_with_respect_to = order_with_respect_to
        super().__init__(name)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(
            app_label, self.name_lower, {self.option_name: self.order_with_respect_to}
        )

    def _forwards(self, transition: Transition) -> Change:
        before, after = transition.models(self.name)
        return after, lambda: _alter_order(transition.editor, before, after)

    def footprint(self, app_label: str) -> Footprint:
        named = fields(self.name_lower, [self.order_with_respect_to])
        return Footprint(whole(self.name_lower), tuple(named))

    def describe(self) -> str:
        return f"Set order_with_respect_to on {self.name} to {self.order_with_respect_to}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_order_with_respect_to"


class AlterModelOptions(StateOnly, ModelOptionOperation):
    """Set the options that only Python code sees; those of ALTER_OPTION_KEYS that are not given are unset."""

    ALTER_OPTION_KEYS: ClassVar[list[str]] = [
        "base_manager_name",
        "default_manager_name",
        "default_related_name",
        "get_latest_by",
        "managed",
        "ordering",
        "permissions",
        "default_permissions",
        "select_on_save",
        "verbose_name",
        "verbose_name_plural",
    ]

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.options = options
        super().__init__(name)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(app_label, self.name_lower, self.options, self.ALTER_OPTION_KEYS)

    def describe(self) -> str:
        return f"Change Meta options on {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_options"


class AlterModelManagers(StateOnly, ModelOptionOperation):
    """Set the managers that migrations see."""

    serialization_expand_args = ["managers"]

    def __init__(self, name: str, managers: Managers) -> None:
        self.managers = managers
        super().__init__(name)

    def deconstruct(self) -> Deconstructed:
        return (type(self).__qualname__, [self.name, self.managers], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_managers(app_label, self.name_lower, self.managers)

    def describe(self) -> str:
        return f"Change managers on {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_managers"


def _rename_tables(transition: Transition, name: str, model: type[Model]) -> None:
    """Rename a model's table and those of its many-to-many fields that are named after it."""
    before, after = transition.model_before(name)._meta, model._meta
    transition.editor.alter_db_table(model, before.db_table, after.db_table)
    pairs = zip(before.local_many_to_many, after.local_many_to_many, strict=True)
    for old_field, new_field in pairs:
        through: Any = new_field.remote_field.through
        old_through: Any = old_field.remote_field.through
        if through._meta.auto_created:
            transition.editor.alter_db_table(
                through, old_through._meta.db_table, through._meta.db_table
            )


def _alter_order(editor: SchemaEditor, before: type[Model], after: type[Model]) -> None:
    """Add or remove the column ``_order``."""
    was_ordered, is_ordered = (model._meta.order_with_respect_to for model in (before, after))
    if was_ordered and not is_ordered:
        editor.remove_field(before, field_of(before, "_order"))
    elif is_ordered and not was_ordered:
        field = field_of(after, "_order")
        editor.add_field(before, field if field.has_default() else with_default(field, 0))
